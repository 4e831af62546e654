"""A number for each of several processes of one kind: the smallest that no other one has.

Whoever starts again after a crash has the number it had, and goes on with what was left under it; whoever starts beside
another one has a number of its own, and leaves alone what that one is doing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from backend.persistence.database import dialect_of
from backend.persistence.faults import surface
from backend.persistence.locks import Lock
from backend.persistence.postgres import async_url


@asynccontextmanager
async def numbered(url: str, kind: Lock) -> AsyncIterator[int]:
    """From 0, for as long as the block runs: PostgreSQL takes it back with the connection, however the process ends.

    SQLite is for one process of a kind: always 0. Raises LotseError storage.unavailable.
    """
    if dialect_of(url) == "sqlite":
        yield 0
        return
    engine = create_async_engine(async_url(url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with AsyncExitStack() as stack:
        try:
            conn = await stack.enter_async_context(engine.connect())
            number = await _smallest(conn, kind)
        except Exception as error:  # noqa: BLE001 - `surface` raises it again, named
            surface(error)
        yield number


async def _smallest(conn: AsyncConnection, kind: Lock) -> int:
    number = 0
    while not (await conn.execute(sa.select(sa.func.pg_try_advisory_lock(int(kind), number)))).scalar_one():
        number += 1
    return number
