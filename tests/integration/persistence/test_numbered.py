"""Several processes of one kind have a number each; whoever comes back has the one that is free again."""

from __future__ import annotations

from contextlib import AsyncExitStack

import asyncpg
import pytest

from backend.persistence.locks import Lock
from backend.persistence.numbered import numbered
from flows.errors import LotseError
from tests.support.waiting import until


async def test_each_has_the_smallest_that_is_free(postgres_url: str) -> None:
    async with AsyncExitStack() as stack, AsyncExitStack() as second:

        async def enter(kind: Lock, on: AsyncExitStack = stack) -> int:
            return await on.enter_async_context(numbered(postgres_url, kind))

        assert [await enter(Lock.WORKING), await enter(Lock.WORKING, second), await enter(Lock.WORKING)] == [0, 1, 2]
        assert await enter(Lock.PUBLISHING) == 0, "another kind counts for itself"
        await second.aclose()
        assert await enter(Lock.WORKING) == 1


async def test_whose_connection_is_lost_has_the_number_again_before_somebody_else(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: A6. PostgreSQL starts again under a running process."""
    monkeypatch.setattr("backend.persistence.numbered.LOOK_EVERY", 0.01)
    watch = await asyncpg.connect(postgres_url)

    async def holder() -> int | None:
        found = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = $1 AND objid = $2"
        pid: int | None = await watch.fetchval(found, int(Lock.WORKING), 0)
        return pid

    async with numbered(postgres_url, Lock.WORKING) as number:
        before = await holder()
        await watch.execute("SELECT pg_terminate_backend($1)", before)

        async def again() -> bool:
            return await holder() not in (None, before)

        await until(again, "it has its number again")
        async with numbered(postgres_url, Lock.WORKING) as other:
            assert (number, other) == (0, 1)

    async def free() -> bool:
        return await holder() is None

    await until(free, "it is free at the end")
    await watch.close()


async def test_sqlite_is_for_one(sqlite_url: str) -> None:
    async with numbered(sqlite_url, Lock.WORKING) as number:
        assert number == 0


async def test_without_a_server_it_says_so() -> None:
    with pytest.raises(LotseError, match=r"storage\.unavailable"):
        async with numbered("postgresql://nobody@127.0.0.1:1/none", Lock.WORKING):
            raise AssertionError("unreachable")
