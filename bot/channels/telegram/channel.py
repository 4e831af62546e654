"""The Telegram channel: an update in, a committed turn, a reply in the chat. How updates get here (`polling.py`,
`webhook.py`) makes no difference to what happens with them.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

from telegram import Bot

from bot.channels.telegram.asking import Asking
from bot.channels.telegram.budget import Budgets
from bot.channels.telegram.commands import aliases
from bot.channels.telegram.committing import Committer
from bot.channels.telegram.delivering import Delivering
from bot.channels.telegram.flooding import flood_turn, is_help
from bot.channels.telegram.incoming import Act, Incoming
from bot.channels.telegram.known import Known
from bot.channels.telegram.lanes import Item, Lanes
from bot.channels.telegram.outbox import Outbox
from bot.channels.telegram.pictures import Pictures
from bot.channels.telegram.presenting import Presenter
from bot.channels.telegram.reading import Reader, private_chat
from bot.channels.telegram.remembering import Remembering
from bot.channels.telegram.sending import Sender, Undeliverable
from bot.channels.telegram.shown import Shown
from bot.gateway import Gateway
from flows.errors import LotseError
from flows.protocol import Delivery, DeliveryResult, TextIn, TurnReply, TurnRequest
from locales.texts import Texts

PATIENCE = 3.0  # seconds at the end for what is being sent

Hook = Callable[[], None]


def nothing() -> None:
    """For callers that do not wait."""


class TelegramChannel:
    """`receive` takes updates, `deliver` what the desk sends. One instance for one bot token."""

    def __init__(
        self,
        bot: Bot,
        gateway: Gateway,
        texts: Texts,
        *,
        parallel: int = 32,
        burst: int = 30,
        per_minute: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.bot, self.texts, self._clock = bot, texts, clock
        self._sender, self._outbox, self._taps = Sender(bot), Outbox(), Outbox()
        self._shown, self._asking = Shown(), Asking(clock)
        self._memory = Remembering(gateway, self._shown, self._asking)
        self._presenter = Presenter(self._sender, texts, self._memory, Pictures(gateway.media))
        self._delivering = Delivering(self._presenter)
        self._committer = Committer(gateway, parallel)
        self._budgets = Budgets(burst, per_minute)
        self._lanes = Lanes(self._budgets, clock, self._take, self._flood)
        self._reader: Reader | None = None
        self._done = Known()
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Asks Telegram who we are. Raises TelegramError; InvalidToken for a token that is none."""
        await self.bot.initialize()
        self._reader = Reader(self.bot.id, self.bot.username, aliases(self.texts))

    @property
    def ready(self) -> bool:
        return self._reader is not None

    async def close(self) -> None:
        await self._lanes.close()
        await self._delivering.close()
        await asyncio.gather(self._outbox.close(PATIENCE), self._taps.close(PATIENCE))
        await self._memory.close(PATIENCE)
        for task in set(self._tasks):
            task.cancel()
        await self.bot.shutdown()

    def receive(self, raw: Any, committed: Hook = nothing, settled: Hook = nothing) -> None:
        """Starts on an update and comes back at once. `settled` is called after `committed`, both exactly once."""
        assert self._reader is not None, "open() first"
        try:
            incoming = self._reader.read(raw)
        except Exception as error:  # noqa: BLE001  anything a foreign parser may raise
            self.park(raw, error, committed, settled)
            return
        self._dispatch(Item(incoming, raw, committed, settled, self._asking.now))

    def park(self, raw: Any, error: Exception, committed: Hook = nothing, settled: Hook = nothing) -> None:
        """Keeps an update nobody can read, so that the ones behind it go on. Comes back at once."""
        self._start(self._park(raw, error, committed, settled))

    async def deliver(self, delivery: Delivery) -> DeliveryResult:
        """Shows messages nobody asked for just now. The same delivery twice is shown once."""
        return await self._delivering.deliver(delivery)

    def _dispatch(self, item: Item) -> None:
        given = item.incoming
        if given.callback is not None:
            self._end_tap(given.chat, given.callback)
        if given.act is Act.TURN:
            self._lanes.put(item)
            return
        if given.act is Act.REFUSE and self._budgets.may_tell(given.chat, self._clock()):
            self._say(given, "telegram.group", bot=f"@{self.bot.username}")
        elif given.act is Act.BLOCKED:
            self._forget(given.chat)
        _settle(item)

    def _end_tap(self, chat: str, callback: str) -> None:
        """Beside what is shown, and one after the other: thousands of taps on one button keep nobody else waiting."""
        self._taps.put(chat, lambda: self._sender.impatient().end_tap(callback))

    async def _take(self, item: Item) -> None:
        """One turn. Words beside a later picture of an album are one, too, answered where they call for help."""
        replies: list[TurnReply] = []
        while (given := self._done.left_of(item.incoming)) is not None:
            try:
                request = await self._request(given, item.since)
                reply = await self._committer.turn(request, partial(self._say_away, item.incoming))
            except (LotseError, ValueError) as error:  # ValueError: it does not fit the wire
                await self._give_up(replace(item, incoming=given), error)
                return
            self._done.taken(given, before=reply.duplicate)
            if given is item.incoming or is_help(reply):
                replies.append(reply)
        self._after(item, replies)

    def _after(self, item: Item, replies: list[TurnReply]) -> None:
        """It is stored, and settled once everything was shown."""
        for reply in replies:
            self._asking.follows(item.incoming.chat, reply)
        item.committed()
        for reply in replies[:-1]:
            self._outbox.put(item.incoming.chat, partial(self._show, item.incoming, reply))
        if replies:
            self._outbox.put(item.incoming.chat, partial(self._show, item.incoming, replies[-1]), item.settled)
        else:
            item.settled()

    async def _request(self, given: Incoming, since: int) -> TurnRequest:
        """Words with the question they were written under. Raises ValueError."""
        request = given.request()
        await self._memory.recall(given.chat)
        if not isinstance(given.input, TextIn):
            return request
        await self._asking.numbered(given.chat, since)
        step = self._asking.under(given.chat, given.number, since, given.to)
        return request.model_copy(update={"input": given.input.model_copy(update={"step": step})})

    async def _give_up(self, item: Item, error: Exception) -> None:
        """Nobody can take this one: keep it for an operator, tell the person, go on."""
        await self._committer.park(item.incoming.event_id, item.raw, error)
        self._say(item.incoming, error.kind.text if isinstance(error, LotseError) else "error.wire.invalid")
        _settle(item)

    async def _flood(self, items: list[Item]) -> None:
        while items := self._left(items):
            items = await self._flood_turn(items)

    def _left(self, items: list[Item]) -> list[Item]:
        """Those of which something has still to be taken; the others are settled."""
        found = []
        for item in items:
            given = self._done.left_of(item.incoming)
            if given is None:
                _settle(item)
            else:
                found.append(item if given is item.incoming else replace(item, incoming=given))
        return found

    async def _flood_turn(self, items: list[Item]) -> list[Item]:
        """One turn for the first of them; comes back with those that are not settled.

        Of a turn stored already, by a process that was killed perhaps, nobody knows how many it was for: only the
        first of them is done.
        """
        first, count, reply = items[0], 1, None
        try:
            request, count = flood_turn([item.incoming for item in items], partial(self._hears, first.incoming.chat))
            reply = await self._committer.turn(request, partial(self._say_away, first.incoming))
        except (LotseError, ValueError) as error:
            await self._committer.park(first.incoming.event_id, {"flood": count}, error)
        known = reply is not None and reply.duplicate
        for item in items[: 1 if known else count]:
            self._done.taken(item.incoming, before=known)
        if reply is None or not self._is_told(first.incoming.chat, reply):
            return items
        self._after(replace(first, settled=nothing) if known else first, [reply])
        return items if known else items[1:]

    def _hears(self, chat: str, letters: int) -> bool:
        return self._budgets.hears(chat, self._clock(), letters)

    def _is_told(self, chat: str, reply: TurnReply) -> bool:
        """To write more slowly, and where help is, a chat hears once a minute at most, however much it writes."""
        now = self._clock()
        slower = bool(reply.messages) and self._budgets.may_tell(chat, now)
        where_help_is = is_help(reply) and self._budgets.may_tell(chat, now, "help")
        return slower or where_help_is

    async def _show(self, given: Incoming, reply: TurnReply) -> None:
        try:
            await self._presenter.reply(given, reply)
            await self._memory.reported(given.chat)
        except Undeliverable:  # blocked or gone: nobody is there to read
            self._forget(given.chat)

    def _forget(self, chat: str) -> None:
        self._shown.forget(chat)
        self._asking.forget(chat)

    def _say_away(self, given: Incoming) -> None:
        self._say(given, "telegram.waiting")

    def _say(self, given: Incoming, text_id: str, **params: object) -> None:
        async def say() -> None:
            with contextlib.suppress(Undeliverable):
                await self._presenter.notice(given.chat, given.lang_hint, text_id, **params)

        self._outbox.put(given.chat, say)

    async def _park(self, raw: Any, error: Exception, committed: Hook, settled: Hook) -> None:
        event = f"u:{self.bot.id}:{_update_id(raw)}"
        await self._committer.park(event, raw, error)
        chat = private_chat(raw)
        if chat is not None and self._budgets.may_tell(chat, self._clock()):
            self._say(Incoming(Act.IGNORE, event, chat), "error.wire.invalid")
        committed()
        settled()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _settle(item: Item) -> None:
    item.committed()
    item.settled()


def _update_id(raw: Any) -> str:
    return str(raw.get("update_id"))[:64] if isinstance(raw, dict) else "none"
