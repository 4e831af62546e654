"""Running the worker: DBOS on its own tables, and a look-out that starts one workflow per waiting delivery."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from dbos import DBOS, DBOSConfig, SetWorkflowID
from sqlalchemy.engine import make_url

from backend.services.delivering import Deliverer, pending
from backend.services.world import World
from backend.worker import jobs
from flows.errors import LotseError

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds
AT_ONCE = 100


def system_database(url: str) -> str:
    """Where DBOS keeps its tables: a file beside ours on SQLite, a schema of its own in the same PostgreSQL database."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        path = Path(str(parsed.database))
        return f"sqlite:///{path.with_name(path.stem + '.jobs' + path.suffix)}"
    return parsed.set(drivername="postgresql").render_as_string(hide_password=False)


@asynccontextmanager
async def working(world: World, deliverer: Deliverer) -> AsyncIterator[None]:
    """Background work for as long as the block runs. What was begun goes on at the next start."""
    jobs.open_office(jobs.Office(world, deliverer, asyncio.get_running_loop()))
    config: DBOSConfig = {
        "name": "kim-lotse",
        "system_database_url": system_database(world.settings.database),
        "log_level": "WARNING",
        "enable_otlp": False,
        "executor_id": "worker",
        "application_version": "1",
    }
    DBOS(config=config)
    await asyncio.to_thread(_launch)
    look_out = asyncio.create_task(_look_out(world))
    try:
        yield
    finally:
        look_out.cancel()
        await asyncio.gather(look_out, return_exceptions=True)
        await asyncio.to_thread(DBOS.destroy)


def _launch() -> None:
    DBOS.launch()
    DBOS.apply_schedules([
        {"schedule_name": "clean-up", "workflow_fn": jobs.clean_up, "schedule": "17 * * * *", "context": None}
    ])  # fmt: skip


async def _look_out(world: World) -> None:
    """Start what waits. The workflow's id is the delivery's, so starting it again has no effect."""
    started: set[str] = set()
    while True:
        try:
            waiting = await pending(world, AT_ONCE)
            for delivery_id in waiting:
                if delivery_id not in started:
                    await asyncio.to_thread(_start, delivery_id)
            started = set(waiting)
        except LotseError as error:
            log.warning("deliveries cannot be read: %s", error.code)
        await asyncio.sleep(LOOK_EVERY)


def _start(delivery_id: str) -> None:
    with SetWorkflowID(f"deliver-{delivery_id}"):
        DBOS.start_workflow(jobs.deliver, delivery_id)
