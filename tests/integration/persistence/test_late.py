"""A writer on PostgreSQL begins its transaction as late as it may, and notices what that lets in (faults: A3, A6)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa

from backend.bench.cluster import Cluster
from backend.persistence import fast, late
from backend.persistence.database import Connection, Database, open_database
from backend.persistence.faults import LostRace
from backend.persistence.tables import teams
from flows.errors import LotseError
from tests.support.waiting import until

FOUND = sa.select(teams.c.name).where(teams.c.id == sa.bindparam("id"))
LOCKED = FOUND.with_for_update()
#: Only where it is as it was found.
RENAMED = (
    teams.update()
    .where(teams.c.id == sa.bindparam("which"), teams.c.name == sa.bindparam("before"))
    .values(name=sa.bindparam("after"))
)


def insert(conn: Connection, name: str = "before") -> None:
    conn.execute(teams.insert().values(id="t", jurisdiction="j", region="r", name=name))


def looked(conn: Connection) -> str:
    row = fast.look(conn, FOUND, LOCKED, {"id": "t"})
    assert row is not None
    return str(row[0])


def renamed(conn: Connection, before: str, after: str) -> int:
    return fast.finish(conn, RENAMED, {"which": "t", "before": before, "after": after})


def add(conn: Connection, mark: str) -> None:
    before = looked(conn)
    if not renamed(conn, before, f"{before}.{mark}"):
        raise LostRace


async def sleeping(url: str) -> None:
    """Until the server is in the middle of a statement that sleeps."""
    other = open_database(url)
    here = "wait_event = 'PgSleep' AND datname = current_database()"
    busy = sa.text(f"SELECT count(*) FROM pg_stat_activity WHERE {here}")

    async def seen() -> bool:
        return bool(await other.read(lambda conn: conn.execute(busy).scalar_one()))

    await until(seen, "the server sleeps")
    await other.close()


async def name(db: Database) -> Any:
    return await db.read(lambda conn: conn.execute(sa.select(teams.c.name)).scalar_one())


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A line for each transaction that begins."""
    found: list[str] = []
    original = late.Transaction.begin

    def begin(self: late.Transaction) -> None:
        if not self.begun:
            found.append("begun")
        original(self)

    monkeypatch.setattr(late.Transaction, "begin", begin)
    return found


async def test_to_look_and_to_finish_takes_no_transaction(postgres_url: str, begun: list[str]) -> None:
    db = open_database(postgres_url)
    await db.write(insert)
    begun.clear()
    await db.write(lambda conn: add(conn, "x"))
    assert begun == []
    assert await name(db) == "before.x"
    await db.close()


@pytest.mark.parametrize("way", ["core", "driver"])
async def test_any_other_statement_begins_it_and_all_is_one(postgres_url: str, begun: list[str], way: str) -> None:
    db = open_database(postgres_url)
    await db.write(insert)
    begun.clear()

    def more(conn: Connection) -> None:
        before = looked(conn)
        assert begun == []
        if way == "core":
            conn.execute(teams.insert().values(id="u", jurisdiction="j", region="r", name="u"))
        else:
            fast.execute(conn, RENAMED, {"which": "t", "before": before, "after": before})
        assert begun == ["begun"]
        renamed(conn, before, "after")
        raise ValueError

    with pytest.raises(ValueError):
        await db.write(more)
    assert await name(db) == "before"
    await db.close()


async def test_what_has_changed_since_it_was_looked_at_is_looked_at_again(database: Database) -> None:
    """Each of 30 at once adds its mark to what the others have left; nobody's is lost, and nobody loses for ever."""
    await database.write(insert)
    await asyncio.gather(*(database.write(lambda conn, m=f"m{n}": add(conn, m)) for n in range(30)))  # type: ignore[misc]
    assert sorted((await name(database)).split(".")) == sorted(["before", *(f"m{n}" for n in range(30))])


async def test_who_looks_again_locks_what_is_found(postgres_url: str) -> None:
    """Others wait for whoever has lost once, so it wins the second time."""
    db = open_database(postgres_url)
    await db.write(insert)
    runs: list[bool] = []

    def lost(conn: Connection) -> None:
        looked(conn)
        runs.append(fast.may_have_changed(conn))
        if len(runs) == 1:
            raise LostRace

    await db.write(lost)
    assert runs == [True, False]
    await db.close()


async def test_a_race_that_is_always_lost_is_said(postgres_url: str) -> None:
    db = open_database(postgres_url)
    with pytest.raises(LotseError) as caught:
        await db.write(lambda conn: add_nothing(conn))
    assert caught.value.code == "storage.unavailable"
    await db.close()


def add_nothing(conn: Connection) -> None:
    raise LostRace


async def test_nothing_follows_the_last_statement(postgres_url: str) -> None:
    """It is stored already: a writer that goes on is wrong, and told so."""
    db = open_database(postgres_url)
    await db.write(insert)

    def goes_on(conn: Connection) -> None:
        renamed(conn, looked(conn), "after")
        conn.execute(teams.delete())

    with pytest.raises(AssertionError, match="after the last"):
        await db.write(goes_on)
    assert await name(db) == "after"
    await db.close()


async def test_a_last_statement_whose_end_nobody_saw_is_not_repeated(
    postgres_cluster: Cluster, postgres_url: str
) -> None:
    """faults: A6. The server may have stored it: who asks again finds out, we do not write twice."""
    db = open_database(postgres_url)
    await db.write(insert)
    runs: list[str] = []
    slow = sa.select(sa.func.pg_sleep(30))

    def cut_off(conn: Connection) -> None:
        runs.append(looked(conn))
        fast.finish(conn, slow, {})

    task = asyncio.create_task(db.write(cut_off))
    await sleeping(postgres_url)
    await asyncio.to_thread(postgres_cluster.restart)
    with pytest.raises(LotseError) as caught:
        await task
    assert (caught.value.code, runs) == ("storage.unavailable", ["before"])
    await db.write(lambda conn: add(conn, "x"))
    assert await name(db) == "before.x"
    await db.close()


async def test_who_gives_up_in_the_middle_of_it_leaves_no_broken_connection(postgres_url: str) -> None:
    db = open_database(postgres_url, pool=1, wait=15)
    await db.write(insert)
    slow = sa.select(sa.func.pg_sleep(20))
    task = asyncio.create_task(db.write(lambda conn: fast.finish(conn, slow, {})))
    await sleeping(postgres_url)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(db.write(lambda conn: add(conn, "x")), 18)
    assert await name(db) == "before.x"
    await db.close()
