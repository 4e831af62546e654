"""Which offers could help with a need: at most three, near first, each with the reasons why it stands there.

The order is a total one (the id decides last), so that the person and the case manager see the same list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import asin, cos, radians, sin, sqrt

from backend.domain.offers import Offer

MOST = 3
EARTH_KM = 6371.0
_TOWN, _KREIS, _ELSEWHERE = 0, 1, 2
_NEAR = {_TOWN: "same_town", _KREIS: "same_kreis", _ELSEWHERE: "elsewhere"}


@dataclass(frozen=True, slots=True)
class Person:
    """Who it is for. `ags`: of the home. `languages`: codes, the preferred first. `at`: latitude and longitude of the
    home, where known. `rechtskreise`: those that are thought of for this person."""

    jurisdiction: str
    ags: str | None
    languages: tuple[str, ...] = ()
    at: tuple[float, float] | None = None
    rechtskreise: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`why`: codes: same_town | same_kreis | elsewhere, then `language`, `bound`, `full`. `km`: as the crow flies."""

    offer: Offer
    field: str
    why: tuple[str, ...]
    km: float | None = None


def suggest(offers: Iterable[Offer], person: Person, fields: Sequence[str], on: date) -> dict[str, list[Suggestion]]:
    """Field -> up to `MOST` suggestions, for the fields in their order; fields nothing fits are left out."""
    fitting = [offer for offer in offers if _fits(offer, person, on)]
    found = {name: _of(fitting, person, name) for name in fields}
    return {name: suggestions for name, suggestions in found.items() if suggestions}


def _fits(offer: Offer, person: Person, on: date) -> bool:
    here = not offer.ags or person.ags is None or person.ags in offer.ags
    return offer.jurisdiction == person.jurisdiction and here and offer.holds(on)


def _of(fitting: Sequence[Offer], person: Person, name: str) -> list[Suggestion]:
    return sorted((_told(offer, person, name) for offer in fitting if name in offer.fields), key=_rank)[:MOST]


def _rank(found: Suggestion) -> tuple[bool, bool, int, bool, float, str]:
    """Free before full, unbound before bound, near before far, the own language before others."""
    tier = next(tier for tier, code in _NEAR.items() if code in found.why)
    far = found.km if found.km is not None else float("inf")
    return "full" in found.why, "bound" in found.why, tier, "language" not in found.why, far, found.offer.id


def _told(offer: Offer, person: Person, name: str) -> Suggestion:
    why = [_NEAR[_tier(offer, person)]]
    if set(person.languages) & set(offer.languages):
        why.append("language")
    if offer.rechtskreis != "none" and offer.rechtskreis not in person.rechtskreise:
        why.append("bound")
    if offer.availability == "full":
        why.append("full")
    return Suggestion(offer, name, tuple(why), _km(offer, person))


def _tier(offer: Offer, person: Person) -> int:
    if not offer.seat or not person.ags:
        return _ELSEWHERE
    return _TOWN if offer.seat == person.ags else _KREIS if offer.seat[:5] == person.ags[:5] else _ELSEWHERE


def _km(offer: Offer, person: Person) -> float | None:
    """Great circle; None unless both places are known."""
    if person.at is None or offer.lat is None or offer.lon is None:
        return None
    (lat, lon), (other, far) = map(radians, person.at), map(radians, (offer.lat, offer.lon))
    half = sin((other - lat) / 2) ** 2 + cos(lat) * cos(other) * sin((far - lon) / 2) ** 2
    return round(2 * EARTH_KM * asin(sqrt(half)), 1)
