"""The workflows: sending what waits to be sent, and erasing what has had its time.

DBOS runs them on its own threads and writes down every step, so that after a kill they go on where they were. The
services live on the process's event loop; `Office` is the bridge. DBOS knows functions by name, so the office is set
once per process, before launch.

What DBOS writes down are ids, attempts and outcomes. An error it writes down too, text and all, so none leaves a step
but ours, which hold codes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from dbos import DBOS

from backend.domain.times import to_ms
from backend.persistence.erasing import drop_parked, expire
from backend.services.delivering import Deliverer, note, speak
from backend.services.world import World
from flows.errors import LotseError
from flows.protocol import DeliveryResult

T = TypeVar("T")

EXPIRE_AT_ONCE = 200
#: Long enough to find out what nobody could read and why; it may hold what somebody wrote.
PARKED = timedelta(days=14)
#: Workflows that ended are forgotten after this long.
REMEMBERED = timedelta(days=30)
FORGET_AT_ONCE = 500
ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]


@dataclass(frozen=True, slots=True)
class Office:
    """What jobs work with. `loop`: where the services run."""

    world: World
    deliverer: Deliverer
    loop: asyncio.AbstractEventLoop

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Raises LotseError and nothing else."""
        try:
            return asyncio.run_coroutine_threadsafe(work, self.loop).result()
        except LotseError as error:
            raise LotseError(error.code, **error.detail) from None
        except Exception as error:  # noqa: BLE001  its text may quote what somebody said
            raise LotseError("internal", cause=type(error).__name__) from None


_office: Office | None = None


def open_office(office: Office) -> None:
    global _office  # one per process, as DBOS itself is
    _office = office


def _here() -> Office:
    if _office is None:
        raise RuntimeError("open_office was not called")
    return _office


@DBOS.workflow()
def deliver(delivery_id: str, attempt: int) -> str:
    """One attempt at one delivery; the outcome. Its workflow id names both, so that it is made once."""
    outcome, retry_after = say(delivery_id, attempt)
    return write_down(delivery_id, attempt, outcome, retry_after) if outcome else "superseded"


@DBOS.step()
def say(delivery_id: str, attempt: int) -> tuple[str, float | None]:
    office = _here()
    result = office.wait(speak(office.world, office.deliverer, delivery_id, attempt))
    return ("", None) if result is None else (result.outcome, result.retry_after)


@DBOS.step(retries_allowed=True, interval_seconds=1.0, backoff_rate=2.0, max_attempts=5)
def write_down(delivery_id: str, attempt: int, outcome: str, retry_after: float | None) -> str:
    """Tried again while the storage is away: the message is out, and should not go out twice."""
    office = _here()
    result = DeliveryResult(outcome=outcome, retry_after=retry_after)  # type: ignore[arg-type]  # came from one
    return office.wait(note(office.world, delivery_id, attempt, result))


@DBOS.workflow()
def clean_up(scheduled: datetime, context: Any) -> None:
    """Erases every conversation past its time, and what nobody could read."""
    while erase_some() > 0:
        pass
    forget_parked()
    forget_ended()


@DBOS.step()
def erase_some() -> int:
    """How many people it were."""
    office = _here()
    now = to_ms(office.world.clock())
    return office.wait(office.world.db.write(lambda conn: expire(conn, now, EXPIRE_AT_ONCE)))


@DBOS.step()
def forget_parked() -> int:
    """How many events nobody could read were deleted."""
    office = _here()
    before = to_ms(office.world.clock() - PARKED)
    return office.wait(office.world.db.write(lambda conn: drop_parked(conn, before)))


@DBOS.step()
def forget_ended() -> int:
    """Old workflows are of no use to anybody; how many were forgotten."""
    before = (_here().world.clock() - REMEMBERED).astimezone(UTC).isoformat()
    old = DBOS.list_workflows(status=ENDED, end_time=before, limit=FORGET_AT_ONCE, load_input=False, load_output=False)
    if old:
        DBOS.delete_workflows([found.workflow_id for found in old])
    return len(old)
