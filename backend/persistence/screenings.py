"""Queries of suggestions and decisions: one row a case, written with the answers it was made from."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from backend.persistence import fast
from backend.persistence.tables import screenings

_Row: Any = namedtuple("_Row", screenings.c.keys())  # type: ignore[misc]
_OF = sa.select(screenings).where(screenings.c.case_id == sa.bindparam("case"))
_INSERT = screenings.insert().values({column.name: sa.bindparam(column.name) for column in screenings.c})
_DELETE = screenings.delete().where(screenings.c.case_id == sa.bindparam("case"))


def screening_of(conn: Connection, case_id: str) -> Any | None:
    """The row of a case, every column as an attribute; None where the rules have said nothing."""
    row = fast.fetch_one(conn, _OF, {"case": case_id})
    return None if row is None else _Row._make(row)


def insert_screening(conn: Connection, **values: Any) -> None:
    fast.execute(
        conn, _INSERT, {"decided_by": None, "decided_at": None, "decision_enc": None, "facts_enc": None, **values}
    )


def change_screening(conn: Connection, case_id: str, at: int, **values: Any) -> bool:
    """False when the suggestion is no longer the one of `at`."""
    mine = screenings.update().where(screenings.c.case_id == case_id, screenings.c.at == at)
    return conn.execute(mine.values(**values)).rowcount == 1


def remove_screening(conn: Connection, case_id: str) -> None:
    fast.execute(conn, _DELETE, {"case": case_id})
