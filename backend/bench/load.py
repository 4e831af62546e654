"""Playing many conversations at once, interleaved, and writing down how long each turn took."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

from backend.bench.phones import Phone
from flows.protocol import TurnReply, TurnRequest


@dataclass(slots=True)
class Played:
    """`seconds`: of each turn, in order of finishing. `wall`: of the whole."""

    seconds: list[float] = field(default_factory=list)
    wall: float = 0.0
    finished: int = 0

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.wall

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Taker(Protocol):
    """The conversation service, or what leads to it."""

    async def turn(self, request: TurnRequest) -> TurnReply: ...


async def play(turns: Taker, conversations: int, at_once: int, prefix: str = "bench") -> Played:
    """All conversations from the first word to the end, interleaved, `at_once` turns in flight."""
    waiting: deque[tuple[Phone, TurnRequest]] = deque()
    for number in range(conversations):
        phone = Phone(f"{prefix}-{number}")
        waiting.append((phone, phone.first()))
    played = Played()
    started = time.perf_counter()
    await asyncio.gather(*(_work(turns, waiting, played) for _ in range(at_once)))
    played.wall = time.perf_counter() - started
    return played


async def _work(turns: Taker, waiting: deque[tuple[Phone, TurnRequest]], played: Played) -> None:
    while waiting:
        phone, request = waiting.popleft()
        started = time.perf_counter()
        reply = await turns.turn(request)
        played.seconds.append(time.perf_counter() - started)
        following = phone.next_request(reply)
        if following is None:
            played.finished += 1
        else:
            waiting.append((phone, following))
