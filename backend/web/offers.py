"""The offers directory at the desk: everybody of a jurisdiction reads it, its coordination approves entries and brings
earlier states back. Filling them in: `offer_forms`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from backend.domain.offer_columns import column_of
from backend.domain.offer_texts import GERMAN, differences, languages_of, missing, untranslated
from backend.domain.offers import FIELDS_OF_ACTION, STATES, Offer
from backend.domain.permissions import may_keep_offers
from backend.persistence.offers import Entry
from backend.services import offer_editing, offers
from backend.services.offers import Wanted
from backend.web.desk import Seen, Submitted, Visit, see_other
from backend.web.offer_forms import OfferId, version_of
from backend.web.route import DeskRoute
from flows.days import day_of
from locales.languages import OFFERED, Language, language

router = APIRouter(route_class=DeskRoute)

Action = Annotated[str, Path(pattern=f"^({'|'.join(offer_editing.ACTIONS)})$")]
EntryId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
#: What a page may say was just done.
DONE = (*offer_editing.ACTIONS, "added", "changed", "restored")
FILTERS = ("text", "field", "state", "lang")
LONGEST = 100  # characters of a filter
#: What going back does not bring back: see `offer_editing.restore`.
KEPT = ("state", "checked_on")


@dataclass(frozen=True, slots=True)
class Past:
    """A line of the history. `changed`: German headings, with the language of a translation. `back`: it is another."""

    entry: Entry
    changed: Sequence[str]
    back: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language of an offer. `wanted`: the jurisdiction offers it. `missing`: the texts still in German."""

    language: Language
    wanted: bool
    missing: Sequence[str]
    begun: bool


@router.get("/desk/offers")
async def show_offers(request: Request, seen: Seen) -> Response:
    wanted = _wanted(request)
    world, staff, today = seen.desk.world, seen.session.staff, day_of(seen.desk.now())
    found = await offers.list_offers(world, staff, wanted)
    values: dict[str, Any] = {
        "stale": {one.offer.id for one in found if offers.stale(world, one.offer, today)},
        "missing": {one.offer.id: len(untranslated(one.offer, _needed(seen))) for one in found},
        "check": offers.check_of(world.jurisdictions, staff.jurisdiction, today),
        "keeps": may_keep_offers(staff),
        "fields": FIELDS_OF_ACTION,
        "states": STATES,
    }
    return seen.page("offers.html", wanted=wanted, found=found, **values)


def _wanted(request: Request) -> Wanted:
    text, field, state, lang = (request.query_params.get(name, "")[:LONGEST] for name in FILTERS)
    return Wanted(text, field, state, lang, stale=request.query_params.get("stale") == "1")


def _needed(seen: Visit) -> list[str]:
    """The languages the jurisdiction offers, beside German."""
    place = seen.desk.world.jurisdictions.get(seen.session.staff.jurisdiction)
    return [code for code in (place.languages if place else ()) if code != GERMAN]


@router.get("/desk/offers/{offer_id}")
async def show_offer(offer_id: OfferId, seen: Seen, done: str = "") -> Response:
    stored, history = await offers.read_offer(seen.desk.world, seen.session.staff, offer_id)
    values: dict[str, Any] = {
        "history": _past(stored.offer, history),
        "stale": offers.stale(seen.desk.world, stored.offer, day_of(seen.desk.now())),
        "keeps": may_keep_offers(seen.session.staff),
        "actions": offer_editing.ACTIONS,
        "languages_of_offer": _languages(stored.offer, _needed(seen)),
        "done": done if done in DONE else "",
    }
    return seen.page("offer/page.html", stored=stored, offer=stored.offer, **values)


def _languages(offer: Offer, needed: Sequence[str]) -> list[Spoken]:
    """Those the jurisdiction offers, then the others of ours, in their order."""
    begun = languages_of(offer)
    codes = dict.fromkeys((*needed, *(code for code in OFFERED if code != GERMAN)))
    return [Spoken(language(code), code in needed, missing(offer, code), code in begun) for code in codes]


def _past(offer: Offer, history: Sequence[Entry]) -> list[Past]:
    before: Mapping[str, Offer | None] = {one.id: older.offer for one, older in pairwise(history)}
    return [_line(offer, entry, before.get(entry.id)) for entry in history]


def _line(offer: Offer, entry: Entry, before: Offer | None) -> Past:
    changed = differences(before, entry.offer, KEPT) if before and entry.offer else []
    back = entry.offer is not None and bool(differences(offer, entry.offer, KEPT))
    return Past(entry, [_heading(name) for name in changed], back)


def _heading(name: str) -> str:
    heading, lang = column_of(name).heading, name.partition(".")[2]
    return f"{heading.removesuffix(' (de)')} ({lang})" if lang else heading


@router.post("/desk/offers/{offer_id}/versions/{entry_id}")
async def restore_offer(offer_id: OfferId, entry_id: EntryId, sent: Submitted) -> Response:
    await offer_editing.restore(sent.desk.world, sent.session.staff, offer_id, version_of(sent), entry_id)
    return see_other(f"/desk/offers/{offer_id}?done=restored")


@router.post("/desk/offers/{offer_id}/{action}")
async def act_on_offer(offer_id: OfferId, action: Action, sent: Submitted) -> Response:
    await offer_editing.act(sent.desk.world, sent.session.staff, offer_id, version_of(sent), action)
    return see_other(f"/desk/offers/{offer_id}?done={action}")
