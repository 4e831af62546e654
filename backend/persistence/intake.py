"""Queries of a case being opened: who has room, the case itself, and what a person writes afterwards."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from backend.persistence import fast
from backend.persistence.tables import case_history, case_messages, cases, staff

OPEN_STATES = ("new", "open")


def _all(table: sa.Table) -> sa.Insert:
    return table.insert().values({column.name: sa.bindparam(column.name) for column in table.c})


_CASE, _HISTORY, _MESSAGE = _all(cases), _all(case_history), _all(case_messages)
_CASE_OF = sa.select(cases).where(cases.c.conversation_id == sa.bindparam("conversation"))


def loads_of(conn: Connection, team_ids: tuple[str, ...]) -> list[Any]:
    """Rows (staff_id, team_id, fte, capacity, open_cases) of the active case managers of these teams."""
    carried = (
        sa.select(cases.c.owner_id, sa.func.count().label("n"))
        .where(cases.c.state.in_(OPEN_STATES))
        .group_by(cases.c.owner_id)
        .subquery()
    )
    query = (
        sa.select(
            staff.c.id.label("staff_id"),
            staff.c.team_id,
            staff.c.fte,
            staff.c.capacity,
            sa.func.coalesce(carried.c.n, 0).label("open_cases"),
        )
        .outerjoin(carried, carried.c.owner_id == staff.c.id)
        .where(staff.c.team_id.in_(team_ids), staff.c.active.is_(True), staff.c.role == "case_manager")
    )
    return list(conn.execute(query))


def case_of(conn: Connection, conversation_id: str) -> Any | None:
    return conn.execute(_CASE_OF, {"conversation": conversation_id}).first()


def insert_case(conn: Connection, **values: Any) -> None:
    fast.execute(conn, _CASE, values)


def update_case(conn: Connection, case_id: str, *, noticed: bool, **values: Any) -> None:
    """`noticed`: a new version, so that a desk page opened before is known as old."""
    conn.execute(cases.update().where(cases.c.id == case_id).values(version=cases.c.version + int(noticed), **values))


def insert_history(conn: Connection, **values: Any) -> None:
    fast.execute(conn, _HISTORY, values)


def insert_message(conn: Connection, **values: Any) -> None:
    fast.execute(conn, _MESSAGE, values)
