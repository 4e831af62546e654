"""What the worker's own tables hold, what it logs, and that it erases what has had its time."""

from __future__ import annotations

import asyncio
import base64
import binascii
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa
from dbos import DBOS

from backend.persistence import tables
from backend.persistence.migrating import difference
from backend.services.world import World
from backend.worker import jobs
from backend.worker.run import system_database
from flows.protocol import CommandIn, TapIn, TurnRequest
from tests.integration.worker.conftest import CHAT, Shop
from tests.integration.worker.test_delivering import noted, settled
from tests.support.world import Clock

CANARY = "CANARY-Amira-0171"


async def cells(world: World) -> list[str]:
    """Every value of every table of the jobs' database, as text; what is encoded is decoded."""
    rows = await _postgres(world) if world.db.dialect == "postgresql" else await asyncio.to_thread(_sqlite, world)
    return [text for row in rows for value in row if value is not None for text in _readable(value)]


def _sqlite(world: World) -> list[tuple[Any, ...]]:
    path = system_database(world.settings.database).removeprefix("sqlite:///")
    with sqlite3.connect(path) as conn:
        names = [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [row for name in names for row in conn.execute(f'SELECT * FROM "{name}"')]


async def _postgres(world: World) -> list[tuple[Any, ...]]:
    conn = await asyncpg.connect(world.settings.database)
    try:
        schema = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'dbos'"
        names = [name for (name,) in await conn.fetch(schema)]
        return [tuple(row) for name in names for row in await conn.fetch(f'SELECT * FROM dbos."{name}"')]
    finally:
        await conn.close()


def _readable(value: object) -> list[str]:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    try:
        return [text, base64.b64decode(text, validate=True).decode("utf-8", "replace")]
    except (binascii.Error, ValueError):
        return [text]


def database_files(folder: Path) -> dict[str, bytes]:
    """A journal may come and go while we look: what is gone holds nothing."""
    found = {}
    for path in folder.glob("*.db*"):
        with suppress(FileNotFoundError):
            found[path.name] = path.read_bytes()
    return found


async def test_the_jobs_database_and_the_logs_hold_no_words(
    shop: Shop, work: None, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """faults: C (canaries); also where sending fails with an error that quotes what was said."""
    shop.mailbox.outcomes.append(ValueError(f"cannot send {CANARY}"))
    await shop.write(CANARY)
    await noted(shop, 1)
    shop.clock.pass_(seconds=3)
    await settled(shop, "sent")
    found = await cells(shop.world)
    assert any(shop.mailbox.got[0].id in cell for cell in found), "the search itself works"
    assert not [cell for cell in found if CANARY in cell or CHAT in cell]
    files = await asyncio.to_thread(database_files, tmp_path)
    assert files or shop.world.db.dialect == "postgresql", "the search itself works"
    assert not [name for name, content in files.items() if CANARY.encode() in content or CHAT.encode() in content]
    logs = caplog.text + "".join(capfd.readouterr())
    assert "ValueError" in logs, "an operator sees that something was wrong"
    assert CANARY not in logs
    assert CHAT not in logs


async def test_its_tables_are_beside_ours(shop: Shop, work: None) -> None:
    assert await asyncio.to_thread(difference, shop.world.settings.database) == []


async def test_conversations_past_their_time_are_erased(shop: Shop, work: None) -> None:
    """Nothing is stored before the first consent except what it takes to ask for it, and that for a day."""
    from backend.bootstrap.turns import create_turns

    turns = create_turns(shop.world)
    for chat in ("one", "two"):
        start = CommandIn(name="start")
        await turns.turn(TurnRequest(channel="web", chat=chat, event_id=f"{chat}.1", input=start, lang_hint="de"))
    await turns.turn(TurnRequest(channel="web", chat="one", event_id="one.2", input=TapIn(data="")))
    shop.clock.pass_(hours=23)
    assert await cleaned(shop.world) == 3
    shop.clock.pass_(hours=2)
    assert await cleaned(shop.world) == 1, "the one who consented stays"
    shop.clock.pass_(days=4000)
    assert await cleaned(shop.world) == 0
    keys = sa.select(tables.people.c.wrapped_key)
    assert await shop.world.db.read(lambda conn: set(conn.execute(keys).scalars())) == {None}


async def cleaned(world: World) -> int:
    """Cleans up; how many conversations are left."""

    def run() -> None:
        DBOS.start_workflow(jobs.clean_up, datetime.now(UTC), None).get_result()

    await asyncio.to_thread(run)
    count = sa.select(sa.func.count()).select_from(tables.conversations)
    return await world.db.read(lambda conn: int(conn.execute(count).scalar_one()))


async def test_cleaning_up_is_planned_every_hour(shop: Shop, work: None) -> None:
    plans = await asyncio.to_thread(DBOS.list_schedules)
    assert [(plan["schedule_name"], plan["schedule"]) for plan in plans] == [("clean-up", "17 * * * *")]


async def test_workflows_that_ended_long_ago_are_forgotten(shop: Shop, work: None) -> None:
    """Otherwise every message ever sent leaves a row."""
    await shop.write("eins")
    await settled(shop, "sent")
    name = f"deliver-{shop.mailbox.got[0].id}-1"
    real = Clock(datetime.now(UTC))  # DBOS reads its own clock
    object.__setattr__(shop.world, "clock", real)
    await cleaned(shop.world)
    assert name in await workflows()
    real.pass_(days=31)
    await cleaned(shop.world)
    assert name not in await workflows()


async def workflows() -> list[str]:
    found = await asyncio.to_thread(DBOS.list_workflows)
    return [one.workflow_id for one in found]
