"""What somebody changed in a workbook of ours without effect: standard cells beside a cell of ours, which counts.

Found by writing the imported flow out once more: whatever cell does not come back as it stands here was not read.
"""

from __future__ import annotations

from collections.abc import Mapping

from flows.package import load_package
from flows.problems import FlowError
from flows.xlsform.cells import Place, Sheet, Workbook
from flows.xlsform.headings import heading
from flows.xlsform.ours import CHOICE_PREFIX, PREFIX
from flows.xlsform.report import Report
from flows.xlsform.writing import export_form
from flows.xlsform.writing_subject import subject_of

Cells = dict[str, str]
#: What names a row. A row of the survey that somebody added has no kind of ours and is read like any.
_KEYS: Mapping[str, tuple[str, ...]] = {"survey": ("name",), "choices": ("list_name", "name"), "settings": ()}
#: A column -> the one of ours that counts beside it, where it is called otherwise.
_OURS = {"constraint": "constraint 1", "calculation": "value", "choice_filter": "filter", "repeat_count": "count",
         "type": "kind", "label": "prompt", "guidance_hint": "why"}  # fmt: skip


def note_changes(book: Workbook, files: Mapping[str, bytes], report: Report) -> None:
    """Tells of cells that were not read; and where the flow does not load as it stands now, why."""
    try:
        exported = export_form(subject_of(load_package(files), files))
    except FlowError as wrong:
        for problem in wrong.problems:
            report.add("refused", Place(problem.file, problem.line), problem.code, problem.message)
        return
    for kind, keys in _KEYS.items():
        rows = exported.sheets.get(kind, [[]])
        written = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
        _compare(book.sheet(kind), {_key(row, keys): row for row in written}, report)


def _compare(sheet: Sheet, written: Mapping[tuple[str, ...], Cells], report: Report) -> None:
    headings = sheet.headings()
    for number, cells in sheet.body():
        row = {headings[at]: text for at, text in cells.items() if at in headings}
        again = written.get(_key(row, _KEYS[sheet.kind]))
        if again is None or (sheet.kind == "survey" and not row.get(f"{PREFIX}kind")):
            continue
        for at, text in cells.items():
            if at in headings and _differs(text, again.get(headings[at], ""), headings[at]):
                report.add("adapted", sheet.place(number, at), "not_kept", _message(headings[at], sheet.kind))


def _key(row: Cells, keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(row.get(key, "") for key in keys)


def _differs(text: str, again: str, column: str) -> bool:
    """Blanks around a cell, and which blanks, were never kept in a standard column."""
    own = column.startswith((PREFIX, CHOICE_PREFIX))
    return not own and text.replace("\xa0", " ").strip() != again.replace("\xa0", " ").strip()


def _message(column: str, kind: str) -> str:
    key = heading(column, kind).key
    beside = f"{PREFIX}{_OURS.get(key, key)}"
    return (
        f"'{column}' was changed here, but not read: what stands in '{beside}' counts; empty that, or change it there"
    )
