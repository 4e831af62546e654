"""A table as a grid of texts: what a spreadsheet shows, and the way back.

Rows that begin with `#` hold the head (`#table`, `#kind`, … and `#column.age` with the German heading); then come the
names of the columns, then one row for each rule. The same grid is written as CSV and as a workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from flows.problems import FlowProblem, Position
from flows.rules.model import OUTCOMES, Row, Table
from flows.rules.reading import HEAD, Given, RawTable, Record

Grid = list[list[str]]
#: Spreadsheets run a cell that begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MARK = "'"  # what a spreadsheet puts before a text that only looks like a formula
_LAST = ("valid_from", "valid_to", "source", "checked_on", "reviewed", "note")


def grid_of(table: Table) -> Grid:
    """Every value written out: defaults and empty cells too."""
    head = {
        "table": table.name,
        "kind": table.kind,
        "title": table.title,
        "jurisdiction": table.jurisdiction or "",
        "ags": table.ags or "",
        "complete_from": table.complete_from.isoformat() if table.complete_from else "",
        "exclusive": " ".join(table.exclusive),
    } | {f"column.{name}": heading for name, heading in table.columns.items()}
    columns = ["id", *table.columns, *OUTCOMES[table.kind], *_LAST]
    lines = [[f"#{name}", value] for name, value in head.items() if value]
    rows = (_line(row, columns) for row in table.rows)
    return [[_safe(cell) for cell in line] for line in (*lines, columns, *rows)]


def _line(row: Row, columns: Sequence[str]) -> list[str]:
    given = {cell.column: cell.expression.source for cell in row.cells}
    last = {
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else "",
        "source": row.source,
        "checked_on": row.checked_on.isoformat(),
        "reviewed": str(row.reviewed).lower(),
        "note": row.note,
    }
    found = {"id": row.id, **given, **row.outcome, **last}
    return [found.get(column, "") for column in columns]


def _safe(text: str) -> str:
    return f"{_MARK}{text}" if text.startswith(FORMULA) else text


def raw_of(grid: Iterable[Sequence[str]], name: str, problems: list[FlowProblem]) -> RawTable | None:
    """The records of a grid, with the cell each came from as its place. None when there is no table in it."""
    head: dict[str, Given] = {}
    lines = iter(enumerate(grid, 1))
    columns: list[str] = []
    for number, line in lines:
        cells = [cell.strip() for cell in line]
        if not any(cells):
            continue
        if not cells[0].startswith("#"):
            columns = cells
            break
        head[cells[0][1:]] = Given(_plain(cells[1] if len(cells) > 1 else ""), Position(name, number, 2))
    rows = tuple(_records(lines, columns, name, problems))
    missing = [key for key in ("table", "kind", "title") if key not in head]
    for key in missing:
        problems.append(FlowProblem.at(Position(name), "rules.missing", f"a table needs '#{key}'"))
    for key in sorted(head):
        if key not in HEAD and not key.startswith("column."):
            problems.append(FlowProblem.at(head[key].where, "rules.unknown_key", f"a table has no key '#{key}'"))
    if missing:
        return None
    named = {key.removeprefix("column."): given for key, given in head.items() if key.startswith("column.")}
    own = {key: given for key, given in head.items() if not key.startswith("column.")}
    return RawTable(Position(name), own, named, tuple(row for _, row in rows), tuple(place for place, _ in rows))


def _records(
    lines: Iterator[tuple[int, Sequence[str]]], columns: list[str], name: str, problems: list[FlowProblem]
) -> Iterator[tuple[Position, Record]]:
    for number, line in lines:
        cells = [cell.strip() for cell in line]
        if not any(cells):
            continue
        found = {}
        for place, cell in enumerate(cells, 1):
            where = Position(name, number, place)
            if cell.startswith(FORMULA):
                problems.append(FlowProblem.at(where, "rules.formula", "a formula was found; cells hold texts only"))
            elif cell and (place > len(columns) or not columns[place - 1]):
                problems.append(FlowProblem.at(where, "rules.unknown_column", "there is no column above this cell"))
            elif cell:
                found[columns[place - 1]] = Given(_plain(cell), where)
        yield Position(name, number), found


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith(_MARK) and cell[1:].startswith(FORMULA) else cell
