"""The child process that opens an uploaded workbook: limited in memory, time and files before it reads a byte.

    python -m backend.integrations.workbook_child FILE     one JSON object on the standard output

`{"sheets": …, "notes": …, "warnings": …}`, or `{"refused": [{code, message, sheet, row, column}]}`. What openpyxl and
pyxform do with a hostile file is then the problem of a process that ends anyway.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from backend.integrations.workbook_scan import CONSTANT, Extent, Refusal, scan
from flows.xlsform.cells import FORM_SHEETS, Sheet, letters, workbook
from flows.xlsform.headings import heading_problems, is_read
from flows.xlsform.ours import CHOICE_PREFIX, PREFIX
from flows.xlsform.report import Remark, refusal

MEMORY = 1_500_000_000  # bytes of address space; the largest real form takes 300 MB
CPU = 30  # seconds
FILES = 64

#: One row: its number and its filled cells as (column, text).
Row = tuple[int, list[tuple[int, str]]]
_ROW = re.compile(r"\[row : (\d+)\] ?")
_SHEET = re.compile(r"'(survey|choices|settings|external_choices|entities)' sheet")
_COLUMN = re.compile(r"the '([^']{1,40})' value")


def main() -> None:
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU), (resource.RLIMIT_NOFILE, FILES)):
        resource.setrlimit(limit, (most, most))
    try:
        answer = read(Path(sys.argv[1]).read_bytes())
    except Refusal as refusal:
        answer = {"refused": [vars(refusal)]}
    except (MemoryError, RecursionError):
        answer = {"refused": [vars(Refusal("too_large", "reading this workbook takes more memory than it may have"))]}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))


def read(data: bytes) -> dict[str, Any]:
    extents = scan(data)
    sheets, names = _cells(data, extents)
    found = workbook({"sheets": sheets}).sheets
    said: list[str] = []
    slips = list(heading_problems(found, names)) or list(_formulas(found, extents))
    refused = [slip.as_json() for slip in slips] or _pyxform(sheets, names, said)
    return {"refused": refused} if refused else {"sheets": sheets, "notes": _notes(extents), "warnings": said}


def _notes(extents: dict[str, Extent]) -> dict[str, dict[str, Any]]:
    return {
        title: {"merged": extent.merged, "hidden": extent.hidden, "formulas": [cell[:2] for cell in extent.formulas]}
        for title, extent in extents.items()
    }


def _formulas(sheets: Mapping[str, Sheet], extents: dict[str, Extent]) -> Iterator[Remark]:
    """Cells that compute, in columns a form reads: what they would give elsewhere is not what stands here."""
    for kind, sheet in sheets.items():
        for row, column, formula in extents[sheet.name].formulas:
            if row == 1 or (not CONSTANT.fullmatch(formula) and is_read(sheet.headings().get(column, ""), kind)):
                place = sheet.place(row, column)
                message = "this cell computes its value: copy it and paste it as a value"
                yield refusal("formula", message, place.sheet, row, place.column)


def _cells(data: bytes, extents: dict[str, Extent]) -> tuple[dict[str, list[Row]], list[str]]:
    """Every filled cell of the sheets that matter, as text; and the names of all sheets."""
    from openpyxl import load_workbook
    from pyxform.xls2json_backends import xlsx_value_to_str

    def rows(title: str, extent: Extent) -> Iterator[Row]:
        found = book[title].iter_rows(max_row=extent.rows, max_col=extent.columns, values_only=True)
        exact: set[int] = set()
        for number, values in enumerate(found, start=1):
            if number == 1:
                exact = {at for at, heading in enumerate(values, 1) if str(heading).startswith((PREFIX, CHOICE_PREFIX))}
            texts = (
                (at, _text(xlsx_value_to_str, value, at in exact))
                for at, value in enumerate(values, 1)
                if value is not None
            )
            if cells := [(at, text) for at, text in texts if text]:
                yield number, cells

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and headers openpyxl does not know: nothing of a form
        try:
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            return {
                name: list(rows(name, extent)) if extent.rows else [] for name, extent in extents.items()
            }, book.sheetnames
        except (MemoryError, RecursionError):
            raise
        except Exception as slip:  # noqa: BLE001 - openpyxl raises whatever a broken file provokes
            raise Refusal("not_excel", f"the workbook cannot be read ({type(slip).__name__}): save it anew") from None


def _text(to_text: Any, value: object, exact: bool) -> str:
    """As pyxform reads it; in columns of ours a text keeps its narrow and unbroken spaces."""
    if exact and isinstance(value, str):
        return value.strip()
    return str(to_text(value.strip() if isinstance(value, str) else value))


def _pyxform(sheets: dict[str, list[Row]], names: list[str], said: list[str]) -> list[dict[str, Any]]:
    """Whether pyxform calls it an XLSForm: what it says against it, with its rows. Its warnings go into `said`."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    book: dict[str, Any] = {"sheet_names": names}
    for title, rows in sheets.items():
        key = title.strip().lower() if title.strip().lower() in FORM_SHEETS else "survey"
        book[key], book[f"{key}_header"] = _as_pyxform(title, rows)
    try:
        convert(book, warnings=said, validate=False)
    except PyXFormError as slip:
        return [vars(refusal) for refusal in _refusals(str(slip))]
    except (MemoryError, RecursionError):
        raise
    except Exception as slip:  # noqa: BLE001 - pyxform lets a few slips of the form through as KeyError and the like
        return [vars(Refusal("not_xlsform", f"pyxform cannot convert this form: {type(slip).__name__}: {slip}"))]
    return []


def _as_pyxform(title: str, rows: list[Row]) -> tuple[list[dict[str, str]], list[dict[str, None]]]:
    """Rows as pyxform's own reader gives them: a dictionary each, blank ones too, so that its row numbers are right."""
    headings: dict[int, str] = {}
    for at, text in rows[0][1] if rows and rows[0][0] == 1 else []:
        if text in headings.values():
            raise Refusal("duplicate_column", f"there are two columns '{text}'", title, 1, letters(at))
        headings[at] = " ".join(text.split())
    table: list[dict[str, str]] = [{} for _ in range((rows[-1][0] if rows else 1) - 1)]
    for number, cells in rows:
        if number > 1:
            table[number - 2] = {headings[at]: text for at, text in cells if at in headings}
    return table, [dict.fromkeys(headings.values())] if headings else []


def _refusals(message: str) -> Iterator[Refusal]:
    """`[row : 371] On the 'survey' sheet, the 'name' value is invalid. …`, one line for each slip."""
    parts = re.split(r"\n(?=\[row : )", message)
    for part in parts[:100]:
        row, sheet, column = _ROW.search(part), _SHEET.search(part), _COLUMN.search(part)
        where = sheet[1] if sheet else "survey" if row else ""
        yield Refusal(
            "not_xlsform", _ROW.sub("", part).strip(), where, int(row[1]) if row else 0, column[1] if column else ""
        )


if __name__ == "__main__":
    main()
