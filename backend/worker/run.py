"""Running the worker: DBOS on its own tables, and a look-out that starts one workflow per waiting delivery."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from dbos import DBOS, DBOSConfig, SetWorkflowID

from backend.persistence.database import dialect_of, sqlite_path
from backend.persistence.locks import Lock
from backend.persistence.numbered import numbered
from backend.persistence.outbox import Due
from backend.services.delivering import Deliverer, claim_due, give_back
from backend.services.world import World
from backend.worker import jobs
from backend.worker.alive import show_life
from flows.errors import LotseError

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds
AT_ONCE = 50
PATIENCE = 5  # seconds at the end for what is under way


def system_database(url: str) -> str:
    """Where DBOS keeps its tables: a file beside ours on SQLite, a schema of its own in our PostgreSQL database."""
    if dialect_of(url) == "sqlite":
        path = _jobs_file(url)
        path.touch(mode=0o600)  # SQLite would make it readable by everybody
        return f"sqlite:///{path}"
    return re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql://", url)


def _jobs_file(url: str) -> Path:
    path = Path(sqlite_path(url))
    return path.with_name(f"{path.stem}.jobs{path.suffix}")


@asynccontextmanager
async def working(world: World, deliverer: Deliverer) -> AsyncIterator[None]:
    """Background work for as long as the block runs. What was begun goes on at the next start.

    Raises LotseError storage.unavailable.
    """
    async with numbered(world.settings.database, Lock.WORKING) as number, _working(world, deliverer, number):
        yield


@asynccontextmanager
async def _working(world: World, deliverer: Deliverer, number: int) -> AsyncIterator[None]:
    """`number`: whose work DBOS goes on with. That of a worker that runs beside this one is not to be done twice."""
    jobs.open_office(jobs.Office(world, deliverer, asyncio.get_running_loop()))
    config: DBOSConfig = {
        "name": "kim-lotse",
        "system_database_url": await asyncio.to_thread(system_database, world.settings.database),
        "log_level": "WARNING",
        "enable_otlp": False,
        "executor_id": f"worker-{number}",
        "application_version": "1",
    }
    DBOS(config=config)
    await asyncio.to_thread(_launch)
    stopping = asyncio.Event()
    look_out = asyncio.create_task(_look_out(world, stopping))
    try:
        yield
    finally:
        stopping.set()
        await asyncio.wait({look_out}, timeout=PATIENCE)  # what it has claimed it begins or gives back
        look_out.cancel()
        await asyncio.gather(look_out, return_exceptions=True)
        await asyncio.to_thread(DBOS.destroy, workflow_completion_timeout_sec=PATIENCE)


def _launch() -> None:
    DBOS.launch()
    DBOS.apply_schedules([
        {"schedule_name": "clean-up", "workflow_fn": jobs.clean_up, "schedule": "17 * * * *", "context": None}
    ])  # fmt: skip


async def _look_out(world: World, stopping: asyncio.Event) -> None:
    """Starts what is due until the end: whatever goes wrong now is due again when its claim has run out."""
    while not stopping.is_set():
        try:
            await _start_all(world, deque(await claim_due(world, AT_ONCE)), stopping)
            await asyncio.to_thread(show_life, world.settings.worker_sign)
        except LotseError as error:
            log.warning("deliveries cannot be read: %s", error.code)
        except Exception as error:  # noqa: BLE001  the last line of defence: nobody would hear of a look-out that ended
            log.error("deliveries cannot be started: %s", type(error).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), LOOK_EVERY)


async def _start_all(world: World, claimed: deque[Due], stopping: asyncio.Event) -> None:
    while claimed and not stopping.is_set():
        await asyncio.to_thread(_start, claimed.popleft())
    if claimed:
        await give_back(world, claimed)


def _start(found: Due) -> None:
    with SetWorkflowID(f"deliver-{found.id}-{found.attempt}"):
        DBOS.start_workflow(jobs.deliver, found.id, found.attempt)
