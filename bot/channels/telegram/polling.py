"""The receive loop: ask Telegram for updates, hand them on, confirm them when they are done, and only then.

Why not the library's: it confirms before handling, so a kill loses what is in memory; and one update it cannot read
stops everybody's.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.api import BATCH, Undecodable, get_updates, seconds, update_id
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.window import Stage, Window

log = logging.getLogger(__name__)

_UPDATE_ID = re.compile(rb'"update_id"\s*:\s*(-?\d{1,18})\b')


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. `busy`: how long unsettled updates may keep us from looking for new ones."""

    long_poll: int = 25
    busy: float = 0.1
    busiest: float = 0.5
    first_pause: float = 1.0
    longest_pause: float = 30.0
    conflict: float = 5.0


class Poller:
    def __init__(self, channel: TelegramChannel, pace: Pace) -> None:
        self._channel, self._pace = channel, pace
        self._window, self._moved = Window(time.monotonic), asyncio.Event()
        self._pause, self._busy, self._limit = pace.first_pause, pace.busy, BATCH

    async def run(self) -> None:
        """For ever. Raises InvalidToken when Telegram does not know our token (any more)."""
        while True:
            try:
                await self._round()
                self._pause = self._pace.first_pause
            except InvalidToken:
                raise
            except Exception as error:  # noqa: BLE001  whatever Telegram answers, the next round is tried
                await self._after(error)

    async def _round(self) -> None:
        done = self._window.done()
        wait = self._pace.long_poll if self._window.idle else 0
        updates = await get_updates(self._channel.bot, self._window.offset(done), wait, self._limit)
        self._window.confirm(done)
        self._limit = BATCH
        new = sum([self._accept(raw) for raw in updates])
        self._busy = self._pace.busy if new else min(self._busy * 2, self._pace.busiest)
        await self._settling()

    def _accept(self, raw: Any) -> bool:
        """Whether this update is new to us."""
        found = update_id(raw)
        if found is None:
            log.error("telegram.update_without_id")  # cannot be confirmed; goes with the next one that has an id
            return False
        if not self._window.add(found):
            return False
        self._channel.receive(raw, *self._marks(found))
        return True

    def _marks(self, number: int) -> tuple[Callable[[], None], Callable[[], None]]:
        return partial(self._mark, number, Stage.COMMITTED), partial(self._mark, number, Stage.SETTLED)

    def _mark(self, number: int, stage: Stage) -> None:
        self._window.mark(number, stage)
        if self._window.idle:
            self._moved.set()

    async def _settling(self) -> None:
        """Until all is settled, or long enough to look for other chats' updates."""
        self._moved.clear()
        if not self._window.idle:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._busy):  # not wait_for: on Python 3.11 it may swallow a cancellation
                    await self._moved.wait()

    async def _after(self, error: Exception) -> None:
        """What to do before the next round, by what went wrong in this one."""
        if isinstance(error, Undecodable):
            await self._pass_over(error)
        elif isinstance(error, Conflict):
            await self._after_conflict(error)
        else:
            await self._away(error)

    async def _away(self, error: Exception) -> None:
        log.warning("telegram.away cause=%s", type(error).__name__)
        await asyncio.sleep(seconds(error) if isinstance(error, RetryAfter) else self._pause)
        self._pause = min(self._pause * 2, self._pace.longest_pause)

    async def _after_conflict(self, error: Conflict) -> None:
        if "webhook" in error.message.lower():
            log.warning("telegram.webhook_was_set: removing it, because this process polls")
            await self._without_webhook()
            return
        log.error("telegram.second_poller: another process uses the same TELEGRAM_BOT_TOKEN; stop one of them")
        await asyncio.sleep(self._pace.conflict)

    async def _without_webhook(self) -> None:
        try:
            await self._channel.bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:
            log.warning("telegram.away cause=%s", type(error).__name__)
            await asyncio.sleep(self._pace.first_pause)

    async def _pass_over(self, error: Undecodable) -> None:
        """A batch that is no JSON: one by one, so that the good ones come through and the bad one is parked. Without an
        update that is new to us, Telegram is as good as away.
        """
        found = _UPDATE_ID.search(error.raw)
        number = int(found[1]) if found is not None else None
        if number is not None and self._limit > 1:
            self._limit = 1
            await asyncio.sleep(self._pace.busy)
        elif number is not None and self._window.add(number):
            self._limit = BATCH
            broken = {"update_id": number, "undecodable": error.raw.decode("utf-8", "replace")}
            self._channel.park(broken, Undecodable(error.raw), *self._marks(number))
        else:
            self._limit = 1  # what is behind a bad one may be good
            await self._away(error)
