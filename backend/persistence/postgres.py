"""PostgreSQL through asyncpg: the same plain functions, run inside one transaction each (`late`).

Lost races, deadlocks and connections that died before the commit are run again; after a commit whose outcome is
unknown nothing is repeated: the caller repeats the event, and events are de-duplicated.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.util import greenlet_spawn

from backend.persistence.faults import is_duplicate, is_lost, is_transient, surface
from backend.persistence.late import Transaction, Uncertain, begin, driver_of
from flows.errors import LotseError

T = TypeVar("T")
U = TypeVar("U")
_Way = Callable[[Connection, Callable[[Connection], T], bool], T]

#: Seconds before each further run. A unique key is tried once more only: the second time it is an answer.
PAUSES = (0.0, 0.02, 0.1)
_CONNECT_SECONDS = 5.0
_STATEMENT_SECONDS = 30


def async_url(url: str) -> URL:
    """`url` for the asyncpg driver, whatever driver it names."""
    return make_url(url).set(drivername="postgresql+asyncpg")


def _engine(url: str, wait: float) -> AsyncEngine:
    limits = {
        "application_name": "lotse",
        "lock_timeout": f"{int(wait * 1000)}",
        "statement_timeout": f"{_STATEMENT_SECONDS * 1000}",
        "idle_in_transaction_session_timeout": f"{_STATEMENT_SECONDS * 1000}",
    }
    arguments: dict[str, Any] = {"timeout": _CONNECT_SECONDS, "server_settings": limits}
    engine = create_async_engine(
        async_url(url),
        poolclass=NullPool,  # `PostgresDatabase` keeps what is open
        isolation_level="AUTOCOMMIT",  # `late.Transaction` begins and ends
        connect_args=arguments,
        hide_parameters=True,  # neither logs nor errors quote values
    )
    event.listen(engine.sync_engine, "before_cursor_execute", begin)
    return engine


class PostgresDatabase:
    """`pool` functions run at once; the others wait in order, at most `wait` seconds."""

    dialect = "postgresql"

    def __init__(self, url: str, *, pool: int = 10, wait: float = 5.0) -> None:
        self._engine = _engine(url, wait)
        self._idle: list[Connection] = []
        # SQLAlchemy's own pool lets newcomers overtake, so the slowest turn took ten times the median, and what it does
        # for every connection handed out and back costs as much as a query.
        self._turnstile = asyncio.Semaphore(pool)
        self._wait = wait
        self._closed = False

    async def read(self, fn: Callable[[Connection], T]) -> T:
        return await self._again(_read, fn)

    async def write(self, fn: Callable[[Connection], T]) -> T:
        return await self._again(_write, fn)

    async def write_then(self, fn: Callable[[Connection], T], then: Callable[[T], U]) -> U:
        return then(await self._again(_write, fn))

    async def close(self) -> None:
        self._closed = True
        while self._idle:
            await greenlet_spawn(self._idle.pop().close)

    async def _again(self, way: _Way[T], fn: Callable[[Connection], T]) -> T:
        if self._closed:
            raise LotseError("storage.unavailable", cause="closed")
        met_unique = again = False
        for pause in (*PAUSES, None):
            try:
                return await self._once(way, fn, again)
            except Uncertain as uncertain:
                surface(uncertain.__cause__ or uncertain)
            except Exception as error:  # noqa: BLE001 - run again or raised again, named
                if pause is None or not _worth_another(error, met_unique):
                    surface(error)
                met_unique = met_unique or is_duplicate(error)
            again = True
            await asyncio.sleep(pause)
        raise AssertionError("unreachable")

    async def _once(self, way: _Way[T], fn: Callable[[Connection], T], again: bool) -> T:
        await self._admitted()
        try:
            # One switch into SQLAlchemy's world for the whole transaction; its AsyncConnection makes one for each step.
            return await greenlet_spawn(self._on_connection, way, fn, again)
        finally:
            self._turnstile.release()

    def _on_connection(self, way: _Way[T], fn: Callable[[Connection], T], again: bool) -> T:
        conn = self._living() or self._engine.sync_engine.connect()
        try:
            return way(conn, fn, again)
        finally:
            if conn.invalidated or self._closed:
                conn.close()
            else:
                self._idle.append(conn)

    def _living(self) -> Connection | None:
        """One that is open. After a restart of the server none is: whoever comes first gives them all up."""
        while self._idle:
            conn = self._idle.pop()
            if not driver_of(conn).driver_connection.is_closed():
                return conn
            conn.invalidate()
            conn.close()
        return None

    async def _admitted(self) -> None:
        if not self._turnstile.locked():
            await self._turnstile.acquire()
            return
        async with asyncio.timeout(self._wait):
            await self._turnstile.acquire()


def _read(conn: Connection, fn: Callable[[Connection], T], _: bool) -> T:
    transaction = Transaction(conn, isolation="repeatable_read", readonly=True)
    transaction.begin()
    result = transaction.around(fn)
    transaction.roll_back()
    return result


def _write(conn: Connection, fn: Callable[[Connection], T], again: bool) -> T:
    transaction = Transaction(conn)
    if again:  # whoever lost a race locks what it looks at now, and cannot lose it for ever
        transaction.begin()
    result = transaction.around(fn)
    transaction.commit()
    return result


def _worth_another(error: Exception, met_unique: bool) -> bool:
    return is_transient(error) or is_lost(error) or (is_duplicate(error) and not met_unique)
