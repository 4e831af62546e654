"""A worker that tests can kill: `python -m tests.support.worker_process URL FILE HOW LATER`.

Its bot appends each delivery's id to FILE, before (`HOW` is `stall`) staying silent for ever, or else says it was sent.
LATER: seconds its clock is ahead.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta

from backend.crypto.ids import SystemIds
from backend.serving import until_stopped
from backend.worker import run
from backend.worker.run import working
from flows.protocol import Delivery, DeliveryResult
from tests.support.world import a_world


class Bot:
    def __init__(self, file: str, stalls: bool) -> None:
        self._file, self._stalls = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT), stalls

    async def deliver(self, delivery: Delivery) -> DeliveryResult:
        os.write(self._file, f"{delivery.id}\n".encode())
        if self._stalls:
            await asyncio.Event().wait()
        return DeliveryResult(outcome="sent")


async def main(url: str, file: str, how: str, later: str) -> None:
    ahead = timedelta(seconds=float(later))
    run.LOOK_EVERY = 0.05
    world = await a_world(url, clock=lambda: datetime.now(UTC) + ahead, ids=SystemIds())  # type: ignore[arg-type]
    async with working(world, Bot(file, how == "stall")):
        print("working", flush=True)
        await until_stopped()
    await world.db.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
