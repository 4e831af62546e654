"""Which offers could help with a need: at most three, near first, each with the reasons why it stands there.

The order is a total one (the id decides last), so that the person and the case manager see the same list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import asin, cos, radians, sin, sqrt

from backend.domain.offers import Offer

Point = tuple[float, float]

MOST = 3
EARTH_KM = 6371.0
#: Kilometres within which a way is as good as another: then the language of the person weighs more.
BAND_KM = 5
#: After every band there can be: the way is not known.
_SOMEWHERE = 10_000
_TOWN, _KREIS, _ELSEWHERE = 0, 1, 2
_NEAR = {_TOWN: "same_town", _KREIS: "same_kreis", _ELSEWHERE: "elsewhere"}


@dataclass(frozen=True, slots=True)
class Person:
    """Who it is for. `ags`: of the home. `languages`: codes, the preferred first. `at`: latitude and longitude
    of about where the home is. `rechtskreise`: those that are thought of for this person."""

    jurisdiction: str
    ags: str | None
    languages: tuple[str, ...] = ()
    at: Point | None = None
    rechtskreise: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`why`: codes: same_town | same_kreis | elsewhere, then `language`, `bound`, `full`. `km`: as the crow
    flies, from the middle of one PLZ to the place or the middle of the other."""

    offer: Offer
    field: str
    why: tuple[str, ...]
    km: float | None = None


def suggest(
    offers: Iterable[Offer], person: Person, fields: Sequence[str], on: date, middle: Callable[[str], Point | None]
) -> dict[str, list[Suggestion]]:
    """Field -> up to `MOST` suggestions, for the fields in their order; fields nothing fits are left out.

    `middle`: the middle of a PLZ, for offers that give no coordinates.
    """
    fitting = [_told(offer, person, middle) for offer in offers if _fits(offer, person, on)]
    found = {name: _of(fitting, name) for name in fields}
    return {name: suggestions for name, suggestions in found.items() if suggestions}


def _fits(offer: Offer, person: Person, on: date) -> bool:
    here = not offer.ags or person.ags is None or person.ags in offer.ags
    return offer.jurisdiction == person.jurisdiction and here and offer.holds(on)


def _of(fitting: Sequence[Suggestion], name: str) -> list[Suggestion]:
    found = sorted((one for one in fitting if name in one.offer.fields), key=_rank)
    return [replace(one, field=name) for one in found[:MOST]]


def _rank(found: Suggestion) -> tuple[bool, bool, int, bool, float, str]:
    """Free before full, unbound before bound, near before far, the own language before others."""
    far = found.km if found.km is not None else float("inf")
    return "full" in found.why, "bound" in found.why, _band(found), "language" not in found.why, far, found.offer.id


def _band(found: Suggestion) -> int:
    """The own town is near whatever the way; then by the way; last what is at no known place, the own Kreis first."""
    if _NEAR[_TOWN] in found.why:
        return 0
    if found.km is not None:
        return 1 + int(found.km // BAND_KM)
    return _SOMEWHERE + (_NEAR[_KREIS] not in found.why)


def _told(offer: Offer, person: Person, middle: Callable[[str], Point | None]) -> Suggestion:
    why = [_NEAR[_tier(offer, person)]]
    if set(person.languages) & set(offer.languages):
        why.append("language")
    if offer.rechtskreis != "none" and offer.rechtskreis not in person.rechtskreise:
        why.append("bound")
    if offer.availability == "full":
        why.append("full")
    at = (offer.lat, offer.lon) if offer.lat is not None and offer.lon is not None else middle(offer.plz)
    return Suggestion(offer, "", tuple(why), _km(at, person.at) if at and person.at else None)


def _tier(offer: Offer, person: Person) -> int:
    if not offer.seat or not person.ags:
        return _ELSEWHERE
    return _TOWN if offer.seat == person.ags else _KREIS if offer.seat[:5] == person.ags[:5] else _ELSEWHERE


def _km(one: Point, other: Point) -> float:
    """Great circle."""
    (lat, lon), (to, far) = map(radians, one), map(radians, other)
    half = sin((to - lat) / 2) ** 2 + cos(lat) * cos(to) * sin((far - lon) / 2) ** 2
    return round(2 * EARTH_KM * asin(sqrt(half)), 1)
