"""The short way to the driver gives what SQLAlchemy gives, at about the driver's own price."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, bindparam

from backend.persistence import fast
from backend.persistence.tables import teams

BY_ID = sa.select(teams.c.name, teams.c.region).where(teams.c.id == bindparam("id"))
INSERT = teams.insert().values({column.name: bindparam(column.name) for column in teams.c})


@pytest.fixture
def conn() -> Iterator[Connection]:
    engine = sa.create_engine("sqlite://")
    teams.create(engine)
    with engine.connect() as found:
        rows = [{"id": f"t{n}", "jurisdiction": "j", "region": "r", "name": f"Team {n}"} for n in range(100)]
        fast.execute(found, INSERT, rows)
        yield found


def test_rows_are_those_of_core(conn: Connection) -> None:
    params = {"id": "t7"}
    assert fast.fetch_one(conn, BY_ID, params) == tuple(conn.execute(BY_ID, params).one()) == ("Team 7", "r")
    assert fast.fetch_one(conn, BY_ID, {"id": "none"}) is None


def test_values_inside_a_statement_are_kept_and_may_be_mixed_with_parameters(conn: Connection) -> None:
    query = sa.select(teams.c.id).where(teams.c.jurisdiction == "j", teams.c.name == bindparam("name")).limit(5)
    assert fast.fetch_all(conn, query, {"name": "Team 3"}) == [("t3",)]


def test_a_statement_derived_from_a_used_one_is_a_statement_of_its_own(conn: Connection) -> None:
    base = sa.select(teams.c.id).where(teams.c.region == bindparam("region"))
    assert len(fast.fetch_all(conn, base, {"region": "r"})) == 100
    assert len(fast.fetch_all(conn, base.where(teams.c.id == "t1"), {"region": "r"})) == 1
    assert len(fast.fetch_all(conn, base, {"region": "r"})) == 100


def test_null_is_a_value(conn: Connection) -> None:
    update = teams.update().where(teams.c.id == bindparam("which")).values(name=bindparam("name"), region=sa.null())
    by_value = teams.update().where(teams.c.id == bindparam("which")).values(region=None)
    with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
        fast.execute(conn, by_value, {"which": "t1"})
    with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
        fast.execute(conn, update, {"which": "t1", "name": "x"})


def test_a_forgotten_parameter_is_an_error(conn: Connection) -> None:
    with pytest.raises(KeyError):
        fast.fetch_one(conn, BY_ID, {})


def test_expanding_parameters_are_refused_rather_than_run_wrong(conn: Connection) -> None:
    with pytest.raises(TypeError):
        fast.fetch_all(conn, sa.select(teams.c.id).where(teams.c.id.in_(["t1", "t2"])), {})
