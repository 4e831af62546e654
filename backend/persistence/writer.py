"""The one thread that writes to SQLite, with group commit: many turns share one `fsync`.

While one commit is on its way to the disk, the next jobs gather; they become the next transaction. If any of them
fails, or their commit does, all are rolled back and each runs alone: one bad turn never harms the others.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import Connection

from backend.persistence.committing import Committer
from backend.persistence.faults import translated
from flows.errors import LotseError

#: Jobs that may wait; more are refused at once, so that memory stays bounded when the disk stalls.
MOST_WAITING = 20_000


#: So many results to shape are worth waking the thread that commits meanwhile.
WORTH_A_THREAD = 4


class Job:
    """`then` shapes the result for the caller, who gets it after the commit and never without it."""

    __slots__ = ("error", "fn", "future", "loop", "result", "then")

    def __init__(
        self, fn: Callable[[Connection], Any], then: Callable[[Any], Any] | None, loop: asyncio.AbstractEventLoop
    ) -> None:
        self.fn, self.then, self.loop = fn, then, loop
        self.future: asyncio.Future[Any] = loop.create_future()
        self.result: Any = None
        self.error: BaseException | None = None


class Writer:
    """`connect` is called in the thread, at the first job and again after a fault of the storage itself."""

    def __init__(self, connect: Callable[[], Connection], batch: int) -> None:
        self._connect, self._batch = connect, batch
        self._jobs: queue.SimpleQueue[list[Job] | None] = queue.SimpleQueue()
        self._fresh: dict[asyncio.AbstractEventLoop, list[Job]] = {}
        self._backlog: deque[Job] = deque()
        self._waiting = 0
        self._conn: Connection | None = None
        self._committer = Committer()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    def submit(self, fn: Callable[[Connection], Any], then: Callable[[Any], Any] | None = None) -> asyncio.Future[Any]:
        """The future of `then(fn(conn))`, set after the commit. Raises LotseError storage.unavailable (closed, full).

        What one round of an event loop submits reaches the thread together, with one wake-up.
        """
        loop = asyncio.get_running_loop()
        with self._lock:
            if self._closed or self._waiting >= MOST_WAITING:
                raise LotseError("storage.unavailable", cause="closed" if self._closed else "queue full")
            job = Job(fn, then, loop)
            self._waiting += 1
            fresh = self._fresh.get(loop)
            if fresh is None:
                self._fresh[loop] = [job]
                loop.call_soon(self._hand_over, loop)
            else:
                fresh.append(job)
        return job.future

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        with self._lock:
            if (jobs := self._fresh.pop(loop, None)) is not None:
                self._start()
                self._jobs.put(jobs)

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="lotse-writer", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Returns when everything submitted before is settled and the connection is closed."""
        with self._lock:
            self._closed = True
            for jobs in self._fresh.values():
                self._start()
                self._jobs.put(jobs)
            self._fresh.clear()
            self._jobs.put(None)
        if self._thread is not None:
            self._thread.join()

    # --- in the thread ---

    def _run(self) -> None:
        while (jobs := self._gathered()) is not None:
            self._work(jobs)
            _settle(jobs)
        self._drop_connection()
        self._committer.close()

    def _gathered(self) -> list[Job] | None:
        """At least one job and at most a batch; None after the last. Whoever no longer waits is left out."""
        while len(self._backlog) < self._batch:
            try:
                arrived = self._jobs.get(block=not self._backlog)
            except queue.Empty:
                break
            if arrived is None:
                if not self._backlog:
                    return None
                self._jobs.put(None)  # closing: nothing is submitted any more, so it stays the last
                break
            self._backlog.extend(arrived)
        jobs = [self._backlog.popleft() for _ in range(min(self._batch, len(self._backlog)))]
        with self._lock:
            self._waiting -= len(jobs)
        return [job for job in jobs if not job.future.cancelled()]

    def _work(self, jobs: list[Job]) -> None:
        if len(jobs) > 1 and self._attempt(jobs) is None:
            return
        for job in jobs:
            fault = self._attempt([job])
            job.error = fault or job.error

    def _attempt(self, jobs: list[Job]) -> BaseException | None:
        """Runs `jobs` in one transaction: what went wrong (then nothing of them is stored) or None."""
        try:
            conn = self._connected()
            self._transaction(conn, jobs)
        except BaseException as error:  # noqa: BLE001 - belongs to the caller, who waits for it
            return self._failed(error)
        return None

    def _transaction(self, conn: Connection, jobs: list[Job]) -> None:
        raw = raw_of(conn)
        raw.execute("BEGIN IMMEDIATE")  # the lock first: a read that turns into a write cannot lose a race
        try:
            for job in jobs:
                job.error, job.result = None, job.fn(conn)
            if not raw.in_transaction:  # SQLite itself rolled back (disk full) and a function swallowed the error
                raise LotseError("storage.unavailable", cause="rolled back")
            self._commit(raw, [job for job in jobs if job.then is not None])
        finally:
            if raw.in_transaction:
                raw.rollback()
            if conn.in_transaction():  # SQLAlchemy begins at its first statement; a turn has none
                conn.rollback()

    def _commit(self, raw: sqlite3.Connection, shaped: list[Job]) -> None:
        """Commits, and shapes results meanwhile. What SQLAlchemy began ends after it, with nothing to do."""
        if len(shaped) < WORTH_A_THREAD:
            raw.commit()
            _shape(shaped)
            return
        self._committer.begin(raw.commit)
        try:
            _shape(shaped)
        finally:
            self._committer.wait()

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


def _shape(jobs: list[Job]) -> None:
    """An error here is its caller's alone: what was written stays written."""
    for job in jobs:
        assert job.then is not None
        try:
            job.result = job.then(job.result)
        except BaseException as error:  # noqa: BLE001 - belongs to the caller, who waits for it
            job.error = translated(error)


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
