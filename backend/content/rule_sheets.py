"""Tables as CSV and as Excel workbooks, in and out; and from a sheet back to the YAML that is kept.

A file may come from anywhere: its size is looked at before it is opened, formulas are refused, and no more rows and
columns are read than a table may have.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import openpyxl

from flows.errors import LotseError
from flows.problems import FlowError, FlowProblem, Position
from flows.rules.model import Table
from flows.rules.reading import RawTable
from flows.rules.sheet import Grid, grid_of, raw_of

MOST_BYTES = 2_000_000
MOST_UNPACKED = 20_000_000
MOST_ROWS, MOST_COLUMNS = 2_000, 60


def write_sheet(table: Table, path: Path) -> None:
    """As the suffix says: .csv or .xlsx. Raises LotseError screen.file for another."""
    grid = grid_of(table)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as out:  # Excel needs the mark to see that it is UTF-8
            csv.writer(out, delimiter=";").writerows(grid)
    elif path.suffix == ".xlsx":
        _workbook(grid, table.name).save(path)
    else:
        raise LotseError("screen.file", file=path.name, problem=".csv or .xlsx was expected")


def _workbook(grid: Grid, title: str) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title[:31]
    for number, line in enumerate(grid, 1):
        for place, text in enumerate(line, 1):
            cell = sheet.cell(number, place)
            cell.value, cell.data_type = text or None, "s"
    return book


def read_sheet(path: Path) -> RawTable:
    """Raises FlowError with every formula and every cell that has no column; LotseError screen.file."""
    grid = _csv(path) if path.suffix == ".csv" else _xlsx(path) if path.suffix == ".xlsx" else None
    if grid is None:
        raise LotseError("screen.file", file=path.name, problem=".csv or .xlsx was expected")
    if len(grid) > MOST_ROWS or any(len(line) > MOST_COLUMNS for line in grid):
        raise LotseError("screen.file", file=path.name, problem=f"at most {MOST_ROWS} rows, {MOST_COLUMNS} columns")
    problems: list[FlowProblem] = []
    raw = raw_of(grid, path.name, problems)
    if problems or raw is None:
        raise FlowError(problems or [FlowProblem.at(Position(path.name), "rules.shape", "there is no table in it")])
    return raw


def _csv(path: Path) -> Grid:
    """Comma or semicolon, UTF-8 or what Excel writes on a German Windows."""
    data = _bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        raise LotseError("screen.file", file=path.name, problem="this is no CSV") from None


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise LotseError("screen.file", file=path.name, problem=f"a table has at most {MOST_BYTES} bytes")
    return path.read_bytes()


def _xlsx(path: Path) -> Grid:
    data = _bytes(path)
    try:
        with ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise LotseError("screen.file", file=path.name, problem="unpacked, it is too large")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        rows = book.worksheets[0].iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1)
        return [_texts(row) for row in rows]
    except (BadZipFile, KeyError, ValueError, OSError, IndexError):
        raise LotseError("screen.file", file=path.name, problem="this is no workbook") from None


def _texts(row: Any) -> list[str]:
    line = ["" if cell.value is None else _text(cell) for cell in row]
    while line and not line[-1]:
        line.pop()
    return line


def _text(cell: Any) -> str:
    """Days as days; true and false as words; a formula begins with `=` and is refused later."""
    value = cell.value
    if hasattr(value, "isoformat"):
        return str(value.isoformat()[:10])
    return str(value).lower() if isinstance(value, bool) else str(value)


def yaml_of(raw: RawTable) -> str:
    """The file that is kept, one row a line: quotes everywhere, so that no value is read as something else."""
    lines = [f"{key}: {_quoted(given.text)}" for key, given in raw.head.items()]
    lines.append("columns: " + _mapping({name: given.text for name, given in raw.columns.items()}))
    lines.append("rows:")
    lines += [f"  - {_mapping({name: given.text for name, given in row.items()})}" for row in raw.rows]
    return "\n".join(lines) + "\n"


def _mapping(values: dict[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {_quoted(text)}" for name, text in values.items()) + "}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
