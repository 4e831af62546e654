"""Tables as CSV and as Excel workbooks, in and out; and from a sheet back to the YAML that is kept.

A file may come from anywhere: `grids` reads it within limits, and formulas are refused.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl

from backend.content.grids import Limits, read_grid
from backend.content.rule_tables import rule_files
from flows.errors import LotseError
from flows.problems import FlowError, FlowProblem, Position
from flows.rules.model import Table
from flows.rules.reading import RawTable
from flows.rules.sheet import Grid, grid_of, raw_of

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
    grid = read_grid(path, Limits(MOST_ROWS, MOST_COLUMNS))
    problems: list[FlowProblem] = []
    raw = raw_of(grid, path.name, problems)
    if problems or raw is None:
        raise FlowError(problems or [FlowProblem.at(Position(path.name), "rules.shape", "there is no table in it")])
    return raw


def changed_files(change: Path) -> dict[str, str]:
    """File name -> text, as all tables would be: a folder of them, or ours with one changed, .yaml, .csv or .xlsx.

    Raises FlowError for a wrong sheet, LotseError screen.file for what cannot be read."""
    if change.is_dir():
        return rule_files(change)
    name, text = kept_file(read_sheet(change)) if change.suffix in (".csv", ".xlsx") else (change.name, _text(change))
    return {**rule_files(), name: text}


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise LotseError("screen.file", file=path.name, problem="this is no text in UTF-8") from None


def kept_file(raw: RawTable) -> tuple[str, str]:
    """Name and text of the file that is kept: called after the table, whatever the sheet is called."""
    return f"{raw.head['table'].text}.yaml", yaml_of(raw)


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
