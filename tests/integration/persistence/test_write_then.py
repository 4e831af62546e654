"""Shaping results while the commit is on its way: only for what is stored, one caller's error nobody else's."""

from __future__ import annotations

import asyncio
import sqlite3
import threading

import pytest
import sqlalchemy as sa

from backend.persistence.database import Connection, Database, open_database
from backend.persistence.tables import teams
from backend.persistence.writer import WORTH_A_THREAD, Writer
from flows.errors import LotseError


def insert(conn: Connection, name: str) -> str:
    conn.execute(teams.insert().values(id=name, jurisdiction="j", region="r", name=name))
    return name


def names(conn: Connection) -> set[str]:
    return set(conn.execute(sa.select(teams.c.id)).scalars())


def writes(database: Database, count: int) -> list[asyncio.Task[str]]:
    ways = [database.write_then(lambda conn, n=n: insert(conn, f"t{n}"), str.upper) for n in range(count)]  # type: ignore[misc]
    return [asyncio.ensure_future(way) for way in ways]


@pytest.mark.parametrize("count", [1, WORTH_A_THREAD - 1, 40])
async def test_everybody_gets_their_own_shaped_result(database: Database, count: int) -> None:
    assert await asyncio.gather(*writes(database, count)) == [f"T{n}" for n in range(count)]
    assert len(await database.read(names)) == count


@pytest.mark.parametrize("count", [1, 40])
async def test_an_error_in_shaping_is_its_callers_alone_and_undoes_nothing(database: Database, count: int) -> None:
    def wrong(name: str) -> str:
        raise KeyError(name)

    bad = asyncio.ensure_future(database.write_then(lambda conn: insert(conn, "bad"), wrong))
    outcomes = await asyncio.gather(*writes(database, count), bad, return_exceptions=True)
    assert isinstance(outcomes.pop(), KeyError)
    assert outcomes == [f"T{n}" for n in range(count)]
    assert await database.read(names) == {"bad", *(f"t{n}" for n in range(count))}


async def test_nobody_is_told_what_was_not_committed(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """faults: A6. The commit of many fails, then each runs alone: who has a result is stored."""
    db = open_database(sqlite_url)
    await db.write(lambda conn: insert(conn, "before"))
    commit = Writer._commit

    def failing(self: Writer, raw: sqlite3.Connection, shaped: list[object]) -> None:
        if len(shaped) > 1 or raw.execute("SELECT count(*) FROM teams WHERE id IN ('t1', 't2')").fetchone()[0]:
            raise sqlite3.OperationalError("no room")
        commit(self, raw, shaped)  # type: ignore[arg-type]

    monkeypatch.setattr(Writer, "_commit", failing)
    outcomes = await asyncio.gather(*writes(db, 6), return_exceptions=True)
    told = {outcome for outcome in outcomes if isinstance(outcome, str)}
    assert told == {"T0", "T3", "T4", "T5"}
    assert await db.read(names) == {"before", "t0", "t3", "t4", "t5"}
    await db.close()


async def test_shaping_goes_on_while_the_disk_writes(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commit waits for the shaping to have begun: it would wait for ever if that came only afterwards."""
    db = open_database(sqlite_url)
    shaping = threading.Event()

    class Slow:
        def __init__(self, raw: sqlite3.Connection) -> None:
            self._raw = raw

        def commit(self) -> None:
            assert shaping.wait(60)
            self._raw.commit()

    commit = Writer._commit
    monkeypatch.setattr(Writer, "_commit", lambda self, raw, shaped: commit(self, Slow(raw), shaped))  # type: ignore[arg-type]

    def shape(name: str) -> str:
        shaping.set()
        return name

    ways = [db.write_then(lambda conn, n=n: insert(conn, f"t{n}"), shape) for n in range(WORTH_A_THREAD)]  # type: ignore[misc]
    assert len(await asyncio.gather(*ways)) == WORTH_A_THREAD
    await db.close()


async def test_what_was_submitted_in_the_same_round_as_closing_is_finished(sqlite_url: str) -> None:
    db = open_database(sqlite_url)
    asked = writes(db, 5)
    await asyncio.sleep(0)
    await asyncio.gather(db.close(), *asked)
    again = open_database(sqlite_url)
    assert len(await again.read(names)) == 5
    with pytest.raises(LotseError):
        await db.write_then(names, len)
    await again.close()
