"""What stands in the chats, kept by the backend: a bot that was started again takes old buttons away, too, and knows
which question was the last.

Reported as soon as it stands there, several chats at once while a report is on its way; an update counts as answered
only then. So a kill loses the number of a message just sent, at most: its buttons stay, and whoever taps them is told
that it was an older question. One that is not answered yet is shown once more.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from bot.channels.telegram.asking import Asking
from bot.channels.telegram.shown import CHATS, Shown
from bot.gateway import Gateway
from flows.errors import LotseError
from flows.protocol import REPORT_LIMIT, ChatKeyboards, KeyboardReport, Keyboards

log = logging.getLogger(__name__)

PARALLEL = 16  # questions at once what was shown before
PATIENCE = 2.0  # seconds a turn waits for what was known before
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 60.0  # seconds between two tries while the backend takes no reports


class Remembering:
    """`limit`: chats whose report may wait."""

    def __init__(
        self,
        gateway: Gateway,
        shown: Shown,
        asking: Asking,
        *,
        limit: int = CHATS,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.shown, self.asking = shown, asking
        self._gateway, self._limit, self._sleep = gateway, limit, sleep
        self._waiting: OrderedDict[str, Keyboards] = OrderedDict()
        self._reporting: asyncio.Task[None] | None = None
        self._recalling: dict[str, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(PARALLEL)
        self._tried = asyncio.Condition()
        self._away = False

    async def recall(self, chat: str) -> None:
        """Once for each chat. Where the backend does not say, nothing is lost but looks: the next time, then."""
        if self.shown.of(chat).complete:
            return
        recalling = self._recalling.get(chat)
        if recalling is None:
            recalling = self._recalling[chat] = asyncio.create_task(self._recall(chat))
            recalling.add_done_callback(lambda _: self._recalling.pop(chat, None))
        await asyncio.wait({recalling}, timeout=PATIENCE)  # never given up: a call that is cancelled costs a connection

    def note(self, chat: str) -> None:
        """Something with buttons has come to stand in this chat. Comes back at once. What we have not recalled yet must
        not be written over.
        """
        seen = self.shown.of(chat)
        if not seen.complete:
            return
        self._waiting[chat] = Keyboards(
            question=seen.question, step=seen.step, weighty=seen.weighty, others=seen.others
        )
        if len(self._waiting) > self._limit:
            self._waiting.popitem(last=False)
        if self._reporting is None:
            self._reporting = asyncio.create_task(self._report())

    async def reported(self, chat: str) -> None:
        """Waits, not for long, until what stands in this chat is reported; not at all while nobody takes reports."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE), self._tried:
                await self._tried.wait_for(lambda: self._away or chat not in self._waiting)

    async def close(self, patience: float) -> None:
        """Gives what is to be reported `patience` seconds, then stops."""
        running = {*self._recalling.values(), *([self._reporting] if self._reporting is not None else [])}
        if running:
            await asyncio.wait(running, timeout=patience)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _recall(self, chat: str) -> None:
        async with self._places:
            with contextlib.suppress(LotseError):
                self._take(chat, await self._gateway.keyboards("telegram", chat))

    def _take(self, chat: str, kept: Keyboards) -> None:
        seen = self.shown.of(chat)
        seen.complete = True
        if seen.question is None:
            seen.question, seen.step, seen.weighty = kept.question, kept.step, kept.weighty
            self.asking.recall(chat, kept)
        older = [kept.question] if kept.question not in (None, seen.question) else []
        newer = seen.question != kept.question or bool(seen.others)
        self.shown.offered(chat, *kept.others, *older, *seen.others)
        if newer:
            self.note(chat)

    async def _report(self) -> None:
        pause = FIRST_PAUSE
        while self._waiting:
            self._away = not await self._is_taken()
            async with self._tried:
                self._tried.notify_all()
            if self._away:
                await self._sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE) if self._away else FIRST_PAUSE
        self._reporting = None

    async def _is_taken(self) -> bool:
        """One report, of those that wait longest. What has changed while it was under way waits on."""
        told = dict(itertools.islice(self._waiting.items(), REPORT_LIMIT))
        chats = [ChatKeyboards(channel="telegram", chat=chat, keyboards=there) for chat, there in told.items()]
        try:
            await self._gateway.keep_keyboards(KeyboardReport(chats=chats))
        except LotseError as error:
            log.warning("telegram.keyboards_wait code=%s chats=%d", error.code, len(self._waiting))
            return False
        for chat, there in told.items():
            if self._waiting.get(chat) is there:
                del self._waiting[chat]
        return True
