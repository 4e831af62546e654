"""The offers directory as tables, in and out: a report line by line of what comes in, the template municipalities fill,
and the JSON schema of an entry.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from backend.content.grids import Limits, read_grid
from backend.content.reading import jurisdictions
from backend.domain.offer_columns import COLUMNS, Column, column_named
from backend.domain.offer_records import FORMULA, Known, Slip, read_record, record_of, seat_in
from backend.domain.offers import Offer
from flows.errors import LotseError
from flows.places import load_places
from flows.problems import nearest
from flows.rules.sheet import Grid

LIMITS = Limits(rows=5_000, columns=120)
_MARK = "'"  # what a spreadsheet puts before a text that only looks like a formula


@dataclass(frozen=True, slots=True)
class Line:
    """`number` as the spreadsheet counts; `offer` None where there are slips."""

    number: int
    id: str
    offer: Offer | None
    slips: tuple[Slip, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`head`: slips of the headings, which spoil the whole table."""

    head: tuple[Slip, ...]
    lines: tuple[Line, ...]

    @property
    def offers(self) -> list[Offer]:
        return [line.offer for line in self.lines if line.offer is not None]

    @property
    def wrong(self) -> int:
        """Lines with slips."""
        return sum(1 for line in self.lines if line.slips)

    @property
    def right(self) -> bool:
        return not self.head and not self.wrong


def read_offers(path: Path) -> Sheet:
    """Raises LotseError offer.file when it is no table at all."""
    return sheet_of(read_grid(path, LIMITS, "offer.file"), known())


def known() -> Known:
    places = load_places()
    ours = {key: found.ags for key, found in jurisdictions().items()}
    return Known(ours, places.municipalities.__contains__, seat_in(places))


def sheet_of(grid: Grid, known: Known) -> Sheet:
    if not grid:
        return Sheet((Slip("", "empty", "there is no table in it"),), ())
    names = [column_named(heading) for heading in grid[0]]
    if head := _head(grid[0], names):
        return Sheet(tuple(head), ())
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for number, cells in enumerate(grid[1:], 2):
        if any(cell.strip() for cell in cells):
            lines.append(_line(number, names, cells, seen, known))
    return Sheet((), tuple(lines))


def _head(headings: Sequence[str], names: Sequence[str | None]) -> list[Slip]:
    unknown = [(text, nearest(text.casefold(), COLUMNS)) for text, name in zip(headings, names, strict=True)
               if name is None and text.strip()]  # fmt: skip
    slips = [Slip(text[:60], "unknown_column", "unknown column" + (f"; did you mean '{near}'?" if near else ""))
             for text, near in unknown]  # fmt: skip
    given = [name for name in names if name]
    slips += [
        Slip(name, "twice", "this column stands twice") for name in sorted({n for n in given if given.count(n) > 1})
    ]
    missing = [name for name, column in COLUMNS.items() if column.required and name not in given]
    return slips + [Slip(name, "missing", "this column is missing") for name in missing]


def _line(number: int, names: Sequence[str | None], cells: Sequence[str], seen: dict[str, int], known: Known) -> Line:
    record = {name: _unmarked(text) for name, text in zip(names, cells, strict=False) if name}
    beyond = [text for text in cells[len(names) :] if text.strip()]
    offer, slips = read_record(record, known)
    if beyond:
        slips = [*slips, Slip("", "beyond", "more cells than headings: is a separator missing its quotes?")]
    found = record.get("id", "").strip()
    if found and found in seen:
        slips = [*slips, Slip("id", "twice", f"'{found[:60]}' stands in line {seen[found]} already")]
    seen.setdefault(found, number)
    return Line(number, found[:60], None if slips else offer, tuple(slips))


def _unmarked(text: str) -> str:
    """Without the sign our own export puts before what only looks like a formula."""
    return text[1:] if text.startswith(_MARK) and text[1:].startswith(FORMULA) else text


# --- out --------------------------------------------------------------------------------------------------------------


def grid_of(offers: Iterable[Offer]) -> Grid:
    """Headings, then one offer a line, in order of their ids."""
    records = [record_of(offer) for offer in sorted(offers, key=lambda offer: offer.id)]
    spoken = {name for record in records for name in record} - set(COLUMNS)
    columns = [*COLUMNS, *sorted(spoken)]
    return [columns, *([record.get(name, "") for name in columns] for record in records)]


def _safe(text: str) -> str:
    return f"{_MARK}{text}" if text.startswith(FORMULA) else text


def write_offers(offers: Iterable[Offer], path: Path) -> None:
    """As the suffix says. Raises LotseError offer.file for another than .csv and .xlsx."""
    grid = grid_of(offers)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as out:  # Excel needs the mark to see that it is UTF-8
            csv.writer(out, delimiter=";").writerows([_safe(cell) for cell in line] for line in grid)
    elif path.suffix == ".xlsx":
        from backend.integrations.workbook_file import workbook_bytes  # openpyxl loads when somebody wants a workbook

        path.write_bytes(workbook_bytes({"offers": grid, "columns": _explained()}))
    else:
        raise LotseError("offer.file", file=path.name, problem=".csv or .xlsx was expected")


def _explained() -> Grid:
    """The second sheet: what belongs into each column, in German."""
    rows = [
        [one.name, one.heading, "ja" if one.required else "", " ".join(one.values), one.hint]
        for one in COLUMNS.values()
    ]
    return [["Spalte", "Bedeutung", "Pflicht", "erlaubt", "Hinweis"], *rows]


def schema() -> dict[str, Any]:
    """JSON schema of one line as an object of texts."""
    spoken = {"^(title|text|eligibility)\\.[a-z]{2,3}(-[a-z]+)?$": {"type": "string", "maxLength": 1000}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Offer (one line of the table)",
        "type": "object",
        "properties": {name: _property(column) for name, column in COLUMNS.items()},
        "patternProperties": spoken,
        "required": [name for name, column in COLUMNS.items() if column.required],
        "additionalProperties": False,
    }


def _property(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "string", "title": column.heading, "maxLength": column.longest}
    if column.hint:
        found["description"] = column.hint
    if column.values and not column.several:
        found["enum"] = list(column.values)
    one = "|".join(column.values) if column.values else column.pattern
    if column.several:
        found["pattern"] = rf"^({one})([\s,;|]+({one}))*$"
    elif column.pattern:
        found["pattern"] = f"^{one}$"
    return found


@cache
def sample_offers() -> tuple[Offer, ...]:
    """The made-up entries that come with the product. Raises LotseError settings.invalid naming file and line."""
    found: list[Offer] = []
    folder = files("backend.content").joinpath("offers")
    for entry in sorted((one for one in folder.iterdir() if one.name.endswith(".csv")), key=lambda one: one.name):
        with as_file(entry) as path:
            sheet = read_offers(path)
        if not sheet.right:
            slips = [*sheet.head, *(slip for line in sheet.lines for slip in line.slips)]
            raise LotseError("settings.invalid", file=entry.name, problem=f"{slips[0].column}: {slips[0].message}")
        found += sheet.offers
    return tuple(found)


def offer_ids(path: Path | None = None) -> frozenset[str]:
    """Ids a rule may name: those of a table, or of the samples. Raises LotseError offer.file."""
    return frozenset(line.id for line in read_offers(path).lines) if path else frozenset(o.id for o in sample_offers())
