"""Rows -> the bytes of an .xlsx file, the same for the same rows, with every cell a text and none a formula.

Whoever opens the file may have been sent it. A text that begins with =, +, - or @ stays a text (`quotePrefix` keeps it
one when somebody edits the cell), and no program works anything out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the first a zip can hold
_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - the file format knows no time zones
_STAMP = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
WIDTH, WIDE = 18, 48
_TEXT = "@"  # number format of texts: nothing becomes a date or a number


def workbook_bytes(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """`sheets`: name -> headings, then rows of texts; "" leaves a cell empty."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        _fill(book.create_sheet(name), rows)
    book.properties.creator = "KIM-Lotse"
    book.properties.created = _DAY
    written = io.BytesIO()
    book.save(written)
    return _same_each_time(written.getvalue())


def _fill(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    styled: dict[tuple[bool, bool], Cell] = {}
    for number, row in enumerate(rows, 1):
        for at, text in enumerate(row, 1):
            if text:
                cell = sheet.cell(number, at, text)
                cell.data_type = "s"  # openpyxl takes '=1+1' for a formula
                _style(cell, heading=number == 1, quoted=text.startswith(_FORMULA), like=styled)
    sheet.freeze_panes = "C2"
    for at, heading in enumerate(rows[0], 1):
        wide = heading.partition("::")[0] in ("label", "hint", "guidance_hint", "relevant", "constraint", "calculation")
        sheet.column_dimensions[get_column_letter(at)].width = WIDE if wide else WIDTH


def _style(cell: Cell, *, heading: bool, quoted: bool, like: dict[tuple[bool, bool], Cell]) -> None:
    """`like`: the first cell of each sort; the others look the same, which is quicker than to say it again of each."""
    first = like.setdefault((heading, quoted), cell)
    if first is not cell:
        cell._style = copy(first._style)
        return
    cell.number_format = _TEXT
    cell.alignment = Alignment(vertical="top", wrap_text=not heading)
    if quoted:
        cell.quotePrefix = True
    if heading:
        cell.font = Font(bold=True)


def _same_each_time(data: bytes) -> bytes:
    """Without the time of writing, which openpyxl puts into the properties and on every part of the archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, ZIP_DATE), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()
