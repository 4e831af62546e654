"""The rows to look at for a day and a place, in the order that is quickest to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flows.rules.model import FIELDS, KINDS, Kind, Row, RuleSet, Table
from flows.rules.needs import Field
from flows.rules.sifting import ALWAYS, Bundle


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows that are valid in one span of days for one jurisdiction: by kind of table, those of needs by field."""

    rows: Mapping[Kind, tuple[Bundle, ...]]
    fields: tuple[Field, ...]


def breaks(tables: Iterable[Table]) -> list[date]:
    """The days on which some row begins or is over, in order."""
    rows = [row for table in tables for row in table.rows]
    ends = {row.valid_to + timedelta(days=1) for row in rows if row.valid_to and row.valid_to < date.max}
    return sorted({row.valid_from for row in rows} | ends)


def planned(rules: RuleSet, alone: Collection[int], jurisdiction: str, ags: str | None, on: date) -> Plan:
    """A municipality's own target groups stand in place of its Kreis's while some row of them is valid."""
    found: dict[Kind, list[Row]] = {}
    own: list[Row] = []
    for table in rules.tables:
        if table.jurisdiction in (None, jurisdiction) and table.ags in (None, ags):
            rows = [row for row in table.rows if row.valid(on)]
            if table.ags and table.kind == "target":
                own += rows
            else:
                found.setdefault(table.kind, []).extend(rows)
    if own:
        found["target"] = own
    bundles = {kind: tuple(_bundles(found.get(kind, []))) for kind in KINDS}
    needs = bundles.pop("needs")
    return Plan(bundles, tuple(Field(name, tuple(_of_field(name, needs)), alone) for name in FIELDS))


def _bundles(rows: list[Row]) -> Iterator[Bundle]:
    """The cell most rows share goes first. What is decided by the order of rows is put back in order later."""
    often = Counter(number for row in rows for cell in row.cells for number in cell.parts)
    bundles: dict[int, list[tuple[Row, tuple[int, ...]]]] = {}
    for row in rows:
        asked = {number for cell in row.cells for number in cell.parts}
        numbers = sorted(asked, key=lambda number: (-often[number], number))
        first = numbers[0] if numbers else ALWAYS
        bundles.setdefault(first, []).append((row, tuple(numbers[1:])))
    for first, members in bundles.items():
        yield first, tuple(members)


def _of_field(name: str, bundles: Iterable[Bundle]) -> Iterator[Bundle]:
    for first, members in bundles:
        if mine := tuple(member for member in members if member[0].outcome["field"] == name):
            yield first, mine
