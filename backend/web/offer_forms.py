"""Filling in an offer at the desk: a new one, its details, and its texts in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import Response

from backend.content.offer_sheets import known
from backend.domain.offer_columns import COLUMNS, column_of
from backend.domain.offer_records import Slip, read_record, record_of
from backend.domain.offer_texts import GERMAN, spoken
from backend.domain.offers import AVAILABILITIES, DRAFT, FIELDS_OF_ACTION, RECHTSKREISE, Offer
from backend.domain.permissions import may_keep_offers
from backend.services import offer_editing, offers
from backend.services.world import World
from backend.web.desk import Seen, Submission, Submitted, Visit, see_other
from backend.web.route import DeskRoute
from flows.days import day_of
from flows.errors import LotseError
from flows.parsing.normalise import tokens
from locales.languages import OFFERED, language

router = APIRouter(route_class=DeskRoute)

OfferId = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,60}$")]
Code = Annotated[str, Path(pattern=r"^[a-z]{2,3}(-[a-z]+)?$")]
#: What the form does not offer: whose entry it is, what the buttons do, and what follows from the address.
FIXED = ("id", "jurisdiction", "state", "checked_on", "sample", "seat")
EDITABLE = tuple(name for name in COLUMNS if name not in FIXED)
CHOICES = {"availability": AVAILABILITIES, "rechtskreis": RECHTSKREISE}
LONG = frozenset({"text", "eligibility"})
DAYS = frozenset({"valid_from", "valid_to"})
ADDRESS = ("plz", "town")
LONGEST_ID = 50


def form_of(seen: Visit, record: Mapping[str, str], slips: Sequence[Slip] = (), names: Sequence[str] = EDITABLE) -> Any:
    """What `offer/form.html` needs. `record`: column -> text, as it was sent or as it is."""
    world, key = seen.desk.world, seen.session.staff.jurisdiction
    return {
        "names": names,
        "columns": {name: column_of(name) for name in (*names, "id")},
        "record": record,
        "choices": CHOICES,
        "ticks": {"fields": [(name, None) for name in FIELDS_OF_ACTION], "ags": _towns(world, key)},
        "long": [name for name in names if name.partition(".")[0] in LONG],
        "days": DAYS,
        "slips": slips,
        "wrong": {slip.column for slip in slips},
    }


def _towns(world: World, key: str) -> list[tuple[str, str]]:
    """AGS and name of the municipalities of a jurisdiction, by name."""
    ours = world.jurisdictions[key].ags if key in world.jurisdictions else frozenset()
    return sorted(((ags, world.places.municipalities[ags].name) for ags in ours), key=lambda one: one[1])


def keeper(seen: Visit) -> None:
    """Raises LotseError desk.not_found for whoever does not keep the directory."""
    if not may_keep_offers(seen.session.staff):
        raise LotseError("desk.not_found")


def version_of(sent: Submission) -> int:
    """The version the form was made from; -1, which none has, for anything else."""
    text = sent.form.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def filled(sent: Submission, before: Mapping[str, str], names: Sequence[str] = EDITABLE) -> dict[str, str]:
    """The record as the form leaves it: what it did not show stays. A group of ticks says that it was shown."""
    record = {**before, **{name: sent.form[name].strip() for name in names if name in sent.form}}
    ticks = {"fields": FIELDS_OF_ACTION, "ags": [ags for ags, _ in _towns(sent.desk.world, _key(sent))]}
    for name, values in ticks.items():
        if f"{name}.shown" in sent.form:
            record[name] = " ".join(value for value in values if f"{name}.{value}" in sent.form)
    if any(record.get(name) != before.get(name) for name in ADDRESS):
        record["seat"] = ""  # it follows from the new address
    return record


def _key(seen: Visit) -> str:
    return seen.session.staff.jurisdiction


# --- a new one --------------------------------------------------------------------------------------------------------


@router.get("/desk/new-offer")
async def show_new(seen: Seen) -> Response:
    keeper(seen)
    return _new(seen, {})


def _new(seen: Visit, record: Mapping[str, str], slips: Sequence[Slip] = ()) -> Response:
    return seen.page("offer/new.html", 422 if slips else 200, form=form_of(seen, record, slips))


@router.post("/desk/new-offer")
async def add_offer(sent: Submitted) -> Response:
    keeper(sent)
    given = sent.form.get("id", "").strip()
    today = day_of(sent.desk.now()).isoformat()
    fixed = {"jurisdiction": _key(sent), "state": DRAFT, "checked_on": today}
    record = {**filled(sent, {}), "id": given or _id_from(sent.form.get("title.de", "")), **fixed}
    offer, slips = read_record(record, known())
    shown = {**record, "id": given}
    if offer is None:
        return _new(sent, shown, slips)
    made = await offer_editing.create(sent.desk.world, sent.session.staff, offer, numbered=not given)
    if made is None:
        return _new(sent, shown, [Slip("id", "taken", "another offer has it")])
    return see_other(f"/desk/offers/{made}?done=added")


def _id_from(title: str) -> str:
    """Small letters, digits and hyphens: `sprachcafe-fuer-anfaenger`."""
    plain = [word for word in tokens(title) if word.isascii() and word.isalnum()]
    return "-".join(plain)[:LONGEST_ID].strip("-") or "angebot"


# --- its details ------------------------------------------------------------------------------------------------------


@router.get("/desk/edit-offer/{offer_id}")
async def show_edit(offer_id: OfferId, seen: Seen) -> Response:
    keeper(seen)
    return await _edit(seen, offer_id)


async def _edit(
    seen: Visit, offer_id: str, record: Mapping[str, str] | None = None, slips: Sequence[Slip] = ()
) -> Response:
    stored, _ = await offers.read_offer(seen.desk.world, seen.session.staff, offer_id)
    form = form_of(seen, record or record_of(stored.offer), slips)
    return seen.page("offer/edit.html", 422 if slips else 200, stored=stored, offer=stored.offer, form=form)


@router.post("/desk/offers/{offer_id}")
async def change_offer(offer_id: OfferId, sent: Submitted) -> Response:
    keeper(sent)
    stored, _ = await offers.read_offer(sent.desk.world, sent.session.staff, offer_id)
    record = filled(sent, record_of(stored.offer))
    offer, slips = read_record(record, known())
    if offer is None:
        return await _edit(sent, offer_id, record, slips)
    await offer_editing.change(sent.desk.world, sent.session.staff, offer, version_of(sent))
    return see_other(f"/desk/offers/{offer_id}?done=changed")


# --- its texts in a language ------------------------------------------------------------------------------------------


@router.get("/desk/offers/{offer_id}/texts/{code}")
async def show_texts(offer_id: OfferId, code: Code, seen: Seen) -> Response:
    keeper(seen)
    return await _texts(seen, offer_id, code)


async def _texts(
    seen: Visit, offer_id: str, code: str, record: Mapping[str, str] | None = None, slips: Sequence[Slip] = ()
) -> Response:
    stored, _ = await offers.read_offer(seen.desk.world, seen.session.staff, offer_id)
    names = _names(stored.offer, code)
    form = form_of(seen, record or record_of(stored.offer), slips, names)
    values = {"stored": stored, "offer": stored.offer, "form": form, "told": language(code)}
    return seen.page("offer/texts.html", 422 if slips else 200, **values)


def _names(offer: Offer, code: str) -> list[str]:
    """The columns of a language. Raises LotseError desk.not_found for German and for unknown ones."""
    if code == GERMAN or code not in OFFERED:
        raise LotseError("desk.not_found")
    return [f"{part}.{code}" for part in spoken(offer)]


@router.post("/desk/offers/{offer_id}/texts/{code}")
async def change_texts(offer_id: OfferId, code: Code, sent: Submitted) -> Response:
    keeper(sent)
    stored, _ = await offers.read_offer(sent.desk.world, sent.session.staff, offer_id)
    names = _names(stored.offer, code)
    record = filled(sent, record_of(stored.offer), names)
    offer, slips = read_record(record, known())
    if offer is None:
        return await _texts(sent, offer_id, code, record, slips)
    same = replace(stored.offer, title=offer.title, text=offer.text, eligibility=offer.eligibility)
    await offer_editing.change(sent.desk.world, sent.session.staff, same, version_of(sent))
    return see_other(f"/desk/offers/{offer_id}?done=changed")
