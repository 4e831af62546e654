"""What a program may list of the offers directory: what people may be told of today, page by page.

Drafts, withdrawn entries and what is not valid today are not there, whoever asks: the caller is a process, not somebody
with a role. The desk's own list is `offers.list_offers`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from backend.domain.offers import Offer
from backend.persistence import offers as store
from backend.persistence.database import Connection
from backend.services.offers import Wanted, fits
from backend.services.world import World
from flows.days import day_of
from flows.errors import LotseError
from flows.problems import nearest

_AGS = re.compile(r"[0-9]{8}")


@dataclass(frozen=True, slots=True)
class Listed:
    """One page. `after`: the id to go on from; None on the last one. `total`: of all pages."""

    offers: Sequence[Offer]
    total: int
    after: str | None


async def list_open(
    world: World, wanted: Wanted, *, jurisdiction: str = "", place: str = "", after: str = "", limit: int = 50
) -> Listed:
    """In order of their ids. `place`: AGS or PLZ of the home; only what is offered to people there.

    Raises LotseError screen.jurisdiction, offer.place.
    """
    keys, ags = _where(world, jurisdiction, place)
    sought = Wanted(wanted.text, wanted.field, lang=wanted.lang, ags=ags, rechtskreis=wanted.rechtskreis)
    today = day_of(world.clock())

    def read(conn: Connection) -> list[Offer]:
        return [offer for key in keys for offer in store.approved_in(conn, key)]

    found = sorted(await world.db.read(read), key=lambda offer: offer.id)
    matching = [offer for offer in found if offer.holds(today) and fits(offer, sought)]
    rest = [offer for offer in matching if offer.id > after]
    page = rest[:limit]
    return Listed(page, len(matching), page[-1].id if len(rest) > len(page) else None)


async def read_open(world: World, offer_id: str, *, jurisdiction: str = "") -> Offer:
    """Raises LotseError offer.unknown, alike for none, a draft, one that is over, and one of another jurisdiction."""
    stored = await world.db.read(lambda conn: store.offer_of(conn, offer_id, jurisdiction or None))
    if stored is None or not stored.offer.holds(day_of(world.clock())):
        raise LotseError("offer.unknown")
    return stored.offer


def _where(world: World, jurisdiction: str, place: str) -> tuple[list[str], frozenset[str]]:
    """The jurisdictions to look in, and the municipalities asked for (none: all)."""
    if jurisdiction and jurisdiction not in world.jurisdictions:
        near = nearest(jurisdiction, world.jurisdictions)
        raise LotseError("screen.jurisdiction", **({"near": near} if near else {}))
    keys = [jurisdiction] if jurisdiction else sorted(world.jurisdictions)
    if not place:
        return keys, frozenset()
    ags = _municipalities(world, place)
    return [key for key in keys if world.jurisdictions[key].ags & ags], ags


def _municipalities(world: World, place: str) -> frozenset[str]:
    """Of an AGS or a PLZ; empty never: a place nobody knows is no filter that finds nothing."""
    if _AGS.fullmatch(place):
        ags = frozenset({place} & set(world.places.municipalities))
    else:
        ags = frozenset(one.ags for one in world.places.find(place).places if one.ags)
    if not ags:
        raise LotseError("offer.place")
    return ags
