"""People whose Telegram calls the bot, instead of being asked by it: a call that fails is made again, ever later.

As its Bot API server does: what one person writes comes in order, and what they tap, each in a queue of its own. So a
tap may overtake a message before it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Self

import httpx
from starlette.responses import Response

from bot.channels.telegram.webhook import HEADER
from tests.kill.phones import People
from tests.support.waiting import PATIENCE

AT_ONCE = 40
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 2.0  # seconds; shorter than Telegram's


@dataclass
class Called(People):
    refused: int = 0  # calls that were not answered with 200
    _secret: str = ""
    _known: asyncio.Event = field(default_factory=asyncio.Event)
    _queues: dict[tuple[int, bool], asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    _posting: set[asyncio.Task[None]] = field(default_factory=set)
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def __aenter__(self) -> Self:
        self._client = httpx.AsyncClient(trust_env=False, timeout=PATIENCE)
        return await super().__aenter__()

    async def __aexit__(self, *error: object) -> None:
        for task in set(self._posting):
            task.cancel()
        await asyncio.gather(*self._posting, return_exceptions=True)
        await self._client.aclose()
        await super().__aexit__(*error)

    def push(self, **update: Any) -> int:
        number = super().push(**update)
        task = asyncio.create_task(self._post(self.updates[-1]))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)
        return number

    async def _post(self, update: Any) -> None:
        await self._known.wait()
        tap = "callback_query" in update
        who = update["callback_query" if tap else "message"]["from"]["id"]
        async with self._queues[who, tap]:
            await self._insisted(update)
        self.updates.remove(update)
        self._moved.set()

    async def _insisted(self, update: Any) -> None:
        pause = FIRST_PAUSE
        while not await self._taken(update):
            self.refused += 1
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _taken(self, update: Any) -> bool:
        async with self._places:
            try:
                answer = await self._client.post(self.webhook, json=update, headers={HEADER: self._secret})
            except httpx.TransportError:
                return False
            return answer.status_code == 200

    async def _do_setWebhook(self, params: dict[str, Any]) -> Response:
        self._secret = params["secret_token"]
        answer = await super()._do_setWebhook(params)
        self._known.set()
        return answer
