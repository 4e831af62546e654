"""SQLite: one thread writes, a few read snapshots beside it. Durable (`synchronous=FULL`) and still fast.

`secure_delete` overwrites what is deleted: a destroyed data key must not survive in a free corner of the file.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from backend.persistence.faults import surface, translated
from backend.persistence.writer import Writer, closed, raw_of
from flows.errors import LotseError

T = TypeVar("T")
U = TypeVar("U")

_EVERY = ("PRAGMA foreign_keys=ON", "PRAGMA temp_store=MEMORY", "PRAGMA cache_size=-32768")
_WRITER = (
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA wal_autocheckpoint=4000",  # pages: fewer, larger checkpoints; each stalls one commit
)
_READER = ("PRAGMA query_only=ON",)


def connect(path: str, wait: float) -> sqlite3.Connection:
    """A bare connection without implicit transactions. Raises LotseError storage.not_migrated when there is no file."""
    if not Path(path).exists():
        raise LotseError("storage.not_migrated")
    uri = f"file:{quote(path)}?mode=rw"
    return sqlite3.connect(
        uri, uri=True, timeout=wait, isolation_level=None, check_same_thread=False, cached_statements=512
    )


def into_wal(raw: sqlite3.Connection, wait: float) -> None:
    """Write-ahead logging from now on. SQLite does not wait by itself for others who switch at the same time; we do."""
    until = time.monotonic() + wait
    while True:
        try:
            raw.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _prepared(path: str, wait: float, pragmas: tuple[str, ...]) -> sqlite3.Connection:
    raw = connect(path, wait)
    try:
        if pragmas is _WRITER:
            into_wal(raw, wait)
        for pragma in (*_EVERY, *pragmas):
            raw.execute(pragma).close()
    except BaseException:
        raw.close()
        raise
    return raw


def _bound(path: str, wait: float, pragmas: tuple[str, ...]) -> Connection:
    """One SQLAlchemy connection that stays with one sqlite3 connection for its whole life."""

    def creator() -> sqlite3.Connection:
        return _prepared(path, wait, pragmas)

    # hidden: neither logs nor errors quote values
    engine = create_engine("sqlite://", creator=creator, poolclass=NullPool, hide_parameters=True)
    return engine.connect()


class SqliteDatabase:
    dialect = "sqlite"

    def __init__(self, path: str, *, batch: int = 64, readers: int = 4, wait: float = 5.0) -> None:
        self._path, self._wait = path, wait
        self._writer = Writer(lambda: _bound(path, wait, _WRITER), batch)
        self._pool = ThreadPoolExecutor(readers, thread_name_prefix="lotse-reader")
        self._local = threading.local()
        self._open: list[Connection] = []

    async def read(self, fn: Callable[[Connection], T]) -> T:
        try:
            work = asyncio.get_running_loop().run_in_executor(self._pool, self._snapshot, fn)
        except RuntimeError as error:  # the pool is closed
            raise LotseError("storage.unavailable", cause="closed") from error
        return await work

    async def write(self, fn: Callable[[Connection], T]) -> T:
        found: T = await self._writer.submit(fn)
        return found

    async def write_then(self, fn: Callable[[Connection], T], then: Callable[[T], U]) -> U:
        found: U = await self._writer.submit(fn, then)
        return found

    async def close(self) -> None:
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._writer.close()
        self._pool.shutdown(wait=True)
        while self._open:
            closed(self._open.pop())

    def _snapshot(self, fn: Callable[[Connection], T]) -> T:
        try:
            return self._read(self._reader(), fn)
        except BaseException as error:  # noqa: BLE001 - `surface` raises it again, named
            if translated(error) is not error:
                self._forget_reader()
            surface(error)

    def _read(self, conn: Connection, fn: Callable[[Connection], T]) -> T:
        raw = raw_of(conn)
        raw.execute("BEGIN")
        try:
            with conn.begin():
                return fn(conn)
        finally:
            if raw.in_transaction:
                raw.rollback()

    def _forget_reader(self) -> None:
        """The next read opens a new connection: the file may have been replaced."""
        conn = self._local.__dict__.pop("conn", None)
        if conn is not None:
            self._open.remove(conn)
            closed(conn)

    def _reader(self) -> Connection:
        found: Connection | None = getattr(self._local, "conn", None)
        if found is None:
            found = self._local.conn = _bound(self._path, self._wait, _READER)
            self._open.append(found)
        return found
