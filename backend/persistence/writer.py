"""The one thread that writes to SQLite, with group commit: many turns share one `fsync`.

While one commit is on its way to the disk, the next jobs gather; they become the next transaction. If any of them
fails, or their commit does, all are rolled back and each runs alone: one bad turn never harms the others.
"""

from __future__ import annotations

import asyncio
import itertools
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import Connection

from backend.persistence.faults import translated
from flows.errors import LotseError

T = TypeVar("T")

#: Jobs that may wait; more are refused at once, so that memory stays bounded when the disk stalls.
MOST_WAITING = 20_000


@dataclass(slots=True)
class Job:
    fn: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


class Writer:
    """`connect` is called in the thread, at the first job and again after a fault of the storage itself."""

    def __init__(self, connect: Callable[[], Connection], batch: int) -> None:
        self._connect, self._batch = connect, batch
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._conn: Connection | None = None
        self._closing = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    def submit(self, fn: Callable[[Connection], T]) -> asyncio.Future[T]:
        """The future of `fn`'s result, set after the commit. Raises LotseError storage.unavailable (closed, full)."""
        with self._closing:
            if self._closed or self._jobs.qsize() >= MOST_WAITING:
                raise LotseError("storage.unavailable", cause="closed" if self._closed else "queue full")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="lotse-writer", daemon=True)
                self._thread.start()
            loop = asyncio.get_running_loop()
            job = Job(fn, loop, loop.create_future())
            self._jobs.put(job)
            return job.future

    def close(self) -> None:
        """Returns when everything submitted before is settled and the connection is closed."""
        with self._closing:
            self._closed = True
            self._jobs.put(None)
        if self._thread is not None:
            self._thread.join()

    # --- in the thread ---

    def _run(self) -> None:
        while (jobs := self._gathered()) is not None:
            self._work(jobs)
            _settle(jobs)
        self._drop_connection()

    def _gathered(self) -> list[Job] | None:
        """At least one job and at most a batch; None after the last. Whoever no longer waits is left out."""
        first = self._jobs.get()
        if first is None:
            return None
        jobs = [first, *itertools.islice(self._waiting(), self._batch - 1)]
        return [job for job in jobs if not job.future.cancelled()]

    def _waiting(self) -> Iterable[Job]:
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return
            if job is None:
                self._jobs.put(None)  # closing: nothing is submitted any more, so it stays the last
                return
            yield job

    def _work(self, jobs: list[Job]) -> None:
        if len(jobs) > 1 and self._attempt(jobs) is None:
            return
        for job in jobs:
            job.error = self._attempt([job])

    def _attempt(self, jobs: list[Job]) -> BaseException | None:
        """Runs `jobs` in one transaction: what went wrong (then nothing of them is stored) or None."""
        try:
            conn = self._connected()
            _transaction(conn, jobs)
        except BaseException as error:  # noqa: BLE001 - belongs to the caller, who waits for it
            return self._failed(error)
        return None

    def _failed(self, error: BaseException) -> BaseException:
        shown = translated(error)
        if shown is not error:
            shown.__cause__ = error
        if isinstance(shown, LotseError) and shown.code.startswith("storage."):
            self._drop_connection()  # a file that was replaced, a disk that came back: begin anew
        return shown

    def _connected(self) -> Connection:
        if self._conn is None:
            self._conn = self._connect()
        return self._conn

    def _drop_connection(self) -> None:
        conn, self._conn = self._conn, None
        if conn is not None:
            closed(conn)


def _transaction(conn: Connection, jobs: list[Job]) -> None:
    raw = raw_of(conn)
    raw.execute("BEGIN IMMEDIATE")  # the lock first: a read that turns into a write cannot lose a race
    try:
        with conn.begin():
            for job in jobs:
                job.result = job.fn(conn)
            if not raw.in_transaction:  # SQLite itself rolled back (disk full) and a function swallowed the error
                raise LotseError("storage.unavailable", cause="rolled back")
    finally:
        if raw.in_transaction:
            raw.rollback()


def _settle(jobs: list[Job]) -> None:
    """Wakes every caller, with one wake-up for each event loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Job]] = {}
    for job in jobs:
        by_loop.setdefault(job.loop, []).append(job)
    for loop, its in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve, its)
        except RuntimeError:  # that loop is closed: nobody waits there any more
            continue


def _resolve(jobs: list[Job]) -> None:
    for job in jobs:
        if job.future.done():
            continue
        if job.error is None:
            job.future.set_result(job.result)
        else:
            job.future.set_exception(job.error)


def raw_of(conn: Connection) -> sqlite3.Connection:
    """The sqlite3 connection behind `conn`."""
    raw: Any = conn.connection.dbapi_connection
    return cast("sqlite3.Connection", raw)


def closed(conn: Connection) -> None:
    """Closes `conn` and its engine; a fault on the way out changes nothing for anybody."""
    engine = conn.engine
    try:
        conn.close()
    except Exception:  # noqa: BLE001 - the connection is given up anyway
        conn.invalidate()
    engine.dispose()
