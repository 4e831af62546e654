"""From what is known of a place to the team: postcode, town, Stadtteil and day in any combination.

Nothing is guessed: what may be two towns, or lacks the Stadtteil that decides, is asked. The answer says in a code with
values why; the sentence is made of the desk's texts (`desk.route.<code>`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from backend.domain.jurisdictions import Jurisdiction
from backend.domain.routing import Route, responsible, route
from flows.parsing.normalise import digits
from flows.places import Place, Places

Status = Literal["assigned", "ask", "outside", "bulk", "unknown"]
_KEY = re.compile(r"\d{7,8}|\d{11,12}")
_MARK = re.compile(r"^\s*(?:d|de)\s?-?\s*(?=\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known. `plz` as written; `place` a town; `district` a Stadtteil or Stadtbezirk; `ags` the key of a
    municipality, taken for the town."""

    on: date
    plz: str | None = None
    place: str | None = None
    district: str | None = None
    ags: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`ask`: what to choose from; `code` and `values`: why."""

    status: Status
    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    ags: str | None = None
    municipality: str | None = None
    jurisdiction: str | None = None
    region: str | None = None
    team: str | None = None
    ask: tuple[str, ...] = ()


def locate(asked: Asked, places: Places, jurisdictions: Mapping[str, Jurisdiction]) -> Answer:
    """The team for a place, or what is still to be asked. Never raises for any text."""
    found = _place(asked, places)
    if isinstance(found, Answer):
        return found
    if found.ags is None:
        return Answer("outside", "elsewhere", {"town": found.name}, municipality=found.name)
    return _team(found, asked, places, jurisdictions)


# --- the municipality -------------------------------------------------------------------------------------------------


def _place(asked: Asked, places: Places) -> Place | Answer:
    plz = _MARK.sub("", digits(asked.plz or "")).strip()
    town = (asked.place or "").strip()
    key = digits(asked.ags or town).strip()
    if asked.ags or _KEY.fullmatch(key):
        return _by_key(key, plz, places)
    if not plz:
        return _named(town or (asked.district or "").strip(), places)
    plz = re.sub(r"[\s.\-]", "", plz)
    plz = plz.zfill(5) if re.fullmatch(r"\d{4}", plz) else plz  # "1067": the zero of 01067 got lost
    if not re.fullmatch(r"\d{5}", plz):
        return Answer("unknown", "no_plz", {"plz": asked.plz or ""})
    found = places.find(plz)
    if not found.places:
        return Answer("bulk" if found.status == "bulk" else "unknown", f"plz_{found.status}", {"plz": plz})
    return _both(found.places, plz, town, places)


def _by_key(key: str, plz: str, places: Places) -> Place | Answer:
    """A municipality key, also without the zero that spreadsheets eat; the 12 digits of the regional key."""
    whole = key.zfill(12 if len(key) > 8 else 8) if _KEY.fullmatch(key) else key
    ags = whole[:5] + whole[9:] if len(whole) == 12 else whole
    municipality = places.municipalities.get(ags)
    if municipality is None:
        return Answer("unknown", "no_ags", {"ags": key})
    owners = {place.ags for place in places.find(plz).places} if plz else {ags}
    if ags not in owners:
        return Answer("unknown", "contradiction", {"plz": plz, "town": municipality.name})
    return Place(municipality.name, plz or None, ags)


def _named(town: str, places: Places) -> Place | Answer:
    if not town:
        return Answer("unknown", "nothing")
    found = places.find(town)
    if found.status == "bulk":
        return Answer("bulk", "plz_bulk", {"plz": found.plz or ""})
    if not found.places:
        return Answer("unknown", "no_town", {"town": town})
    return found.places[0] if len(found.places) == 1 else _which(found.places, "which_town", {"town": town})


def _both(coded: Sequence[Place], plz: str, town: str, places: Places) -> Place | Answer:
    """The town settles a postcode of several; a town elsewhere than the postcode is asked back."""
    meant = places.find(town).places if town else ()
    agreed = [place for place in coded if any(_same(place, other) for other in meant)]
    if len(agreed or coded) == 1 and (agreed or not meant):
        return (agreed or list(coded))[0]
    if agreed or not meant:
        return _which(agreed or coded, "shared_plz", {"plz": plz})
    return _which([*coded, *meant], "contradiction", {"plz": plz, "town": town})


def _same(one: Place, other: Place) -> bool:
    return one.ags == other.ags if one.ags or other.ags else other.name in one.name or one.name in other.name


def _which(places: Sequence[Place], code: str, values: Mapping[str, str]) -> Answer:
    return Answer("ask", code, values, ask=tuple(dict.fromkeys(place.name for place in places)))


# --- the team ---------------------------------------------------------------------------------------------------------


def _team(place: Place, asked: Asked, places: Places, jurisdictions: Mapping[str, Jurisdiction]) -> Answer:
    ags, district = place.ags or "", (asked.district or asked.place or "").strip()
    known = responsible(ags, jurisdictions)
    values = {"town": place.name}
    if known is None:
        return Answer("outside", "not_ours", values, ags, place.name)
    bezirk = _bezirk(ags, asked, places)
    flow_value = district if any(district in region.districts for region in known.regions) else None
    way = route(ags, flow_value, jurisdictions, asked.on, bezirk)
    if not way.teams:
        return _nobody(way, known, asked, values, ags, place.name)
    if known.by_district and way.region is None:
        code = "no_district" if asked.district else "which_district"
        values |= {"district": asked.district or ""}
        return Answer("ask", code, values, ags, place.name, known.key, ask=places.quarters(ags))
    return _assigned(way, known, place, bezirk)


def _bezirk(ags: str, asked: Asked, places: Places) -> str | None:
    """Also when the Stadtteil stands beside the town, "Leverkusen-Opladen"; there only where it is written right."""
    if asked.district and (found := places.bezirk(ags, asked.district)):
        return found
    beside = asked.district or asked.place or ""
    parts = (beside, *re.split(r"[\s,;/()\-]+", beside))
    return next((bezirk for part in parts if part and (bezirk := places.bezirk(ags, part, errors=False))), None)


def _nobody(
    way: Route, known: Jurisdiction, asked: Asked, values: Mapping[str, str], ags: str, municipality: str
) -> Answer:
    if way.reason == "no_team":
        return Answer("unknown", "no_team", values, ags, municipality, known.key)
    bound = known.period.start if way.reason == "too_early" else known.period.until
    days = {"on": _day(asked.on), "bound": _day(bound or asked.on), "jurisdiction": known.name}
    return Answer("outside", way.reason, {**values, **days}, ags, municipality)


def _assigned(way: Route, known: Jurisdiction, place: Place, bezirk: str | None) -> Answer:
    values = {"town": place.name}
    region = known.region(way.region)
    team = next(team for team in known.teams if team.key == way.teams[0])
    told = {**values, "team": team.name, "jurisdiction": known.name, "region": region.name if region else known.name}
    code = "by_jurisdiction" if region is None or region.name in (place.name, known.name) else "by_region"
    code = "by_district" if known.by_district else code
    if bezirk is not None and code != "by_district":
        code, told["bezirk"] = "by_jurisdiction_bezirk", bezirk
    return Answer("assigned", code, told, way.ags, place.name, known.key, way.region, team.key)


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"
