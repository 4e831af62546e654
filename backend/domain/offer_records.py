"""One line of a table -> an offer, or everything that is wrong with it, for whoever filled the table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from backend.domain.offer_columns import COLUMNS, SPOKEN, Column, column_of
from backend.domain.offers import Offer
from flows.places import Places
from flows.problems import nearest

#: A spreadsheet runs a cell that begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_PHONE = re.compile(r"\+[0-9 ()/-]+")
_NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?")
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Known:
    """`jurisdictions`: key -> its AGS. `is_ags`: whether a municipality has this key. `seat`: the AGS of an address of
    PLZ and town, empty where it cannot be told."""

    jurisdictions: Mapping[str, frozenset[str]]
    is_ags: Callable[[str], bool]
    seat: Callable[[str, str], str] = lambda plz, town: ""


def seat_in(places: Places) -> Callable[[str, str], str]:
    """The municipality of a PLZ, or of those that share it the one the address names."""

    def seat(plz: str, town: str) -> str:
        found = [place for place in places.find(plz).places if place.ags]
        named = [place for place in found if place.name.casefold() == town.casefold()]
        meant = named or found
        return str(meant[0].ags) if len(meant) == 1 else ""

    return seat


@dataclass(frozen=True, slots=True)
class Slip:
    """`code`: formula | missing | value | too_long | day | ags_zero | ags_unknown | ags_elsewhere | jurisdiction |
    order | coordinates | hidden."""

    column: str
    code: str
    message: str


def read_record(record: Mapping[str, str], known: Known) -> tuple[Offer | None, list[Slip]]:
    """`record`: column name -> text. An offer when there are no slips. A missing seat follows from the address."""
    given = {name: text.strip(" \n") for name, text in record.items() if text.strip()}
    slips = [Slip(name, "missing", "must be filled") for name, one in COLUMNS.items() if one.required
             and name not in given]  # fmt: skip
    for name, text in given.items():
        slips += _cell(column_of(name), text)
    if slips:
        return None, slips
    if "seat" not in given and (seat := known.seat(given.get("plz", ""), given.get("town", ""))):
        given["seat"] = seat
    values, slips = _values(given)
    slips += _places(values, known)
    return (None, slips) if slips else (Offer(**values), [])


def _cell(column: Column, text: str) -> list[Slip]:
    """What can be said of a cell alone."""
    name = column.name
    if text.startswith(FORMULA) and not _harmless(name, text):
        return [Slip(name, "formula", "begins like a formula (= + - @)")]
    if _HIDDEN.search(text):
        return [Slip(name, "hidden", "holds characters nobody can see")]
    if len(text) > column.longest:
        return [Slip(name, "too_long", f"{len(text)} characters, at most {column.longest}")]
    parts = _parts(text) if column.several else [text]
    return [slip for part in parts for slip in _part(column, part)]


def _harmless(name: str, text: str) -> bool:
    """+49 … and -1.5 are what they look like."""
    return (name == "phone" and bool(_PHONE.fullmatch(text))) or (
        name in ("lat", "lon") and bool(_NUMBER.fullmatch(text))
    )


def _parts(text: str) -> list[str]:
    return re.split(r"[\s,;|]+", text.strip(" ,;|"))


def _part(column: Column, part: str) -> list[Slip]:
    name = column.name
    if column.values and part not in column.values:
        near = nearest(part, column.values)
        hint = f"; did you mean '{near}'?" if near else ""
        return [Slip(name, "value", f"'{part[:40]}' is none of: {', '.join(column.values)}{hint}")]
    if name in ("ags", "seat") and re.fullmatch(r"[0-9]{7}", part):
        return [Slip(name, "ags_zero", f"'{part}' has seven digits: did the sheet drop the zero of 0{part}?")]
    if column.pattern and not re.fullmatch(column.pattern, part):
        return [Slip(name, "value", f"'{part[:40]}' does not look as expected ({column.hint or column.heading})")]
    return []


def _values(given: Mapping[str, str]) -> tuple[dict[str, Any], list[Slip]]:
    slips: list[Slip] = []
    values: dict[str, Any] = {part: {} for part in SPOKEN}
    for name, text in given.items():
        part, _, lang = name.partition(".")
        if lang:
            values[part][lang] = text
        elif name in ("valid_from", "valid_to", "checked_on"):
            values[name] = _day(text)
            if values[name] is None:
                slips.append(Slip(name, "day", f"'{text[:20]}' is no day such as 2026-01-31 or 31.01.2026"))
        else:
            values[name] = _native(name, text)
    return values, slips or _belong_together(values)


def _native(name: str, text: str) -> Any:
    if COLUMNS[name].several:
        return tuple(dict.fromkeys(_parts(text)))
    if name in ("lat", "lon"):
        return float(text.replace(",", "."))
    return text == "yes" if name == "sample" else text


def _day(text: str) -> date | None:
    try:
        if found := _GERMAN_DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _belong_together(values: Mapping[str, Any]) -> list[Slip]:
    first, last = values.get("valid_from"), values.get("valid_to")
    slips = []
    if first and last and last < first:
        slips.append(Slip("valid_to", "order", f"{last} is before valid_from {first}"))
    lat, lon = values.get("lat"), values.get("lon")
    if (lat is None) != (lon is None):
        slips.append(Slip("lat" if lat is None else "lon", "coordinates", "lat and lon are given both or not at all"))
    elif lat is not None and lon is not None and not (abs(lat) <= 90 and abs(lon) <= 180):
        slips.append(Slip("lat", "coordinates", "no place on earth"))
    return slips


def _places(values: Mapping[str, Any], known: Known) -> list[Slip]:
    key = values.get("jurisdiction", "")
    if key not in known.jurisdictions:
        near = nearest(key, known.jurisdictions)
        return [
            Slip("jurisdiction", "jurisdiction", f"'{key}' is unknown" + (f"; did you mean '{near}'?" if near else ""))
        ]
    own = known.jurisdictions[key]
    slips = [Slip("ags", "ags_elsewhere", f"{ags} does not belong to {key}") for ags in values.get("ags", ())
             if known.is_ags(ags) and ags not in own]  # fmt: skip
    named = [("ags", ags) for ags in values.get("ags", ())] + [
        ("seat", values[name]) for name in ("seat",) if name in values
    ]
    slips += [
        Slip(name, "ags_unknown", f"no municipality has the key {ags}") for name, ags in named if not known.is_ags(ags)
    ]
    return slips


def record_of(offer: Offer) -> dict[str, str]:
    """The other way: column name -> text, as `read_record` takes it."""
    spoken = {f"{part}.{lang}": text for part in SPOKEN for lang, text in getattr(offer, part).items()}
    plain = {name: _text(getattr(offer, name)) for name in COLUMNS if "." not in name}
    return {name: text for name, text in {**plain, **spoken}.items() if text}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, tuple):
        return " ".join(value)
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
