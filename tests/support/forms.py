"""Workbooks for tests: small ones written here, and the real ones beside the repository, where somebody put them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backend.integrations.workbook_child import read
from flows.package import Package, load_package
from flows.xlsform.cells import Workbook, workbook
from flows.xlsform.importing import Imported, import_form

ROOT = Path(__file__).resolve().parents[2]
Rows = Sequence[Sequence[Any]]


def shared(*parts: str) -> Path:
    """A file of the shared folder (LOTSE_SHARED, else `../shared` beside the repository); skips the test without it."""
    folder = Path(os.environ.get("LOTSE_SHARED", ROOT.parent / "shared"))
    path = folder.joinpath("domain", *parts)
    if not path.exists():
        path = folder.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{Path(*parts)} is not in the shared folder; set LOTSE_SHARED")
    return path


def read_here(path: Path) -> Workbook:
    """The workbook as the reading process hands it over, without the process: for what is not about reading."""
    answer = json.loads(json.dumps(read(path.read_bytes())))
    assert "refused" not in answer, answer
    return workbook(answer, path.name)


@cache
def package_at(path: Path) -> Package:
    """What the import makes of a workbook that nobody changes."""
    return load_package(import_form(read_here(path)).files)


def sheets(**tables: Rows) -> Workbook:
    """Rows as a reading process would hand them over; None is an empty cell."""
    read = {
        name: [(at, _cells(row)) for at, row in enumerate(table, 1) if _cells(row)] for name, table in tables.items()
    }
    return workbook({"sheets": {"survey": [], **read}}, "test.xlsx")


def _cells(row: Sequence[Any]) -> list[tuple[int, str]]:
    return [(at, str(value)) for at, value in enumerate(row, 1) if value is not None]


def imported(**tables: Rows) -> Imported:
    return import_form(sheets(**tables))


def survey(*rows: Mapping[str, Any], **more: Rows) -> Imported:
    """Imports questions given as dictionaries: heading -> cell."""
    headings = list(dict.fromkeys(key for row in rows for key in row))
    return imported(survey=[headings, *([row.get(key) for key in headings] for row in rows)], **more)


def write_xlsx(path: Path, **tables: Rows) -> Path:
    from openpyxl import Workbook as Book

    book = Book()
    book.remove(book.active)
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append(list(row))
    book.save(path)
    return path
