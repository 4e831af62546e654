"""Finding a place in what somebody wrote: a PLZ, a town, both, or a whole address."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from statistics import fmean

from flows.parsing.countries import countries
from flows.parsing.normalise import digits, fold, key
from flows.places.index import NameIndex, build
from flows.places.lead_words import LEADS, TRAILS
from flows.places.model import Place, PlaceResult
from flows.places.quarters import Quarters
from flows.places.tables import Tables

_PLZ = re.compile(r"(?<![\d])(\d{5})(?!\d)")
_COUNTRY_MARK = re.compile(r"\b(?:d|de)\s?-\s?(?=\d{5}(?!\d))", re.IGNORECASE)
_SPACED = re.compile(r"\d(?:[\s.\-]*\d){4}")
_PARTS = re.compile(r"[,;\n()/،؛]+")
LONGEST = 200  # characters in which a place is looked for
LISTED = 3  # names of a PLZ elsewhere that are said; the rest is an ellipsis


class Places:
    """All places in memory, immutable, safe to share. Build once with `flows.places.load_places()`."""

    def __init__(self, tables: Tables) -> None:
        self.municipalities = tables.municipalities
        self._tables = tables
        codes = _codes_by_town(tables)
        self._towns = {ags: Place(town.name, codes[ags], ags) for ags, town in tables.municipalities.items()}
        self._names: NameIndex = build(tables, self._towns)
        self._middles = _middles(tables)
        cities = {ags for ags, _, _ in tables.quarters}
        self._quarters = {ags: Quarters(row[1:] for row in tables.quarters if row[0] == ags) for ags in cities}

    def find(self, text: str) -> PlaceResult:
        """What place a text means. Never raises; an answer for any text."""
        text = _COUNTRY_MARK.sub(" ", digits(text[:LONGEST]))
        codes = tuple(dict.fromkeys(_PLZ.findall(text))) or _spaced(text)
        if not codes:
            return self._named(text)
        if len(codes) == 1:
            return self._coded(codes[0], _PLZ.sub(",", text))
        places = [place for code in codes for place in self._at(code)]
        return _result(places) if places else PlaceResult("unknown", plz=codes[0])

    def point(self, plz: str | None, ags: str | None = None) -> tuple[float, float] | None:
        """Latitude and longitude (WGS 84) of the middle of a PLZ; where it is unknown, of the municipality (the mean
        of its PLZ)."""
        if found := self._tables.points.get(plz or ""):
            return found
        return self._middles.get(ags or "")

    def bezirk(self, ags: str, quarter: str, *, errors: bool = True) -> str | None:
        """The Stadtbezirk of a Stadtteil, in the cities that route by it; itself, where that was named. `errors`: also
        with typing errors and in other scripts."""
        quarters = self._quarters.get(ags)
        if quarters is None:
            return None
        return quarters.bezirk(quarter) if errors else quarters.named(quarter)

    def quarters(self, ags: str) -> tuple[str, ...]:
        """The Stadtteile of a town that routes by them, in order; empty elsewhere."""
        return tuple(sorted(name for key, _, name in self._tables.quarters if key == ags))

    def _at(self, plz: str) -> tuple[Place, ...]:
        ours = tuple(Place(self.municipalities[ags].name, plz, ags) for ags in self._tables.plz.get(plz, ()))
        names = self._tables.elsewhere.get(plz, ())
        return (*ours, Place(_listed(names), plz)) if names else ours

    def _coded(self, plz: str, rest: str) -> PlaceResult:
        places = self._at(plz)
        if not places:
            return PlaceResult("bulk" if plz in self._tables.bulk else "unknown", plz=plz)
        meant = {place.ags: place for place in self._mentioned(rest) if place.ags}
        if not meant:
            return _result(places)
        both = [place for place in places if place.ags in meant]
        return _result(both or [*places, *meant.values()])

    def _mentioned(self, text: str) -> list[Place]:
        """Towns named anywhere beside a PLZ."""
        return [place for part in _parts(text) for place in self._names.exact(part)]

    def _named(self, text: str) -> PlaceResult:
        parts = [part for part in _parts(text) if not re.search(r"\d", part)]
        exact = (self._whole, self._in_parts, self._before_hyphen)
        for look in exact if countries().exact(key(text)) else (*exact, self._similar, self._by_ear):
            if found := look(parts):
                return _result(found)
        return PlaceResult("unknown")

    def _whole(self, parts: list[str]) -> list[Place]:
        return list(self._names.exact(" ".join(parts)))

    def _in_parts(self, parts: list[str]) -> list[Place]:
        return list(dict.fromkeys(place for part in parts for place in self._names.exact(part)))

    def _before_hyphen(self, parts: list[str]) -> list[Place]:
        """ "Lünen-Süd": a quarter we do not list, of a town that we do."""
        heads = [part.partition("-")[0] for part in parts if "-" in part]
        return [place for place in self._in_parts(heads) if place.ags]

    def _similar(self, parts: list[str]) -> list[Place]:
        """Typing errors; the name of a country is none ("Indien" is not Inden)."""
        return list(dict.fromkeys(place for part in _no_countries(parts) for place in self._names.similar(part)))

    def _by_ear(self, parts: list[str]) -> list[Place]:
        """ "Падерборн": a name as it sounds in another script."""
        return list(dict.fromkeys(place for part in _no_countries(parts) for place in self._names.by_ear(part)))


def _no_countries(parts: list[str]) -> list[str]:
    return [part for part in parts if not countries().exact(key(part))]


def _middles(tables: Tables) -> dict[str, tuple[float, float]]:
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for plz, owners in tables.plz.items():
        for ags in owners:
            points[ags].append(tables.points[plz])
    return {ags: (fmean(lat for lat, _ in found), fmean(lon for _, lon in found)) for ags, found in points.items()}


def _codes_by_town(tables: Tables) -> dict[str, str | None]:
    """The PLZ of each municipality that has exactly one."""
    codes: dict[str, list[str]] = defaultdict(list)
    for plz, owners in tables.plz.items():
        for ags in owners:
            codes[ags].append(plz)
    return {ags: found[0] if len(found) == 1 else None for ags, found in codes.items()}


def _spaced(text: str) -> tuple[str, ...]:
    """ "44 532": five digits written apart, and nothing else."""
    return ("".join(re.findall(r"\d", text)),) if _SPACED.fullmatch(text.strip()) else ()


def _parts(text: str) -> list[str]:
    """What stands between commas, without "I live in" before and "Germany" after."""
    return [bare for part in _PARTS.split(text) if (bare := _bare(part))]


def _bare(part: str) -> str:
    words = part.split()
    while len(words) > 1 and fold(words[0]).strip(".:") in LEADS:
        words.pop(0)
    while len(words) > 1 and fold(words[-1]) in TRAILS:
        words.pop()
    return " ".join(words)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:LISTED]) + (" …" if len(names) > LISTED else "")


def _result(places: Iterable[Place]) -> PlaceResult:
    found = tuple(dict.fromkeys(places))
    return PlaceResult(found[0].status if len(found) == 1 else "choices", found)
