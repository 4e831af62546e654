"""Reads the place tables that come with the package (`data/`, sources in `data/SOURCES.txt`)."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from flows.places.model import Municipality


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables as they are. `plz`: PLZ -> AGS of every municipality it touches; `elsewhere`: PLZ -> names."""

    municipalities: Mapping[str, Municipality]
    plz: Mapping[str, tuple[str, ...]]
    elsewhere: Mapping[str, tuple[str, ...]]
    bulk: Mapping[str, str]  # PLZ -> district
    quarters: tuple[tuple[str, str, str], ...]  # AGS, Stadtbezirk, Stadtteil
    aliases: tuple[tuple[str, str], ...]  # AGS, name in another script
    points: Mapping[str, tuple[float, float]]  # PLZ of the state -> latitude, longitude of its middle


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("flows.places").joinpath("data", name).read_text("utf-8")
    return iter(csv.DictReader(text.splitlines()))


def _grouped(name: str, by: str, value: str) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for row in _rows(name):
        groups[row[by]].append(row[value])
    return {group: tuple(values) for group, values in groups.items()}


def read_tables() -> Tables:
    return Tables(
        municipalities={row["ags"]: Municipality(**row) for row in _rows("municipalities.csv")},
        plz=_grouped("plz.csv", "plz", "ags"),
        elsewhere={row["plz"]: tuple(row["names"].split("|")) for row in _rows("plz_elsewhere.csv")},
        bulk={row["plz"]: row["kreis"] for row in _rows("plz_bulk.csv")},
        quarters=tuple((row["ags"], row["bezirk"], row["quarter"]) for row in _rows("quarters.csv")),
        aliases=tuple((row["ags"], row["alias"]) for row in _rows("aliases.csv")),
        points={row["plz"]: (float(row["lat"]), float(row["lon"])) for row in _rows("plz_points.csv")},
    )
