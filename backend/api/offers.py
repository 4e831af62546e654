"""`/v1/offers`: the offers directory for programs. Only what is approved and valid today; an `ETag` spares the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import Field

from backend.api.routes import WorldOf
from backend.api.signed import SignedRoute
from backend.domain.offers import AVAILABILITIES, FIELDS_OF_ACTION, RECHTSKREISE, Offer
from backend.services.offer_listing import list_open, read_open
from backend.services.offers import Wanted
from flows.protocol import Wire, WireError

REFUSALS: dict[int | str, dict[str, Any]] = {status: {"model": WireError} for status in (401, 404, 422, 503)}
UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: {"description": "Nothing has changed since the `ETag` in `If-None-Match`"}
}
router = APIRouter(prefix="/v1", route_class=SignedRoute, responses={**REFUSALS, **UNCHANGED})


def _one_of(values: Sequence[str]) -> Any:
    return Field(pattern=f"^({'|'.join(values)})$", json_schema_extra={"enum": list(values)})


FieldOfAction = Annotated[str, _one_of(FIELDS_OF_ACTION)]
Rechtskreis = Annotated[str, _one_of(RECHTSKREISE)]
Availability = Annotated[str, _one_of(AVAILABILITIES)]
OFFER_ID, JURISDICTION = r"^[a-z0-9-]{1,60}$", r"^[a-z][a-z0-9-]{0,31}$"
MOST = 200
#: May be kept, but is asked for again each time: an entry can be withdrawn any moment.
FRESH = {"Cache-Control": "private, no-cache"}


class OfferQuery(Wire):
    """The filters; without any: every offer of every jurisdiction. An unknown one is refused, not ignored."""

    jurisdiction: str | None = Field(None, pattern=JURISDICTION, description="Key, such as `kreis-unna`")
    place: str | None = Field(None, pattern=r"^([0-9]{5}|[0-9]{8})$", description="PLZ or AGS of the home")
    field: FieldOfAction | None = Field(None, description="Field of action")
    rechtskreis: Rechtskreis | None = Field(None, description="Bound to this one or to none; `none`: to none")
    spoken: str | None = Field(None, pattern=r"^[a-z]{2,3}(-[a-z]+)?$", description="Code of a language spoken there")
    text: str | None = Field(None, max_length=100, description="Words that all stand in the entry, in any language")
    after: str | None = Field(None, pattern=OFFER_ID, description="`next` of the page before")
    limit: int = Field(50, ge=1, le=MOST, description="Offers on a page")


class OfferOut(Wire):
    """An offer. Texts by language, German always there; whatever nobody filled in is empty."""

    id: str
    jurisdiction: str
    provider: str
    title: dict[str, str]
    text: dict[str, str]
    eligibility: dict[str, str]
    fields: list[FieldOfAction]
    ags: list[str] = Field(description="Municipalities it is for; empty: all of the jurisdiction")
    address: str = Field(description="In one line")
    street: str
    plz: str
    town: str
    seat: str = Field(description="AGS of the address")
    lat: float | None = Field(description="Degrees, WGS 84")
    lon: float | None
    opening: str
    availability: Availability
    rechtskreis: Rechtskreis
    languages: list[str] = Field(description="Codes of the languages spoken there")
    costs: str
    phone: str
    email: str
    website: str
    valid_from: date | None
    valid_to: date | None
    checked_on: date = Field(description="When somebody last looked whether it is still right")
    sample: bool = Field(description="Made up")


class OfferPage(Wire):
    offers: list[OfferOut]
    total: int = Field(description="Offers on all pages")
    next: str | None = Field(description="`after` of the next page; null on the last")


def _out(offer: Offer) -> OfferOut:
    return OfferOut(**{name: _plain(getattr(offer, name)) for name in OfferOut.model_fields})


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _answer(body: Wire, known: str | None) -> Response:
    """The body, or 304 where the caller has it already."""
    content = body.model_dump_json().encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, **FRESH}
    held = [one.strip().removeprefix("W/") for one in (known or "").split(",")]
    if tag in held or held == ["*"]:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/json", headers=headers)


Known = Annotated[str | None, Header(alias="if-none-match", max_length=1000)]


@router.get("/offers", summary="Offers that people may be told of, in order of their ids", response_model=OfferPage)
async def get_offers(world: WorldOf, asked: Annotated[OfferQuery, Query()], known: Known = None) -> Response:
    """`404 screen.jurisdiction`, `422 offer.place`: a jurisdiction or a place nobody knows."""
    wanted = Wanted(asked.text or "", asked.field or "", lang=asked.spoken or "", rechtskreis=asked.rechtskreis or "")
    found = await list_open(
        world,
        wanted,
        jurisdiction=asked.jurisdiction or "",
        place=asked.place or "",
        after=asked.after or "",
        limit=asked.limit,
    )
    page = OfferPage(offers=[_out(offer) for offer in found.offers], total=found.total, next=found.after)
    return _answer(page, known)


@router.get("/offers/{offer_id}", summary="One offer that people may be told of", response_model=OfferOut)
async def get_offer(
    world: WorldOf,
    offer_id: Annotated[str, Path(pattern=OFFER_ID)],
    jurisdiction: Annotated[str | None, Query(pattern=JURISDICTION, description="One of another is unknown")] = None,
    known: Known = None,
) -> Response:
    """`404 offer.unknown`: none, one that is not approved or not valid today, one of another jurisdiction."""
    return _answer(_out(await read_open(world, offer_id, jurisdiction=jurisdiction or "")), known)
