"""Bringing a database to the present tables.

Migrations run in one transaction on both databases (SQLite too: its DDL is transactional once drivers keep out of
it), so a kill in the middle leaves the old tables.
"""

from __future__ import annotations

import asyncio
import importlib.resources
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool, StaticPool

from backend.persistence import postgres, sqlite
from backend.persistence.database import dialect_of, sqlite_path
from backend.persistence.faults import surface
from backend.persistence.steps import head, is_migrated, revision
from backend.persistence.tables import metadata
from flows.errors import LotseError

T = TypeVar("T")

#: Any number: whoever migrates the same PostgreSQL database waits for this lock.
_ADVISORY_LOCK = 0x4C4F545345


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(importlib.resources.files("backend.persistence") / "migrations"))
    return config


def migrate(url: str, target: str = "head") -> str | None:
    """Brings the database behind `url` to `target`; returns the revision it was at (None: it was empty).

    Makes the SQLite file when there is none. Not to be called in an event loop (`asyncio.to_thread`).
    Raises LotseError storage.unavailable, storage.full.
    """
    try:
        return with_connection(url, lambda conn: _upgrade(conn, target))
    except Exception as error:  # noqa: BLE001 - `surface` raises it again, named
        surface(error)


def difference(url: str) -> list[str]:
    """What the tables in the database and those in `tables` do not share; empty when they are equal. Changes nothing.

    Raises LotseError storage.not_migrated, storage.unavailable.
    """
    try:
        return with_connection(url, _compare, create=False)
    except Exception as error:  # noqa: BLE001 - `surface` raises it again, named
        surface(error)


def _compare(conn: Connection) -> list[str]:
    if not is_migrated(conn):
        raise LotseError("storage.not_migrated", found=revision(conn) or "nothing", needed=head())
    context = MigrationContext.configure(conn, opts={"compare_type": True})
    return [_named(entry) for entry in compare_metadata(context, metadata)]


def _named(entry: Any) -> str:
    """`entry` is a tuple (what, object, …), or a list of those about one column."""
    if isinstance(entry, list):
        return "; ".join(_named(one) for one in entry)
    return " ".join(str(getattr(part, "name", part)) for part in entry if part is not None)


def _upgrade(conn: Connection, target: str) -> str | None:
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
    before = revision(conn)
    config = alembic_config()
    config.attributes["connection"] = conn
    command.upgrade(config, target)
    return before


def with_connection(url: str, fn: Callable[[Connection], T], *, create: bool = True) -> T:
    """Runs `fn` in one transaction on a connection of its own. `create`: make the SQLite file when there is none."""
    if dialect_of(url) == "sqlite":
        return _with_sqlite(sqlite_path(url), fn, create)
    return asyncio.run(_with_postgres(url, fn))


def _with_sqlite(path: str, fn: Callable[[Connection], T], create: bool) -> T:
    if create:
        _make_private(Path(path))
    raw = sqlite.connect(path, wait=30.0)
    try:
        if create:
            sqlite.into_wal(raw, wait=30.0)
        engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
        with engine.connect() as conn:
            raw.execute("BEGIN IMMEDIATE" if create else "BEGIN")  # after connecting, which ends with a rollback
            with conn.begin():
                return fn(conn)
    finally:
        raw.close()


def _make_private(path: Path) -> None:
    """The file exists and is the owner's alone; SQLite gives its side files the same mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)


async def _with_postgres(url: str, fn: Callable[[Connection], T]) -> T:
    engine = create_async_engine(postgres.async_url(url), poolclass=NullPool)
    try:
        async with engine.begin() as conn:
            return await conn.run_sync(fn)
    finally:
        await engine.dispose()
