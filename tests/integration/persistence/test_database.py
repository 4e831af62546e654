"""What the port promises: durable when it returns, nothing of what failed, no companion harmed, no error lost."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from backend.bench.cluster import Cluster
from backend.persistence import fast, sqlite
from backend.persistence.database import Connection, Database, NotUnique, open_database
from backend.persistence.tables import teams
from flows.errors import LotseError
from tests.support.waiting import PATIENCE, until

INSERT = teams.insert().values({column.name: sa.bindparam(column.name) for column in teams.c})
BY_ID = sa.select(teams.c.id).where(teams.c.id == sa.bindparam("id"))
ALL = sa.select(teams.c.id)


def insert(conn: Connection, name: str) -> str:
    conn.execute(teams.insert().values(id=name, jurisdiction="j", region="r", name=name))
    return name


def names(conn: Connection) -> set[str]:
    return set(conn.execute(sa.select(teams.c.id)).scalars())


class Wrong(Exception):
    pass


async def test_one_bad_function_harms_none_of_its_companions(database: Database) -> None:
    """faults: A6; the error is the caller's own, what it had written is gone, all others are stored"""

    def bad(conn: Connection) -> None:
        insert(conn, "bad")
        raise Wrong

    good = [database.write(lambda conn, n=f"t{n}": insert(conn, n)) for n in range(60)]  # type: ignore[misc]
    outcomes = await asyncio.gather(*good[:30], database.write(bad), *good[30:], return_exceptions=True)
    assert isinstance(outcomes.pop(30), Wrong)
    assert await database.read(names) == set(outcomes) == {f"t{n}" for n in range(60)}


@pytest.mark.parametrize("error", [StopIteration(), KeyError("x"), Wrong(), MemoryError()])
async def test_no_error_is_lost_whatever_it_is(database: Database, error: Exception) -> None:
    """faults: A1 (out of memory)"""

    def bad(conn: Connection) -> None:
        raise error

    for way in (database.read, database.write):
        with pytest.raises(Exception) as caught:
            await asyncio.wait_for(way(bad), PATIENCE)
        assert isinstance(caught.value, type(error) | RuntimeError)
    assert await database.write(lambda conn: insert(conn, "after")) == "after"


async def test_a_read_stores_nothing(database: Database) -> None:
    with pytest.raises(LotseError):
        await database.read(lambda conn: insert(conn, "t1"))
    assert await database.read(names) == set()


async def elsewhere(url: str, name: str) -> None:
    other = open_database(url)
    await other.write(lambda conn: insert(conn, name))
    await other.close()


async def test_a_read_sees_one_moment(database: Database, database_url: str) -> None:
    """What another process commits between two selects of one read is not seen by the second."""
    await database.write(lambda conn: insert(conn, "t1"))

    def twice(conn: Connection) -> list[set[str]]:
        before = names(conn)
        between = threading.Thread(target=lambda: asyncio.run(elsewhere(database_url, "t2")))
        between.start()
        between.join()
        return [before, names(conn)]

    assert await database.read(twice) == [{"t1"}, {"t1"}]
    assert await database.read(names) == {"t1", "t2"}


async def test_closing_finishes_what_was_asked_and_refuses_the_rest(database_url: str) -> None:
    db = open_database(database_url)
    asked = [asyncio.create_task(db.write(lambda conn, n=f"t{n}": insert(conn, n))) for n in range(20)]  # type: ignore[misc]
    await asyncio.gather(*asked)
    await db.close()
    for way in (db.read, db.write):
        with pytest.raises(LotseError) as caught:
            await way(names)
        assert caught.value.code == "storage.unavailable"
    again = open_database(database_url)
    assert len(await again.read(names)) == 20
    await again.close()


async def test_who_no_longer_waits_is_left_out(sqlite_url: str) -> None:
    db = open_database(sqlite_url)
    blocker = asyncio.create_task(db.write(lambda conn: __import__("time").sleep(0.2)))
    await asyncio.sleep(0.05)
    given_up = asyncio.create_task(db.write(lambda conn: insert(conn, "given up")))
    await asyncio.sleep(0.01)
    given_up.cancel()
    await blocker
    assert await db.write(names) == set()
    await db.close()


async def test_a_full_disk_is_said_and_leaves_nothing_half_written(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: A6 (disk full): what fits is stored, the rest is refused; with room again it goes on"""
    db = open_database(sqlite_url)
    await db.write(lambda conn: insert(conn, "before"))
    pages = await db.read(lambda conn: conn.exec_driver_sql("PRAGMA page_count").scalar_one())
    await db.close()

    def half(conn: Connection, n: int, size: int) -> None:
        insert(conn, f"half {n}")
        conn.execute(teams.insert().values(id=f"rest {n}", jurisdiction="j", region="r", name="x" * size))

    with monkeypatch.context() as small:
        small.setattr(sqlite, "_WRITER", (*sqlite._WRITER, f"PRAGMA max_page_count={pages + 5}"))
        db = open_database(sqlite_url)
        sizes = [10, 200_000] * 5
        jobs = [db.write(lambda conn, n=n, size=size: half(conn, n, size)) for n, size in enumerate(sizes)]  # type: ignore[misc]
        outcomes = await asyncio.gather(*jobs, return_exceptions=True)
        assert [getattr(one, "code", one) for one in outcomes] == [None, "storage.full"] * 5
        await db.close()

    db = open_database(sqlite_url)
    assert await db.read(names) == {"before"} | {f"{what} {n}" for n in range(0, 10, 2) for what in ("half", "rest")}
    await db.write(lambda conn: half(conn, 99, 200_000))
    await db.close()


async def read_only(url: str, patch: pytest.MonkeyPatch) -> None:
    """From the next connection on, as on a file system that was mounted so, or a server that only follows another."""
    if url.startswith("sqlite"):
        patch.setattr(sqlite, "_WRITER", (*sqlite._WRITER, "PRAGMA query_only=ON"))
        return
    name = url.rsplit("/", 1)[1].partition("?")[0]
    db = open_database(url)
    await db.write(lambda conn: conn.exec_driver_sql(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    await db.close()


async def test_a_database_that_may_only_be_read_says_so_and_loses_nothing(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: A6 (read-only file system)"""
    db = open_database(database_url)
    await db.write(lambda conn: insert(conn, "before"))
    await db.close()
    with monkeypatch.context() as patch:
        await read_only(database_url, patch)
        db = open_database(database_url)
        jobs = [db.write(lambda conn, n=n: insert(conn, f"t{n}")) for n in range(5)]  # type: ignore[misc]
        outcomes = await asyncio.gather(*jobs, return_exceptions=True)
        assert [getattr(one, "code", one) for one in outcomes] == ["storage.unavailable"] * 5
        assert await db.read(names) == {"before"}
        await db.close()


async def test_a_lock_held_by_another_process_is_said_in_time(sqlite_url: str) -> None:
    """faults: A6"""
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    db = open_database(sqlite_url, wait=0.1)
    with pytest.raises(LotseError) as caught:
        await asyncio.wait_for(db.write(lambda conn: insert(conn, "t1")), PATIENCE)
    assert caught.value.code == "storage.unavailable"
    assert await db.read(names) == set()
    other.execute("ROLLBACK")
    assert await db.write(lambda conn: insert(conn, "t1")) == "t1"
    other.close()
    await db.close()


# --- PostgreSQL's own faults ---


def raising(state: str, times: int) -> tuple[Callable[[Connection], str], list[int]]:
    """A function whose transaction the server ends with `state`, `times` times, then lets through."""
    runs: list[int] = []

    def run(conn: Connection) -> str:
        insert(conn, "t1")
        runs.append(1)
        if len(runs) <= times:
            conn.exec_driver_sql(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$")
        return "stored"

    return run, runs


@pytest.mark.parametrize("state", ["40001", "40P01"])
async def test_what_the_server_wants_repeated_is_repeated(postgres_url: str, state: str) -> None:
    """faults: A6 (deadlock, serialisation error)"""
    db = open_database(postgres_url)
    run, runs = raising(state, times=2)
    assert await db.write(run) == "stored"
    assert len(runs) == 3
    assert await db.read(names) == {"t1"}
    await db.close()


@pytest.mark.parametrize(
    ("state", "code"), [("53100", "storage.full"), ("40001", "storage.unavailable"), ("57014", "storage.unavailable")]
)
async def test_what_goes_on_failing_is_said(postgres_url: str, state: str, code: str) -> None:
    """faults: A6 (disk full, time-outs)"""
    db = open_database(postgres_url)
    run, _ = raising(state, times=99)
    with pytest.raises(LotseError) as caught:
        await db.write(run)
    assert caught.value.code == code
    assert await db.read(names) == set()
    await db.close()


async def test_a_real_deadlock_ends_well(postgres_url: str) -> None:
    """faults: A6: two turns lock the same rows the other way round; both are stored"""
    db = open_database(postgres_url)
    await db.write(lambda conn: [insert(conn, "a"), insert(conn, "b")])

    def lock(conn: Connection, *order: str) -> None:
        for name in order:
            conn.execute(teams.update().where(teams.c.id == name).values(region=teams.c.region + "x"))
            conn.exec_driver_sql("SELECT pg_sleep(0.2)")

    await asyncio.gather(db.write(lambda conn: lock(conn, "a", "b")), db.write(lambda conn: lock(conn, "b", "a")))
    assert set(await db.read(lambda conn: conn.execute(sa.select(teams.c.region)).scalars().all())) == {"rxx"}
    await db.close()


async def test_an_exhausted_pool_is_said_in_time(postgres_url: str) -> None:
    """faults: A6"""
    db = open_database(postgres_url, pool=1, wait=0.5)
    await db.read(names)
    holder = asyncio.create_task(db.write(lambda conn: conn.exec_driver_sql("SELECT pg_sleep(4)") and None))
    await asyncio.sleep(0.1)
    with pytest.raises(LotseError) as caught:
        await asyncio.wait_for(db.read(names), 3.5)
    assert caught.value.code == "storage.unavailable"
    await holder
    await db.read(names)
    await db.close()


async def test_who_gives_up_in_mid_query_frees_the_connection_and_stores_nothing(postgres_url: str) -> None:
    db = open_database(postgres_url, pool=1, wait=15)

    def slow(conn: Connection) -> None:
        insert(conn, "given up")
        conn.exec_driver_sql("SELECT pg_sleep(20)")

    task = asyncio.create_task(db.write(slow))
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.wait_for(db.write(names), 18) == set()
    await db.close()


async def test_who_came_first_is_served_first(postgres_url: str) -> None:
    """Under load no turn is overtaken for ever: the slowest of 300 waits about as long as all of them take."""
    db = open_database(postgres_url, pool=2, wait=PATIENCE)
    served: list[int] = []

    async def one(n: int) -> None:
        await db.write(lambda conn: insert(conn, f"t{n}"))
        served.append(n)

    await asyncio.gather(*(one(n) for n in range(300)))
    assert max(abs(place - n) for place, n in enumerate(served)) < 150
    await db.close()


async def test_a_server_that_is_away_is_said_and_found_again(postgres_cluster: Cluster, postgres_url: str) -> None:
    """faults: A6 (crash, restart): what was confirmed is there, what was not may be asked again"""
    db = open_database(postgres_url)
    confirmed: list[str] = []
    errors: list[Any] = []
    stop = asyncio.Event()

    async def writing(who: int) -> None:
        n = 0
        while not stop.is_set():
            n += 1
            try:
                confirmed.append(await db.write(lambda conn, name=f"{who}.{n}": insert(conn, name)))
            except LotseError as error:
                errors.append(error.code)
                await asyncio.sleep(0.02)

    tasks = [asyncio.create_task(writing(who)) for who in range(4)]
    await asyncio.sleep(0.3)
    await asyncio.to_thread(postgres_cluster.restart)
    before = len(confirmed)
    await asyncio.sleep(1)
    stop.set()
    await asyncio.gather(*tasks)
    assert len(confirmed) > before > 0
    assert set(errors) <= {"storage.unavailable"}
    assert set(confirmed) <= await db.read(names)
    await db.close()


async def test_connections_are_kept_and_no_more_than_allowed(postgres_url: str) -> None:
    """Also after what failed; and all are closed with the database."""
    db = open_database(postgres_url, pool=3)
    pid = sa.select(sa.func.pg_backend_pid())

    def bad(conn: Connection) -> None:
        insert(conn, "bad")
        raise Wrong

    async def failed() -> None:
        with pytest.raises(Wrong):
            await db.write(bad)

    first = await db.read(lambda conn: conn.execute(pid).scalar_one())
    await failed()
    assert await db.write(lambda conn: conn.execute(pid).scalar_one()) == first
    used = await asyncio.gather(*(db.write(lambda conn: conn.execute(pid).scalar_one()) for _ in range(30)))
    await asyncio.gather(*(failed() for _ in range(6)))
    assert set(used) == set(await asyncio.gather(*(db.read(lambda conn: conn.execute(pid).scalar_one()) for _ in used)))
    assert 1 < len(set(used)) <= 3
    await db.close()
    other = open_database(postgres_url)
    alive = sa.text("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(:pids)").bindparams(pids=list(set(used)))

    async def closed() -> bool:
        return bool(await other.read(lambda conn: conn.execute(alive).scalar_one()) == 0)

    await until(closed, "the server has seen all of them go")
    await other.close()


async def test_who_comes_first_after_a_restart_meets_none_of_the_dead_connections(
    postgres_cluster: Cluster, postgres_url: str
) -> None:
    """faults: A6. A pool full of connections that the server has closed meanwhile costs nobody their turn."""
    db = open_database(postgres_url, pool=8)
    await asyncio.gather(
        *(db.read(lambda conn: conn.exec_driver_sql("SELECT pg_sleep(0.2)") and None) for _ in range(8))
    )
    await asyncio.to_thread(postgres_cluster.restart)
    assert await db.write(lambda conn: insert(conn, "first")) == "first"
    await db.close()


async def test_statements_of_both_ways_are_one_transaction(database: Database) -> None:
    """What goes past SQLAlchemy and what does not see each other, and are undone together."""
    by_core, by_driver = teams.insert().values(id="core", jurisdiction="j", region="r", name="core"), "driver"

    def both(conn: Connection) -> set[str]:
        fast.execute(conn, INSERT, {"id": by_driver, "jurisdiction": "j", "region": "r", "name": "n"})
        seen = names(conn)
        conn.execute(by_core)
        assert fast.fetch_one(conn, BY_ID, {"id": "core"}) == ("core",)
        fast.execute(conn, INSERT, [{"id": f"{n}", "jurisdiction": "j", "region": "r", "name": "n"} for n in range(3)])
        assert len(fast.fetch_all(conn, ALL)) == 5
        return seen

    def undone(conn: Connection) -> None:
        both(conn)
        raise Wrong

    with pytest.raises(Wrong):
        await database.write(undone)
    assert await database.read(names) == set()
    assert await database.write(both) == {by_driver}
    assert await database.read(names) == {"core", by_driver, "0", "1", "2"}


async def test_a_duplicate_met_by_the_driver_is_the_callers(database: Database) -> None:
    params = {"id": "t", "jurisdiction": "j", "region": "r", "name": "n"}
    await database.write(lambda conn: fast.execute(conn, INSERT, params))
    with pytest.raises(NotUnique):
        await database.write(lambda conn: fast.execute(conn, INSERT, params))
    assert await database.read(names) == {"t"}


async def test_a_server_nobody_answers_at_is_said() -> None:
    db = open_database("postgresql://lotse@127.0.0.1:1/none")
    with pytest.raises(LotseError) as caught:
        await db.read(names)
    assert caught.value.code == "storage.unavailable"
    await db.close()


@pytest.mark.parametrize("url", ["", "mysql://x", "sqlite://", "sqlite:///:memory:", "geheim"])
def test_a_url_of_another_kind_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(LotseError) as caught:
        open_database(url)
    assert caught.value.code == "settings.invalid"
    assert "geheim" not in str(caught.value.detail)
