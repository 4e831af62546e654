"""Queries of recordings. Every query of the desk names the jurisdiction: what is out of it is not there."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from backend.persistence import fast
from backend.persistence.database import Connection
from backend.persistence.tables import flow_media, media, recordings, staff
from flows.media import About

#: For the turn's own select: what differs after every change. NULL: nothing was ever recorded.
NEWEST = sa.select(sa.func.max(recordings.c.id)).scalar_subquery()

_NEWEST = sa.select(NEWEST)
_LAST = sa.select(sa.func.max(recordings.c.id)).group_by(
    recordings.c.jurisdiction, recordings.c.flow, recordings.c.step, recordings.c.lang
)
_OF = ("jurisdiction", "flow", "step", "lang")
_PRESENT = (
    sa.select(*[recordings.c[name] for name in (*_OF, "words")], media.c.hash, media.c.type, media.c.size)
    .join_from(recordings, media, media.c.hash == recordings.c.hash)
    .where(recordings.c.id.in_(_LAST))
)


class Place(NamedTuple):
    """What a recording is for."""

    jurisdiction: str
    flow: str
    step: str
    lang: str


class Present(NamedTuple):
    """A recording that counts. `words`: the mark of what it speaks."""

    jurisdiction: str
    flow: str
    step: str
    lang: str
    words: str
    about: About


class Sound(NamedTuple):
    """`words`: the mark of what it speaks; `seconds`: how long it is."""

    hash: str
    seconds: float
    words: str


class Line(NamedTuple):
    """One line of what happened. `hash` None: nothing is recorded, or it was erased since. `by`: a name; `at` in epoch
    ms.
    """

    id: int
    step: str
    lang: str
    action: str
    hash: str | None
    seconds: float | None
    words: str | None
    at: int
    by: str | None

    @property
    def sound(self) -> Sound | None:
        return None if self.hash is None else Sound(self.hash, self.seconds or 0.0, self.words or "")


def newest(conn: Connection) -> int | None:
    """Differs after every change."""
    row = fast.fetch_one(conn, _NEWEST, {})
    return None if row is None else row[0]


def present(conn: Connection) -> list[Present]:
    """Of every jurisdiction (never for the desk)."""
    return [Present._make((*row[:5], About(row[5], row[6], row[7]))) for row in fast.fetch_all(conn, _PRESENT)]


def lines(conn: Connection, jurisdiction: str, flow: str, lang: str | None = None) -> list[Line]:
    """All that happened, the newest first."""
    columns = [recordings.c[name] for name in Line._fields if name != "by"]
    found = sa.select(*columns, staff.c.name).select_from(recordings.outerjoin(staff, staff.c.id == recordings.c.actor))
    found = found.where(recordings.c.jurisdiction == jurisdiction, recordings.c.flow == flow)
    found = found if lang is None else found.where(recordings.c.lang == lang)
    return [Line._make(row) for row in conn.execute(found.order_by(recordings.c.id.desc()))]


def last(conn: Connection, place: Place) -> int:
    """The number of the last line of a step and language; 0 where there is none."""
    return conn.execute(sa.select(sa.func.max(recordings.c.id)).where(*_at(place))).scalar() or 0


def append(conn: Connection, place: Place, action: str, sound: Sound | None, *, at: int, actor: str) -> None:
    """For whoever is alone at it (`locks.one_at_a_time`): the next number is taken."""
    number = (newest(conn) or 0) + 1
    spoken = sound._asdict() if sound is not None else {}
    conn.execute(recordings.insert().values(id=number, **place._asdict(), action=action, **spoken, at=at, actor=actor))


def line_of(conn: Connection, place: Place, number: int) -> Sound | None:
    """What a line of this step and language recorded; None where there is no such line, or nothing in it any more."""
    found = sa.select(recordings.c.hash, recordings.c.seconds, recordings.c.words)
    row = conn.execute(found.where(*_at(place), recordings.c.id == number)).one_or_none()
    return None if row is None or row.hash is None else Sound._make(row)


def content(conn: Connection, jurisdiction: str, lang: str, key: str) -> tuple[str, bytes] | None:
    """Media type and bytes of what this jurisdiction has recorded in this language, now or earlier."""
    found = sa.select(media.c.type, media.c.content).join_from(recordings, media, media.c.hash == recordings.c.hash)
    own = (recordings.c.jurisdiction == jurisdiction, recordings.c.lang == lang, recordings.c.hash == key)
    row = conn.execute(found.where(*own).limit(1)).one_or_none()
    return None if row is None else (row.type, bytes(row.content))


def forget(conn: Connection, place: Place) -> None:
    """Takes the bytes of all lines of a step and language; those that something else shows as well are kept."""
    kept = recordings.c.hash.is_not(None)
    hashes = set(conn.execute(sa.select(recordings.c.hash).where(*_at(place), kept)).scalars())
    conn.execute(recordings.update().where(*_at(place)).values(hash=None, seconds=None))
    elsewhere = [sa.exists().where(table.c.hash == media.c.hash) for table in (recordings, flow_media)]
    conn.execute(media.delete().where(media.c.hash.in_(hashes), *(~one for one in elsewhere)))


def _at(place: Place) -> tuple[sa.ColumnElement[bool], ...]:
    return tuple(recordings.c[name] == value for name, value in place._asdict().items())
