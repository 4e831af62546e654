"""Keeping the offers directory at the desk: new entries, changes, approval, and bringing an earlier state back.

Each change stands in the history with the whole entry as it was after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from backend.domain.offers import APPROVED, DRAFT, WITHDRAWN, Offer
from backend.domain.permissions import Staff, may_keep_offers
from backend.domain.times import to_ms
from backend.persistence import offers as store
from backend.persistence.database import Connection
from backend.persistence.locks import Lock, one_at_a_time
from backend.services.offers import own
from backend.services.world import World
from flows.days import day_of
from flows.errors import LotseError

#: What somebody who keeps the directory can do with an entry -> the state it has then (None: stays).
ACTIONS: Mapping[str, str | None] = {"approve": APPROVED, "check": None, "draft": DRAFT, "withdraw": WITHDRAWN}
#: What the history says of the one that leaves the state as it is.
_CHECKED = "checked"
_MOST_ALIKE = 1000  # ids tried for a title that many offers have


async def create(world: World, staff: Staff, offer: Offer, *, numbered: bool) -> str | None:
    """A new draft; its id. None when the id is taken; `numbered`: then the next free one (`cafe-2`) is used instead.

    Raises LotseError desk.not_found for who may not.
    """
    now = world.clock()
    if not may_keep_offers(staff) or offer.jurisdiction != staff.jurisdiction:
        raise LotseError("desk.not_found")

    def write(conn: Connection) -> str | None:
        one_at_a_time(conn, Lock.OFFERS)  # what is free stays so
        made = _free(conn, replace(offer, state=DRAFT, checked_on=day_of(now)), numbered)
        if made is None:
            return None
        store.insert_offer(conn, made, to_ms(now))
        _remember(world, conn, staff, made, now, "added")
        return made.id

    return await world.db.write(write)


def _free(conn: Connection, offer: Offer, numbered: bool) -> Offer | None:
    ids = [offer.id, *(f"{offer.id[:55]}-{number}" for number in range(2, _MOST_ALIKE))] if numbered else [offer.id]
    return next((replace(offer, id=one) for one in ids if store.offer_of(conn, one) is None), None)


async def act(world: World, staff: Staff, offer_id: str, version: int, action: str) -> None:
    """Raises LotseError desk.not_found for what may not be done, desk.conflict when somebody was faster."""
    if action not in ACTIONS:
        raise LotseError("desk.not_found")
    now, state = world.clock(), ACTIONS[action]

    def write(conn: Connection) -> None:
        offer = _mine(conn, staff, offer_id)
        new = replace(offer, state=state or offer.state, checked_on=day_of(now))
        _store(world, conn, staff, new, version, now, state or _CHECKED)

    await world.db.write(write)


async def change(world: World, staff: Staff, offer: Offer, version: int) -> None:
    """A new content, by somebody who keeps the directory. Raises as `act` does."""
    now = world.clock()

    def write(conn: Connection) -> None:
        _mine(conn, staff, offer.id)
        if offer.jurisdiction != staff.jurisdiction:
            raise LotseError("desk.not_found")
        _store(world, conn, staff, offer, version, now, "changed")

    await world.db.write(write)


async def restore(world: World, staff: Staff, offer_id: str, version: int, entry_id: str) -> None:
    """The content of an entry of the history. Approval stays as it is now: nothing is published by going back.

    Raises as `act` does, desk.not_found also for an entry of another offer or one whose content was not kept.
    """
    now = world.clock()

    def write(conn: Connection) -> None:
        offer = _mine(conn, staff, offer_id)
        then = next((one.offer for one in store.history_of(conn, offer_id) if one.id == entry_id), None)
        if then is None:
            raise LotseError("desk.not_found")
        new = replace(then, jurisdiction=offer.jurisdiction, state=offer.state, checked_on=offer.checked_on)
        _store(world, conn, staff, new, version, now, "restored")

    await world.db.write(write)


def _mine(conn: Connection, staff: Staff, offer_id: str) -> Offer:
    if not may_keep_offers(staff):
        raise LotseError("desk.not_found")
    return own(conn, staff, offer_id).offer


def _store(
    world: World, conn: Connection, staff: Staff, offer: Offer, version: int, now: datetime, action: str
) -> None:
    if not store.replace_offer(conn, offer, to_ms(now), version):
        raise LotseError("desk.conflict", offer=offer.id)
    _remember(world, conn, staff, offer, now, action)


def _remember(world: World, conn: Connection, staff: Staff, offer: Offer, now: datetime, action: str) -> None:
    store.insert_history(conn, offer, id=world.ids.new(), at=to_ms(now), actor=staff.id, action=action)
