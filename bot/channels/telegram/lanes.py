"""One lane per chat: what somebody writes and taps is taken in the order in which it came, and chats do not wait for
each other. A lane that gets more than anybody writes is settled in one go, so that a flood costs the others nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.channels.telegram.budget import Budgets
from bot.channels.telegram.incoming import Incoming

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Item:
    """An update on its way. `committed`: its turn is stored. `settled`: and answered, as far as it can be.

    `since`: how many questions we had begun to send when it came (`Asking.now`).
    """

    incoming: Incoming
    raw: Any
    committed: Callable[[], None]
    settled: Callable[[], None]
    since: int = 0


class Lanes:
    """`take` handles one item, `flood` many at once; both come back when their turn is committed, and never raise."""

    def __init__(
        self,
        budgets: Budgets,
        clock: Callable[[], float],
        take: Callable[[Item], Awaitable[None]],
        flood: Callable[[list[Item]], Awaitable[None]],
    ) -> None:
        self._budgets, self._clock, self._take, self._flood = budgets, clock, take, flood
        self._lanes: dict[str, deque[Item]] = {}
        self._workers: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        """Chats at work."""
        return len(self._lanes)

    def put(self, item: Item) -> None:
        lane = self._lanes.get(item.incoming.chat)
        if lane is not None:
            lane.append(item)
            return
        self._lanes[item.incoming.chat] = deque([item])
        worker = asyncio.create_task(self._work(item.incoming.chat))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def close(self) -> None:
        """Stops in mid-turn: what was not committed comes again."""
        for worker in set(self._workers):
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def _work(self, chat: str) -> None:
        lane = self._lanes[chat]
        try:
            while lane:
                if self._budgets.take(chat, self._clock()):
                    await self._take(lane.popleft())
                else:
                    flood = list(lane)
                    lane.clear()
                    await self._flood(flood)
        finally:
            del self._lanes[chat]
