"""Pictures and recordings of published revisions: stored once each, by the hash of their bytes, and never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy import bindparam

from backend.persistence import fast
from backend.persistence.database import Connection
from backend.persistence.tables import flow_media, flow_revisions, media
from flows.media import About

_ABOUT = [media.c[name] for name in ("hash", "type", "size", "width", "height")]
_LINKED = flow_media.join(media, media.c.hash == flow_media.c.hash)
_CONTENT = sa.select(media.c.type, media.c.content).where(media.c.hash == bindparam("hash"))


def keep(conn: Connection, found: Iterable[tuple[About, bytes]]) -> None:
    """Stores what is not there yet. For whoever publishes: one at a time."""
    for about, content in found:
        if conn.execute(sa.select(media.c.hash).where(media.c.hash == about.hash)).first() is None:
            values = {column.name: getattr(about, column.name) for column in _ABOUT}
            conn.execute(sa.insert(media).values(**values, content=content))


def link(conn: Connection, flow: str, number: int, names: Mapping[str, str]) -> None:
    """`names`: name -> hash, of all a revision has."""
    for name, key in names.items():
        conn.execute(sa.insert(flow_media).values(flow=flow, number=number, name=name, hash=key))


def linked(conn: Connection, flow: str, number: int) -> dict[str, str]:
    """Name -> hash."""
    found = sa.select(flow_media.c.name, flow_media.c.hash).where(*_of(flow, number))
    return {row.name: row.hash for row in conn.execute(found)}


def of(conn: Connection, flow: str, revision: str) -> dict[str, About]:
    """What a revision has, by name, without the bytes. The same content published again has the same."""
    number = (
        sa.select(sa.func.max(flow_revisions.c.number))
        .where(flow_revisions.c.flow == flow, flow_revisions.c.revision == revision)
        .scalar_subquery()
    )
    found = sa.select(flow_media.c.name, *_ABOUT).select_from(_LINKED)
    rows = conn.execute(found.where(flow_media.c.flow == flow, flow_media.c.number == number))
    return {row.name: About(row.hash, row.type, row.size, row.width, row.height) for row in rows}


def contents(conn: Connection, flow: str, number: int) -> dict[str, bytes]:
    """Name -> bytes, of all a revision has."""
    found = sa.select(flow_media.c.name, media.c.content).select_from(_LINKED).where(*_of(flow, number))
    return {row.name: bytes(row.content) for row in conn.execute(found)}


def content(conn: Connection, key: str) -> tuple[str, bytes] | None:
    """Media type and bytes; None for a hash that no revision has."""
    row = fast.fetch_one(conn, _CONTENT, {"hash": key})
    return None if row is None else (row[0], bytes(row[1]))


def _of(flow: str, number: int) -> tuple[sa.ColumnElement[bool], ...]:
    return flow_media.c.flow == flow, flow_media.c.number == number
