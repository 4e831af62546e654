"""Bringing a database to the present tables, and refusing to run on one that is not there.

Migrations run in one transaction on both databases (SQLite too: its DDL is transactional once drivers keep out of
it), so a kill in the middle leaves the old tables.
"""

from __future__ import annotations

import asyncio
import importlib.resources
from collections.abc import Callable
from functools import cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool, StaticPool

from backend.persistence import postgres, sqlite
from backend.persistence.database import Database, dialect_of, sqlite_path
from backend.persistence.faults import surface
from backend.persistence.tables import metadata
from flows.errors import LotseError

#: Any number: whoever migrates the same PostgreSQL database waits for this lock.
_ADVISORY_LOCK = 0x4C4F545345


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(importlib.resources.files("backend.persistence") / "migrations"))
    return config


@cache
def head() -> str:
    """The revision this version of the program needs."""
    found = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert found is not None
    return found


def revision(conn: Connection) -> str | None:
    """The revision the database is at; None for an empty one."""
    return MigrationContext.configure(conn).get_current_revision()


def is_migrated(conn: Connection) -> bool:
    return revision(conn) == head()


async def require_migrated(db: Database) -> None:
    """Raises LotseError storage.not_migrated unless the tables are exactly those of this version. Reads only."""
    found = await db.read(revision)
    if found != head():
        raise LotseError("storage.not_migrated", found=found or "nothing", needed=head())


def migrate(url: str, target: str = "head") -> None:
    """Brings the database behind `url` to `target`, making a SQLite file when there is none. Not from an event loop.

    Raises LotseError storage.unavailable, storage.full.
    """
    try:
        with_connection(url, lambda conn: _upgrade(conn, target))
    except Exception as error:  # noqa: BLE001 - `surface` raises it again, named
        surface(error)


def difference(url: str) -> list[str]:
    """What the tables in the database and those in `tables` do not share; empty when they are equal."""
    found: list[str] = []

    def compare(conn: Connection) -> None:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        found.extend(str(entry[0] if isinstance(entry, tuple) else entry) for entry in compare_metadata(context, metadata))

    with_connection(url, compare)
    return found


def _upgrade(conn: Connection, target: str) -> None:
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
    config = alembic_config()
    config.attributes["connection"] = conn
    command.upgrade(config, target)


def with_connection(url: str, fn: Callable[[Connection], None]) -> None:
    if dialect_of(url) == "sqlite":
        _with_sqlite(sqlite_path(url), fn)
    else:
        asyncio.run(_with_postgres(url, fn))


def _with_sqlite(path: str, fn: Callable[[Connection], None]) -> None:
    _make_private(Path(path))
    raw = sqlite.connect(path, wait=30.0)
    try:
        raw.execute("PRAGMA journal_mode=WAL")
        engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
        raw.execute("BEGIN IMMEDIATE")
        with engine.connect() as conn, conn.begin():
            fn(conn)
    finally:
        raw.close()


def _make_private(path: Path) -> None:
    """The file exists and is the owner's alone; SQLite gives its side files the same mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)


async def _with_postgres(url: str, fn: Callable[[Connection], None]) -> None:
    engine = create_async_engine(postgres.async_url(url), poolclass=NullPool)
    try:
        async with engine.begin() as conn:
            await conn.run_sync(fn)
    finally:
        await engine.dispose()
