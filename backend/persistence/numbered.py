"""A number for each of several processes of one kind: the smallest that no other one has.

Whoever starts again after a crash has the number it had, and goes on with what was left under it; whoever starts beside
another one has a number of its own, and leaves alone what that one is doing.

A number is a lock of a session. PostgreSQL forgets it when it starts again under a running process, which then takes it
anew before somebody else can believe it to be gone: all but those who start in the same second.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from backend.persistence.database import dialect_of
from backend.persistence.faults import surface
from backend.persistence.locks import Lock
from backend.persistence.postgres import async_url

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds
_PATIENCE = {"timeout": 5, "command_timeout": 5}  # seconds: a server that says nothing is none
_ANSWERS = sa.select(1)


@asynccontextmanager
async def numbered(url: str, kind: Lock) -> AsyncIterator[int]:
    """From 0, for as long as the block runs: PostgreSQL takes it back with the connection, however the process ends.

    SQLite is for one process of a kind: always 0. Raises LotseError storage.unavailable.
    """
    if dialect_of(url) == "sqlite":
        yield 0
        return
    held = _Held(url, kind)
    keeping: asyncio.Task[None] | None = None
    try:
        try:
            number = await held.smallest()
        except Exception as error:  # noqa: BLE001 - `surface` raises it again, named
            surface(error)
        keeping = asyncio.create_task(held.keep(number))
        yield number
    finally:
        if keeping is not None:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
        await held.let_go()


class _Held:
    """A number, held by one connection, and by another where that was lost."""

    def __init__(self, url: str, kind: Lock) -> None:
        self._kind = kind
        self._engine = create_async_engine(
            async_url(url), poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=_PATIENCE
        )
        self._conn: AsyncConnection | None = None

    async def smallest(self) -> int:
        number, self._conn = 0, await self._engine.connect()
        while not await self._take(self._conn, number):
            number += 1
        return number

    async def keep(self, number: int) -> None:
        """For ever. It is ours as long as the connection answers."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                await self._look(number)
            except Exception as error:  # noqa: BLE001  whatever it was, the number has to be taken again
                log.warning("number %d of %s is taken again: %s", number, self._kind.name, type(error).__name__)
                await self.let_go()

    async def let_go(self) -> None:
        conn, self._conn = self._conn, None
        if conn is not None:
            with suppress(Exception):  # it may be gone already
                await conn.close()

    async def _look(self, number: int) -> None:
        if self._conn is not None:
            await self._conn.execute(_ANSWERS)
            return
        conn = await self._engine.connect()
        try:
            if await self._take(conn, number):  # else whoever was faster has it until they end
                self._conn = conn
        finally:
            if self._conn is not conn:
                await conn.close()

    async def _take(self, conn: AsyncConnection, number: int) -> bool:
        found = await conn.execute(sa.select(sa.func.pg_try_advisory_lock(int(self._kind), number)))
        return bool(found.scalar_one())
