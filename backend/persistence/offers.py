"""Queries of the offers directory. Every query of the desk names the jurisdiction: what is out of it is not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy import Connection

from backend.domain.offers import APPROVED, Offer, as_plain, from_plain
from backend.persistence import fast
from backend.persistence.tables import offer_history, offers, staff

_APPROVED = (
    sa.select(offers.c.content)
    .where(offers.c.jurisdiction == sa.bindparam("jurisdiction"), offers.c.state == APPROVED)
    .order_by(offers.c.id)
)


@dataclass(frozen=True, slots=True)
class Stored:
    """An offer as it is kept; `version` guards against two people changing it at once; `updated_at` epoch ms."""

    offer: Offer
    version: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an offer's history; `by` is a name, None for an import. `offer`: as it was after it."""

    id: str
    at: int
    action: str
    by: str | None
    offer: Offer | None


def approved_in(conn: Connection, jurisdiction: str) -> list[Offer]:
    """On the turn's path: what people of a jurisdiction may be told of."""
    return [from_plain(orjson.loads(row[0])) for row in fast.fetch_all(conn, _APPROVED, {"jurisdiction": jurisdiction})]


def all_offers(conn: Connection, jurisdiction: str | None = None) -> list[Stored]:
    """In order of their ids; of every jurisdiction where none is given (never for the desk)."""
    found = sa.select(offers).order_by(offers.c.id)
    found = found if jurisdiction is None else found.where(offers.c.jurisdiction == jurisdiction)
    return [_stored(row) for row in conn.execute(found)]


def offer_of(conn: Connection, offer_id: str, jurisdiction: str | None = None) -> Stored | None:
    found = sa.select(offers).where(offers.c.id == offer_id)
    found = found if jurisdiction is None else found.where(offers.c.jurisdiction == jurisdiction)
    row = conn.execute(found).one_or_none()
    return None if row is None else _stored(row)


def _stored(row: Any) -> Stored:
    return Stored(from_plain(orjson.loads(row.content)), row.version, row.updated_at)


def offers_of(conn: Connection, ids: Iterable[str]) -> dict[str, Stored]:
    """Those that exist, whosever they are, by id."""
    rows = conn.execute(sa.select(offers).where(offers.c.id.in_(list(ids))))
    return {row.id: _stored(row) for row in rows}


def insert_offer(conn: Connection, offer: Offer, at: int) -> None:
    conn.execute(offers.insert().values(id=offer.id, version=1, **_columns(offer, at)))


def replace_offer(conn: Connection, offer: Offer, at: int, version: int) -> bool:
    """False when it is no longer the `version` that was read."""
    mine = offers.update().where(offers.c.id == offer.id, offers.c.version == version)
    return conn.execute(mine.values(version=version + 1, **_columns(offer, at))).rowcount == 1


def _content(offer: Offer) -> str:
    return orjson.dumps(as_plain(offer)).decode()


def _columns(offer: Offer, at: int) -> dict[str, Any]:
    return {
        "jurisdiction": offer.jurisdiction,
        "state": offer.state,
        "checked_on": offer.checked_on.isoformat(),
        "content": _content(offer),
        "updated_at": at,
    }


def insert_history(conn: Connection, offer: Offer, *, id: str, at: int, actor: str, action: str) -> None:
    values = {"id": id, "offer_id": offer.id, "at": at, "actor": actor, "action": action, "content": _content(offer)}
    conn.execute(offer_history.insert().values(values))


def history_of(conn: Connection, offer_id: str) -> list[Entry]:
    """The newest first."""
    lines = offer_history.outerjoin(staff, staff.c.id == offer_history.c.actor)
    columns = (*offer_history.c["id", "at", "action", "content"], staff.c.name)
    found = sa.select(*columns).select_from(lines).where(offer_history.c.offer_id == offer_id)
    rows = conn.execute(found.order_by(offer_history.c.at.desc(), offer_history.c.id))
    return [Entry(row.id, row.at, row.action, row.name, _then(row.content)) for row in rows]


def _then(content: str | None) -> Offer | None:
    return None if content is None else from_plain(orjson.loads(content))
