"""What still has to be shown, chat by chat in order. A chat that Telegram holds back (429) holds back nobody else.

In memory on purpose: an update is confirmed only when its reply was shown, so after a kill the update comes again, and
the backend gives the same reply again: at most one repeated question.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)

WAITING = (
    30  # shows per chat; more are only there when a chat is held back for long, and the oldest are past their time
)


@dataclass(frozen=True, slots=True)
class Show:
    act: Callable[[], Awaitable[None]]
    done: Callable[[], None]


class Outbox:
    def __init__(self) -> None:
        self._waiting: dict[str, deque[Show]] = {}
        self._workers: set[asyncio.Task[None]] = set()

    def put(self, chat: str, act: Callable[[], Awaitable[None]], done: Callable[[], None] = lambda: None) -> None:
        """`act` shows something and may raise anything; `done` is called once it is over, shown or not."""
        queue = self._waiting.get(chat)
        if queue is None:
            self._waiting[chat] = deque([Show(act, done)])
            worker = asyncio.create_task(self._work(chat))
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)
            return
        queue.append(Show(act, done))
        if len(queue) > WAITING:
            queue.popleft().done()

    async def idle(self) -> None:
        """Waits until everything has been shown."""
        while self._workers:
            await asyncio.wait(set(self._workers))

    async def close(self, patience: float) -> None:
        """Gives what is on its way `patience` seconds, then stops."""
        if self._workers:
            await asyncio.wait(set(self._workers), timeout=patience)
        for worker in set(self._workers):
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def _work(self, chat: str) -> None:
        queue = self._waiting[chat]
        while queue:
            show = queue.popleft()
            try:
                await show.act()
            except Exception as error:  # noqa: BLE001  a reply that cannot be shown must not stop the ones behind it
                log.error("telegram.show_failed cause=%s", type(error).__name__)
            show.done()
        del self._waiting[chat]
