"""Queries around keys: the check row, and people's wrapped keys for a rotation of the master key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from backend.persistence.database import Connection
from backend.persistence.tables import key_check, people


class WrappedKey(NamedTuple):
    person_id: str
    wrapped: bytes
    master_id: str


def check_row(conn: Connection) -> tuple[str, bytes] | None:
    """(master id, wrapped root secret), or None before the first start."""
    row = conn.execute(sa.select(key_check.c.master_id, key_check.c.check_enc).where(key_check.c.id == 1)).one_or_none()
    return None if row is None else (row[0], bytes(row[1]))


def anybody(conn: Connection) -> bool:
    """Is there any person with a key?"""
    return conn.execute(sa.select(people.c.id).where(people.c.wrapped_key.is_not(None)).limit(1)).first() is not None


def insert_check(conn: Connection, master_id: str, check: bytes) -> None:
    conn.execute(key_check.insert().values(id=1, master_id=master_id, check_enc=check))


def update_check(conn: Connection, master_id: str, check: bytes) -> None:
    conn.execute(key_check.update().where(key_check.c.id == 1).values(master_id=master_id, check_enc=check))


def to_rewrap(conn: Connection, current: str, after: str, limit: int) -> list[WrappedKey]:
    """The next people, by id, whose key is wrapped by another master key than `current`; locked where rows can be."""
    query = (
        sa.select(people.c.id, people.c.wrapped_key, people.c.master_id)
        .where(people.c.master_id != current, people.c.wrapped_key.is_not(None), people.c.id > after)
        .order_by(people.c.id)
        .limit(limit)
        .with_for_update(key_share=True)
    )
    return [WrappedKey(row[0], bytes(row[1]), row[2]) for row in conn.execute(query)]


def rewrap(conn: Connection, rows: Sequence[WrappedKey]) -> None:
    """Stores new wrapped keys."""
    if rows:
        update = (
            people.update()
            .where(people.c.id == sa.bindparam("person"))
            .values(wrapped_key=sa.bindparam("wrapped"), master_id=sa.bindparam("master"))
        )
        conn.execute(update, [{"person": row[0], "wrapped": row[1], "master": row[2]} for row in rows])


def by_master(conn: Connection) -> dict[str, int]:
    """How many people's keys each master key wraps. A master key not listed here is needed by nobody."""
    query = (
        sa.select(people.c.master_id, sa.func.count())
        .where(people.c.wrapped_key.is_not(None))
        .group_by(people.c.master_id)
    )
    return {row[0]: row[1] for row in conn.execute(query)}
