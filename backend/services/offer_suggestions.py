"""The offers suggested for one case: worked out in one place, so that the case manager sees what the person sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from backend.domain.offer_matching import Person, Suggestion, suggest
from backend.domain.offers import RECHTSKREISE
from backend.persistence.database import Connection
from backend.persistence.offers import approved_in
from flows.places import Places

MOST_FIELDS = 3  # the needs that weigh most; more would be a wall of text in a messenger


def suggested(
    conn: Connection,
    places: Places,
    content: Mapping[str, Any] | None,
    jurisdiction: str | None,
    home: Mapping[str, Any],
    languages: Sequence[str],
    on: date,
) -> dict[str, list[Suggestion]]:
    """Field of action -> offers, the greatest need first; an offer stands under the first need it fits.

    `content`: the report of the rules (`flows.rules.report`). `home`: where somebody lives, as answered.
    """
    if content is None or jurisdiction is None:
        return {}
    scores = {name: int(need["score"] or 0) for name, need in content["needs"].items()}
    fields = sorted((name for name, score in scores.items() if score), key=lambda name: -scores[name])
    spoken_of = frozenset(one["to"] for one in content["referrals"] if one["reviewed"]) & frozenset(RECHTSKREISE)
    ags, plz = home.get("ags"), home.get("plz")
    person = Person(jurisdiction, ags, tuple(languages), places.point(plz, ags), spoken_of)
    return _once(suggest(approved_in(conn, jurisdiction), person, fields, on, places.point))


def _once(found: Mapping[str, list[Suggestion]]) -> dict[str, list[Suggestion]]:
    told: set[str] = set()
    left: dict[str, list[Suggestion]] = {}
    for name, suggestions in found.items():
        new = [one for one in suggestions if one.offer.id not in told]
        if new and len(left) < MOST_FIELDS:
            left[name] = new
            told |= {one.offer.id for one in new}
    return left
