"""Published revisions of flows in the database: written once, read at most once per process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam

from backend.persistence import fast
from backend.persistence.database import Connection
from backend.persistence.media import link
from backend.persistence.tables import flow_heads, flow_history, flow_revisions


class Revision(NamedTuple):
    """One published revision without its files. `published_at` in epoch ms."""

    flow: str
    number: int
    revision: str
    author: str
    note: str
    shipped: bool
    published_at: int


class Head(NamedTuple):
    flow: str
    number: int
    revision: str
    shipped: bool


#: For the turn's own select: what differs after every publishing. NULL: nothing was ever published.
CHANGED = sa.select(sa.func.max(flow_heads.c.changed)).scalar_subquery()

_ROW = [flow_revisions.c[name] for name in Revision._fields]
_CHANGED = sa.select(CHANGED)
_HEADS = sa.select(*[flow_revisions.c[name] for name in Head._fields]).join_from(
    flow_heads,
    flow_revisions,
    sa.and_(flow_revisions.c.flow == flow_heads.c.flow, flow_revisions.c.number == flow_heads.c.number),
)
_FILES = (
    sa.select(flow_revisions.c.files)
    .where(flow_revisions.c.flow == bindparam("flow"), flow_revisions.c.revision == bindparam("revision"))
    .order_by(flow_revisions.c.number.desc())
)


def changed(conn: Connection) -> int | None:
    """Differs after every publishing."""
    row = fast.fetch_one(conn, _CHANGED, {})
    return None if row is None else row[0]


def heads(conn: Connection) -> dict[str, Head]:
    """By flow: what new conversations begin with and running ones are moved to."""
    return {row[0]: Head(row[0], row[1], row[2], bool(row[3])) for row in fast.fetch_all(conn, _HEADS)}


def files(conn: Connection, flow: str, revision: str) -> bytes | None:
    """The zip of a revision by its content hash; None for one that was never published."""
    row = fast.fetch_one(conn, _FILES, {"flow": flow, "revision": revision})
    return None if row is None else bytes(row[0])


def is_known(conn: Connection, flow: str, revision: str) -> bool:
    """Was this content ever published?"""
    found = sa.select(flow_revisions.c.number).where(
        flow_revisions.c.flow == flow, flow_revisions.c.revision == revision
    )
    return conn.execute(found).first() is not None


def numbered(conn: Connection, flow: str, number: int) -> tuple[Revision, bytes] | None:
    """A revision by its number, with its zip."""
    found = sa.select(*_ROW, flow_revisions.c.files).where(
        flow_revisions.c.flow == flow, flow_revisions.c.number == number
    )
    row = conn.execute(found).first()
    return None if row is None else (Revision._make(row[:-1]), bytes(row[-1]))


def next_number(conn: Connection, flow: str) -> int:
    last = conn.execute(sa.select(sa.func.max(flow_revisions.c.number)).where(flow_revisions.c.flow == flow)).scalar()
    return (last or 0) + 1


def revisions(conn: Connection, flow: str | None = None) -> list[Revision]:
    """Every revision, or those of one flow, newest first within a flow."""
    found = sa.select(*_ROW).order_by(flow_revisions.c.flow, flow_revisions.c.number.desc())
    rows = conn.execute(found if flow is None else found.where(flow_revisions.c.flow == flow))
    return [Revision._make(row) for row in rows]


def publish(
    conn: Connection,
    values: Revision,
    packed: bytes,
    media: Mapping[str, str],
    action: str,
    *,
    head: bool,
    **detail: Any,
) -> None:
    """Stores a revision, makes it the head where asked, and writes down who did so. All or nothing, in `conn`'s
    transaction; two at once with the same number are refused by the key, and the second is run again. `media`: name ->
    hash of what `persistence.media` has stored.
    """
    conn.execute(sa.insert(flow_revisions).values(**values._asdict(), files=packed))
    link(conn, values.flow, values.number, media)
    if head:
        _set_head(conn, values)
    row = {"at": values.published_at, "flow": values.flow, "number": values.number, "actor": values.author}
    conn.execute(sa.insert(flow_history).values(**row, action=action, detail=json.dumps({"head": head, **detail})))


def _set_head(conn: Connection, values: Revision) -> None:
    at = {"number": values.number, "changed": max(values.published_at, (changed(conn) or 0) + 1)}
    if not conn.execute(sa.update(flow_heads).where(flow_heads.c.flow == values.flow).values(**at)).rowcount:
        conn.execute(sa.insert(flow_heads).values(flow=values.flow, **at))
