"""The port every service speaks to storage through: one function, one transaction, committed before the await returns.

The functions are plain and get a `Connection`; which database is behind it, and how many of them share one commit,
is the adapter's business (`sqlite`, `postgres`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from backend.persistence.faults import NotUnique
from flows.errors import LotseError

__all__ = ["Connection", "Database", "NotUnique", "open_database"]

T = TypeVar("T")
U = TypeVar("U")


class Database(Protocol):
    """`fn` may be run again (lost race, deadlock, a companion's failure): it changes nothing but what `conn` leads to.

    Raises LotseError storage.full, storage.unavailable; `NotUnique` when a unique key is taken even on the second
    run; anything `fn` raises, unchanged. Whenever it raises, nothing of `fn` is stored.
    """

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Runs `fn` on one consistent snapshot; what it writes is refused or dropped."""

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """Runs `fn` in a transaction that is durable when this returns; `fn` itself neither begins nor ends one."""

    async def write_then(self, fn: Callable[[Connection], T], then: Callable[[T], U]) -> U:
        """`then(await write(fn))`. `then` is pure and may run while the commit is on its way; what it raises is raised
        here, with `fn`'s work stored. It may run more than once, and for nothing when the commit fails."""

    async def close(self) -> None:
        """Finishes what is queued, then closes every connection."""


def open_database(url: str, *, batch: int = 64, readers: int = 4, pool: int = 10, wait: float = 5.0) -> Database:
    """The database behind `url` (`sqlite:///path` or `postgresql://…`). Connects at first use: nothing is touched here.

    `batch`: most functions per commit (SQLite). `readers`: threads for reading (SQLite). `pool`: connections
    (PostgreSQL). `wait`: seconds to wait for a lock or a connection. Raises LotseError settings.invalid.
    """
    if dialect_of(url) == "sqlite":
        from backend.persistence.sqlite import SqliteDatabase

        return SqliteDatabase(sqlite_path(url), batch=batch, readers=readers, wait=wait)
    from backend.persistence.postgres import PostgresDatabase

    return PostgresDatabase(url, pool=pool, wait=wait)


def dialect_of(url: str) -> str:
    """`sqlite` or `postgresql`. Raises LotseError settings.invalid for anything else (the value is never shown)."""
    try:
        name = make_url(url).get_backend_name()
    except (ArgumentError, ValueError):
        name = ""
    if name not in ("sqlite", "postgresql"):
        raise LotseError("settings.invalid", names="LOTSE_DATABASE_URL", problem="sqlite:///… or postgresql://…")
    return name


def sqlite_path(url: str) -> str:
    """The file of a SQLite `url`. Raises LotseError settings.invalid for a database in memory: it would be lost."""
    path = make_url(url).database
    if not path or path == ":memory:":
        raise LotseError("settings.invalid", names="LOTSE_DATABASE_URL", problem="a file path is needed")
    return path
