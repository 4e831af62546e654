"""The rows of a workbook as they were read: texts with the place they come from, so that every message can name it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

#: The sheets an XLSForm consists of; others are notes of its author and stay unread.
FORM_SHEETS = frozenset({"survey", "choices", "settings", "external_choices", "osm", "entities"})


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A cell. `row` 0: the whole sheet or workbook. `column`: its letters, and behind them its heading when known."""

    sheet: str = ""
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        row = f"row {self.row}" if self.row else ""
        column = f"column {self.column}" if self.column else ""
        return ", ".join(filter(None, (self.sheet, row, column)))


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows`: number of each row that holds anything -> column number -> text. Row 1 holds the headings."""

    name: str
    rows: Mapping[int, Mapping[int, str]]

    @property
    def kind(self) -> str:
        return self.name.strip().lower()

    def headings(self) -> Mapping[int, str]:
        return self.rows.get(1, {})

    def body(self) -> Iterator[tuple[int, Mapping[int, str]]]:
        return ((number, cells) for number, cells in sorted(self.rows.items()) if number > 1)

    def place(self, row: int, column: int = 0) -> Place:
        heading = self.headings().get(column, "")
        name = f"{letters(column)} ({heading})" if column and heading else letters(column)
        return Place(self.name, row, name)


@dataclass(frozen=True, slots=True)
class Workbook:
    """What was read of a file. `warnings` are pyxform's; `notes` tell of merged and hidden places by sheet."""

    sheets: Mapping[str, Sheet]
    warnings: tuple[str, ...] = ()
    notes: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    name: str = "form"
    files: Mapping[str, str] = field(default_factory=dict)  # tables beside the workbook (select_one_from_file)

    def sheet(self, kind: str) -> Sheet:
        return self.sheets.get(kind, Sheet(kind, {}))


def workbook(read: Mapping[str, Any], name: str = "form", files: Mapping[str, str] | None = None) -> Workbook:
    """From what the reading process hands over: sheet name -> [[row, [[column, text], …]], …]."""
    sheets = [Sheet(title, _rows(rows)) for title, rows in read["sheets"].items()]
    alone = len(sheets) == 1 and sheets[0].kind not in FORM_SHEETS  # the only sheet is the survey, whatever its name
    by_kind = {"survey" if alone else sheet.kind: sheet for sheet in sheets}
    return Workbook(by_kind, tuple(read.get("warnings", ())), read.get("notes", {}), name, files or {})


def _rows(rows: Iterable[tuple[int, Iterable[tuple[int, str]]]]) -> dict[int, dict[int, str]]:
    return {number: dict(cells) for number, cells in rows}


def letters(column: int) -> str:
    """28 -> `AB`; 0 -> nothing."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
