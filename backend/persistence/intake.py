"""Queries of a case being opened: who has room, the case itself, and what a person writes afterwards."""

from __future__ import annotations

from collections import namedtuple
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from backend.persistence import fast
from backend.persistence.tables import case_history, case_messages, cases, staff

OPEN_STATES = ("new", "open")


class Loaded(NamedTuple):
    staff_id: str
    login: str
    team_id: str
    fte: float
    capacity: int
    open_cases: int
    here: int


def _all(table: sa.Table) -> sa.Insert:
    return table.insert().values({column.name: sa.bindparam(column.name) for column in table.c})


_CASE, _HISTORY, _MESSAGE = _all(cases), _all(case_history), _all(case_messages)
_Case: Any = namedtuple("_Case", cases.c.keys())  # type: ignore[misc]
_CASE_OF = sa.select(cases).where(cases.c.conversation_id == sa.bindparam("conversation"))


@cache
def _loads(teams: int) -> sa.Select[Any]:
    """For so many teams. Counted by post, so that it costs what these posts carry, not what all cases are."""
    open_states = cases.c.state.in_([sa.literal_column(f"'{state}'") for state in OPEN_STATES])
    carried = sa.select(sa.func.count()).where(cases.c.owner_id == staff.c.id, open_states)
    here = carried.where(cases.c.region == sa.bindparam("region")).scalar_subquery()
    theirs = sa.or_(*(staff.c.team_id == sa.bindparam(f"team_{number}") for number in range(teams)))
    columns = (staff.c.id, staff.c.login, staff.c.team_id, staff.c.fte, staff.c.capacity)
    return sa.select(*columns, carried.scalar_subquery(), here).where(
        theirs, staff.c.active.is_(True), staff.c.role == sa.literal_column("'case_manager'")
    )


def loads_of(conn: Connection, team_ids: tuple[str, ...], region: str | None) -> list[Loaded]:
    """The active case managers of these teams (at least one), and what each carries, altogether and of this region."""
    params: dict[str, Any] = {f"team_{number}": team for number, team in enumerate(team_ids)}
    rows = fast.fetch_all(conn, _loads(len(team_ids)), {**params, "region": region or ""})
    return [Loaded._make(row) for row in rows]


def case_of(conn: Connection, conversation_id: str) -> Any | None:
    """The case of a conversation, with every column as an attribute; None where there is none."""
    row = fast.fetch_one(conn, _CASE_OF, {"conversation": conversation_id})
    return None if row is None else _Case._make(row)


def insert_case(conn: Connection, **values: Any) -> None:
    fast.execute(conn, _CASE, values)


def update_case(conn: Connection, case_id: str, *, noticed: bool, **values: Any) -> None:
    """`noticed`: a new version, so that a desk page opened before is known as old."""
    conn.execute(cases.update().where(cases.c.id == case_id).values(version=cases.c.version + int(noticed), **values))


def insert_history(conn: Connection, **values: Any) -> None:
    fast.execute(conn, _HISTORY, values)


def insert_message(conn: Connection, **values: Any) -> None:
    fast.execute(conn, _MESSAGE, values)
