"""A spreadsheet as a grid of texts, whoever sent it: CSV as Excel writes it in any encoding, and .xlsx.

A file's size is looked at before it is opened, and no more rows and columns are read than asked for. A formula comes
out as its own text, beginning with `=`: whoever uses the grid refuses it.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from flows.errors import LotseError
from flows.rules.sheet import Grid

MOST_BYTES = 2_000_000
MOST_UNPACKED = 20_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    rows: int
    columns: int


class _NoTableError(Exception):
    """`str()`: why."""


def read_grid(path: Path, limits: Limits, code: str = "screen.file") -> Grid:
    """As the suffix says: .csv or .xlsx (its first sheet). Raises LotseError `code`: whose table it is."""
    try:
        return _grid(path, limits)
    except _NoTableError as error:
        raise LotseError(code, file=path.name, problem=str(error)) from None


def _grid(path: Path, limits: Limits) -> Grid:
    grid = _csv(path) if path.suffix == ".csv" else _xlsx(path, limits) if path.suffix == ".xlsx" else None
    if grid is None:
        raise _NoTableError(".csv or .xlsx was expected")
    if len(grid) > limits.rows or any(len(line) > limits.columns for line in grid):
        raise _NoTableError(f"at most {limits.rows} rows, {limits.columns} columns")
    return grid


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
        raise _NoTableError("this is no CSV") from None


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _NoTableError(f"a table has at most {MOST_BYTES} bytes")
        return path.read_bytes()
    except OSError:
        raise _NoTableError("it cannot be read") from None


def _xlsx(path: Path, limits: Limits) -> Grid:
    from openpyxl import load_workbook  # a fifth of a second, which no start of the backend should wait for

    data = _bytes(path)
    try:
        with ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise _NoTableError("unpacked, it is too large")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        rows = book.worksheets[0].iter_rows(max_row=limits.rows + 1, max_col=limits.columns + 1)
        return [_texts(row) for row in rows]
    except (BadZipFile, KeyError, ValueError, OSError, IndexError):
        raise _NoTableError("this is no workbook") from None


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
