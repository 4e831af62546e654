"""The offers directory at work: taking tables in whole or not at all, searching, reading. Changing: `offer_editing`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from backend.domain.jurisdictions import DEFAULT_CHECK, Check, Jurisdiction
from backend.domain.offers import Offer, is_stale
from backend.domain.permissions import Staff
from backend.domain.times import to_ms
from backend.persistence import offers as store
from backend.persistence.database import Connection
from backend.persistence.locks import Lock, one_at_a_time
from backend.persistence.offers import Entry, Stored
from backend.services.world import World
from flows.days import day_of
from flows.errors import LotseError
from flows.parsing.normalise import normalise


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did. `foreign`: ids that belong to another jurisdiction; where there is one, nothing was stored
    unless these were to be left out."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]
    foreign: tuple[str, ...]


async def take_in(world: World, offers: Sequence[Offer], *, skip_foreign: bool = False) -> Taken:
    """Adds or replaces entries by id, all in one transaction."""
    at = to_ms(world.clock())

    def write(conn: Connection) -> Taken:
        one_at_a_time(conn, Lock.OFFERS)
        known = store.offers_of(conn, (offer.id for offer in offers))
        foreign = tuple(one.id for one in offers if one.id in known and not _same_owner(known[one.id].offer, one))
        if foreign and not skip_foreign:
            return Taken((), (), (), foreign)
        told: dict[str, list[str]] = {"added": [], "changed": [], "same": []}
        for offer in offers:
            if offer.id not in foreign:
                told[_put(world, conn, offer, known.get(offer.id), at)].append(offer.id)
        return Taken(tuple(told["added"]), tuple(told["changed"]), tuple(told["same"]), foreign)

    return await world.db.write(write)


def _same_owner(one: Offer, other: Offer) -> bool:
    return one.jurisdiction == other.jurisdiction


def _put(world: World, conn: Connection, offer: Offer, before: Stored | None, at: int) -> str:
    if before is not None and before.offer == offer:
        return "same"
    if before is None:
        store.insert_offer(conn, offer, at)
    elif not store.replace_offer(conn, offer, at, before.version):
        raise LotseError("desk.conflict", offer=offer.id)
    action = "added" if before is None else "changed"
    store.insert_history(conn, offer, id=world.ids.new(), at=at, actor="import", action=action)
    return action


async def seed_samples(world: World, samples: Sequence[Offer]) -> int:
    """The made-up entries of a demonstration, those that are not there yet; how many."""
    at = to_ms(world.clock())

    def write(conn: Connection) -> int:
        one_at_a_time(conn, Lock.OFFERS)
        known = store.offers_of(conn, (one.id for one in samples))
        new = [one for one in samples if one.id not in known]
        for offer in new:
            _put(world, conn, offer, None, at)
        return len(new)

    return await world.db.write(write)


# --- reading ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of a list; empty ones let everything through. `ags`: one of these municipalities. `rechtskreis`: bound to
    it, or to none. `stale`: only what should be looked at again."""

    text: str = ""
    field: str = ""
    state: str = ""
    lang: str = ""
    ags: frozenset[str] = frozenset()
    rechtskreis: str = ""
    stale: bool = False


def fits(offer: Offer, wanted: Wanted) -> bool:
    """All but `stale`. Every word of `text` stands somewhere in the entry, in any of its languages."""
    return (
        (not wanted.field or wanted.field in offer.fields)
        and (not wanted.state or wanted.state == offer.state)
        and (not wanted.lang or wanted.lang in offer.languages)
        and (not wanted.ags or not offer.ags or not wanted.ags.isdisjoint(offer.ags))
        and (not wanted.rechtskreis or offer.rechtskreis in ("none", wanted.rechtskreis))
        and (not wanted.text or _says(offer, normalise(wanted.text).casefold().split()))
    )


def _says(offer: Offer, words: Sequence[str]) -> bool:
    spoken = (*offer.title.values(), *offer.text.values(), *offer.eligibility.values())
    written = normalise(" ".join((offer.id, offer.provider, offer.address, *spoken))).casefold()
    return all(word in written for word in words)


def check_of(jurisdictions: Mapping[str, Jurisdiction], key: str, on: date) -> Check:
    """After which time an offer of a jurisdiction is to be looked at, on a day."""
    return jurisdictions[key].offer_check(on) if key in jurisdictions else DEFAULT_CHECK


def stale(world: World, offer: Offer, on: date) -> bool:
    return is_stale(offer, on, check_of(world.jurisdictions, offer.jurisdiction, on).days)


async def list_offers(world: World, staff: Staff, wanted: Wanted) -> list[Stored]:
    """Of the reader's own jurisdiction; every role reads all states."""
    today = day_of(world.clock())
    found = await world.db.read(lambda conn: store.all_offers(conn, staff.jurisdiction))
    fitting = [one for one in found if fits(one.offer, wanted)]
    return [one for one in fitting if stale(world, one.offer, today)] if wanted.stale else fitting


async def read_offer(world: World, staff: Staff, offer_id: str) -> tuple[Stored, list[Entry]]:
    """Raises LotseError desk.not_found, also for one of another jurisdiction."""

    def read(conn: Connection) -> tuple[Stored, list[Entry]]:
        return own(conn, staff, offer_id), store.history_of(conn, offer_id)

    return await world.db.read(read)


def own(conn: Connection, staff: Staff, offer_id: str) -> Stored:
    """Raises LotseError desk.not_found."""
    found = store.offer_of(conn, offer_id, staff.jurisdiction)
    if found is None:
        raise LotseError("desk.not_found")
    return found
