"""A database of other tables, or a key that is not the one: nothing starts, it is said why, nothing is touched."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import sqlite3
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa

from backend.bench.cluster import Cluster
from backend.persistence import tables
from backend.persistence.database import open_database
from tests.support.commands import environment
from tests.support.forking import forked
from tests.support.ports import free_port
from tests.support.submitted import a_coordinator, submitted
from tests.support.world import MASTER_KEY, SECRET, a_world

OTHER_KEY = "test:" + base64.b64encode(os.urandom(32)).decode()
ANOTHER_NAME = "other:" + base64.b64encode(bytes(range(32))).decode()


@pytest.fixture
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Beside the database, in whose folder nothing may change."""
    return tmp_path_factory.mktemp("logs")


async def filled(url: str) -> None:
    world = await a_world(url)
    await a_coordinator(world)
    await submitted(world, "chat-1")
    await world.db.close()


async def contents(url: str) -> str:
    """A fingerprint of all that is stored: of the file itself, or of every row of every table."""
    if url.startswith("sqlite"):
        folder = Path(url.removeprefix("sqlite:///")).parent
        return "\n".join(f"{path.name} {_hash(path)}" for path in sorted(folder.glob("lotse*")))
    conn = await asyncpg.connect(url)
    try:
        named = (
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema !~ '^(pg_|information)'"
        )
        names = sorted(tuple(row) for row in await conn.fetch(named))
        rows = [sorted(map(str, await conn.fetch(f'SELECT * FROM "{schema}"."{name}"'))) for schema, name in names]
        return str(names) + hashlib.sha256(str(rows).encode()).hexdigest()
    finally:
        await conn.close()


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


async def refused(url: str, reason: str, key: str, folder: Path) -> None:
    """Both processes of the backend refuse and say why; a traceback is no reason, a key is no explanation."""
    settings = {
        "LOTSE_DATABASE_URL": url,
        "LOTSE_MASTER_KEY": key,
        "LOTSE_SHARED_SECRET": SECRET,
        "LOTSE_BACKEND_PORT": str(free_port()),
    }
    for command in ("serve", "worker"):
        log = folder / f"{command}.log"
        code = await forked(("backend.cli", command), environment(**settings), log).wait()
        said = log.read_text()
        assert code == 2, said
        assert reason in said
        assert "Traceback" not in said
        assert key.partition(":")[2] not in said


@pytest.mark.slow
@pytest.mark.parametrize("key", [OTHER_KEY, ANOTHER_NAME], ids=["another key", "another name for it"])
async def test_a_wrong_master_key(database_url: str, key: str, logs: Path) -> None:
    """faults: A11"""
    await filled(database_url)
    before = await contents(database_url)
    await refused(database_url, "key.", key, logs)
    assert await contents(database_url) == before
    world = await a_world(database_url)  # and with the right one all is readable
    await world.db.close()


@pytest.mark.slow
async def test_tables_of_another_version(database_url: str, logs: Path) -> None:
    """faults: A10. Older or newer: an operator migrates, not the first process that comes along."""
    await filled(database_url)
    db = open_database(database_url)
    await db.write(lambda conn: conn.execute(sa.text("UPDATE alembic_version SET version_num = 'another'")))
    await db.close()
    before = await contents(database_url)
    await refused(database_url, "storage.not_migrated", MASTER_KEY, logs)
    assert await contents(database_url) == before


@pytest.mark.slow
async def test_an_empty_database(postgres_cluster: Cluster, logs: Path) -> None:
    """faults: A10"""
    url = await asyncio.to_thread(postgres_cluster.create)
    before = await contents(url)
    await refused(url, "storage.not_migrated", MASTER_KEY, logs)
    assert await contents(url) == before
    await asyncio.to_thread(postgres_cluster.drop, url)


@pytest.mark.slow
async def test_no_database_at_all(tmp_path: Path, logs: Path) -> None:
    """faults: A10. A mistyped path must not become a new, empty database."""
    await refused(f"sqlite:///{tmp_path / 'lotse.db'}", "storage.not_migrated", MASTER_KEY, logs)
    assert not list(tmp_path.iterdir())  # noqa: ASYNC240  nobody else waits


async def test_the_fingerprint_sees_a_change(database_url: str) -> None:
    """The tests above could not fail otherwise."""
    await filled(database_url)
    before = await contents(database_url)
    if database_url.startswith("sqlite"):
        with sqlite3.connect(database_url.removeprefix("sqlite:///")) as conn:
            conn.execute("UPDATE key_check SET master_id = 'x'")
            conn.commit()
        conn.close()
    else:
        db = open_database(database_url)
        await db.write(lambda conn: conn.execute(sa.update(tables.key_check).values(master_id="x")))
        await db.close()
    assert await contents(database_url) != before
