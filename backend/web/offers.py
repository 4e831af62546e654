"""The offers directory at the desk: everybody of a jurisdiction reads it, its coordination approves and changes it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from backend.content.offer_sheets import known
from backend.domain.offer_columns import COLUMNS, column_of
from backend.domain.offer_records import Slip, read_record, record_of
from backend.domain.offers import AVAILABILITIES, FIELDS_OF_ACTION, RECHTSKREISE, STATES
from backend.domain.permissions import may_keep_offers
from backend.services import offers
from backend.services.offers import Wanted
from backend.web.desk import Seen, Submission, Submitted, Visit, see_other
from backend.web.route import DeskRoute
from flows.errors import LotseError

router = APIRouter(route_class=DeskRoute)

OfferId = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,60}$")]
Action = Annotated[str, Path(pattern=f"^({'|'.join(offers.ACTIONS)})$")]
#: What a page may say was just done.
DONE = (*offers.ACTIONS, "changed")
#: What the form does not offer: whose entry it is, and what the buttons beside it do.
FIXED = ("id", "jurisdiction", "state", "checked_on", "sample")
EDITABLE = tuple(name for name in COLUMNS if name not in FIXED)
CHOICES = {"availability": AVAILABILITIES, "rechtskreis": RECHTSKREISE}
LONG = frozenset({"text.de", "eligibility.de"})
FILTERS = ("text", "field", "state", "lang")
LONGEST = 100  # characters of a filter


@router.get("/desk/offers")
async def show_offers(request: Request, seen: Seen) -> Response:
    wanted = _wanted(request)
    today = seen.desk.now().date()
    found = await offers.list_offers(seen.desk.world, seen.session.staff, wanted)
    stale = {one.offer.id for one in found if offers.stale(seen.desk.world, one.offer, today)}
    check = offers.check_of(seen.desk.world.jurisdictions, seen.session.staff.jurisdiction, today)
    lists: dict[str, Any] = {"fields": FIELDS_OF_ACTION, "states": STATES}
    return seen.page("offers.html", wanted=wanted, found=found, stale=stale, check=check, **lists)


def _wanted(request: Request) -> Wanted:
    text, field, state, lang = (request.query_params.get(name, "")[:LONGEST] for name in FILTERS)
    return Wanted(text, field, state, lang, stale=request.query_params.get("stale") == "1")


@router.get("/desk/offers/{offer_id}")
async def show_offer(offer_id: OfferId, seen: Seen, done: str = "") -> Response:
    return await _shown(seen, offer_id, done=done if done in DONE else "")


async def _shown(
    seen: Visit, offer_id: str, slips: list[Slip] | None = None, record: dict[str, str] | None = None, done: str = ""
) -> Response:
    stored, history = await offers.read_offer(seen.desk.world, seen.session.staff, offer_id)
    form = {"names": EDITABLE, "choices": CHOICES, "long": LONG, "record": record or record_of(stored.offer)}
    return seen.page(
        "offer.html",
        422 if slips else 200,
        stored=stored,
        offer=stored.offer,
        history=history,
        stale=offers.stale(seen.desk.world, stored.offer, seen.desk.now().date()),
        keeps=may_keep_offers(seen.session.staff),
        actions=offers.ACTIONS,
        form=form,
        columns={name: column_of(name) for name in EDITABLE},
        slips=slips or [],
        done=done,
    )


@router.post("/desk/offers/{offer_id}")
async def change_offer(offer_id: OfferId, sent: Submitted) -> Response:
    world, staff = sent.desk.world, sent.session.staff
    if not may_keep_offers(staff):
        raise LotseError("desk.not_found")
    stored, _ = await offers.read_offer(world, staff, offer_id)
    record = record_of(stored.offer) | {name: sent.form[name].strip() for name in EDITABLE if name in sent.form}
    offer, slips = read_record(record, known())
    if offer is None:
        return await _shown(sent, offer_id, slips, record)
    await offers.change(world, staff, offer, _version(sent))
    return see_other(f"/desk/offers/{offer_id}?done=changed")


@router.post("/desk/offers/{offer_id}/{action}")
async def act_on_offer(offer_id: OfferId, action: Action, sent: Submitted) -> Response:
    await offers.act(sent.desk.world, sent.session.staff, offer_id, _version(sent), action)
    return see_other(f"/desk/offers/{offer_id}?done={action}")


def _version(sent: Submission) -> int:
    text = sent.form.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
