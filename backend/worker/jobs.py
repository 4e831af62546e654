"""The workflows: sending what waits to be sent, and erasing what has had its time.

DBOS runs them on its own threads and writes down every step, so that after a kill they go on where they were. The
services live on the process's event loop; `Office` is the bridge. DBOS knows functions by name, so the office is set
once per process, before launch.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from dbos import DBOS

from backend.domain.times import to_ms
from backend.persistence.erasing import expire
from backend.services.delivering import Deliverer, send
from backend.services.world import World

T = TypeVar("T")

EXPIRE_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Office:
    """What jobs work with. `loop`: where the services run."""

    world: World
    deliverer: Deliverer
    loop: asyncio.AbstractEventLoop

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()


_office: Office | None = None


def open_office(office: Office) -> None:
    global _office  # one per process, as DBOS itself is
    _office = office


def _here() -> Office:
    if _office is None:
        raise RuntimeError("open_office was not called")
    return _office


@DBOS.workflow()
def deliver(delivery_id: str) -> str:
    """One attempt at one delivery; the outcome. Its workflow id names delivery and attempt, so it is made once."""
    return attempt(delivery_id)


@DBOS.step()
def attempt(delivery_id: str) -> str:
    office = _here()
    return office.wait(send(office.world, office.deliverer, delivery_id))


@DBOS.workflow()
def clean_up(scheduled: datetime, context: Any) -> int:
    """Erases every conversation past its time; how many people it were."""
    erased = 0
    while (some := erase_some()) > 0:
        erased += some
    return erased


@DBOS.step()
def erase_some() -> int:
    office = _here()
    now = to_ms(office.world.clock())
    return office.wait(office.world.db.write(lambda conn: expire(conn, now, EXPIRE_AT_ONCE)))
