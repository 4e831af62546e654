"""`lotse offers search` and `check`: what could help somewhere, and what nobody has looked at for too long."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated, Any

import typer

from backend.cli.days import day_of
from backend.cli.offers import app
from backend.cli.offers_export import Where, stored
from backend.cli.output import FOUND, as_json, out
from backend.content.reading import jurisdictions
from backend.domain.offer_matching import Person, Suggestion, suggest
from backend.domain.offers import FIELDS_OF_ACTION, Offer, as_plain, is_stale
from backend.services.offers import check_of
from flows.errors import LotseError
from flows.places import load_places

Json = Annotated[bool, typer.Option("--json", help="One JSON object for programs.")]
On = Annotated[str | None, typer.Option("--on", help="The day, YYYY-MM-DD; default: today.")]


@app.command()
def search(
    plz: Annotated[str, typer.Option(help="Postcode or town of the home.")],
    field: Annotated[list[str] | None, typer.Option(help="Field of action, more than once; default: all.")] = None,
    lang: Annotated[str, typer.Option(help="Languages of the person, such as ar,de.")] = "",
    on: On = None,
    json: Json = False,
) -> None:
    """What the person would be told of: at most three a field, near first, with the reasons."""
    fields = _fields(field or list(FIELDS_OF_ACTION))
    person = _person(plz, tuple(filter(None, lang.split(","))))
    offers = [one.offer for one in asyncio.run(stored(person.jurisdiction))]
    found = suggest(offers, person, fields, day_of(on), load_places().point)
    if json:
        as_json({name: [_plain(one) for one in suggestions] for name, suggestions in found.items()})
        return
    for name, suggestions in found.items():
        out.print(f"[bold]{name}[/bold]")
        for one in suggestions:
            out.print(f"  {one.offer.id}: {one.offer.said('title', 'de')} – {one.offer.provider}", markup=False)
            far = "" if one.km is None else f", {one.km} km"
            out.print(f"    {one.offer.address or '–'} ({', '.join(one.why)}{far})", markup=False)
    if not found:
        out.print("Nothing fits.")


def _fields(given: list[str]) -> list[str]:
    if strange := [name for name in given if name not in FIELDS_OF_ACTION]:
        raise LotseError(
            "settings.invalid", names="field", problem=f"{strange[0]}: known: {', '.join(FIELDS_OF_ACTION)}"
        )
    return given


def _person(written: str, languages: tuple[str, ...]) -> Person:
    """Raises LotseError settings.invalid for a place that is not one of ours, or more than one."""
    found = load_places().find(written)
    places = {place.ags for place in found.places if place.ags}
    ours = [(key, ags) for key, one in jurisdictions().items() for ags in places & one.ags]
    if len(ours) != 1:
        raise LotseError("settings.invalid", names="plz", problem="one municipality of ours was expected")
    plz = next((place.plz for place in found.places if place.ags == ours[0][1]), None)
    return Person(ours[0][0], ours[0][1], languages, load_places().point(plz, ours[0][1]))


def _plain(found: Suggestion) -> dict[str, Any]:
    return {**as_plain(found.offer), "why": list(found.why), "km": found.km}


@app.command()
def check(jurisdiction: Where = None, on: On = None, json: Json = False) -> None:
    """Entries nobody has looked at for longer than their jurisdiction allows. Exit code 1 when there are any."""
    day = day_of(on)
    everything = asyncio.run(stored(jurisdiction))
    stale = [one.offer for one in everything if is_stale(one.offer, day, _most(one.offer, day))]
    if json:
        as_json({"offers": len(everything), "stale": [_overdue(one, day) for one in stale]})
    else:
        for one in stale:
            told = _overdue(one, day)
            out.print(f"{one.id}: last checked {told['checked_on']}, {told['days']} days ago (at most {told['most']})")
        out.print(f"{len(everything)} offers, {len(stale)} stale.")
    if stale:
        raise typer.Exit(FOUND)


def _overdue(offer: Offer, on: date) -> dict[str, Any]:
    days = (on - offer.checked_on).days
    return {"id": offer.id, "checked_on": offer.checked_on.isoformat(), "days": days, "most": _most(offer, on)}


def _most(offer: Offer, on: date) -> int:
    return check_of(jurisdictions(), offer.jurisdiction, on).days
