"""Reads an uploaded workbook in a child process, and waits no longer than a minute for it.

The file comes from anywhere. What opens it (`workbook_child`) has its own limits on memory, processor time and files;
here only its JSON is read, and that with a limit too.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from flows.xlsform.cells import Workbook, workbook
from flows.xlsform.report import FormError, refusal

SECONDS = 60
MAX_ANSWER = 100_000_000  # bytes of JSON
MAX_TABLE = 2_000_000  # bytes of a table beside the workbook
SUFFIXES = frozenset({".xlsx"})
_POLITE = {
    ".xls": "this is the old Excel format: open it and save it as .xlsx",
    ".xlsm": "a workbook with macros is not opened: save it as .xlsx",
    ".xlsb": "this is Excel's binary format: open it and save it as .xlsx",
    ".ods": "this is an OpenDocument table: open it and save it as .xlsx",
    ".csv": "one table is no form: put its sheets into a workbook (.xlsx)",
}


def read_workbook(path: Path) -> Workbook:
    """The sheets of an XLSForm that pyxform accepts. Raises FormError with sheet, row and column."""
    if path.suffix.lower() not in SUFFIXES:
        message = _POLITE.get(path.suffix.lower(), "an Excel workbook (.xlsx) was expected")
        raise FormError([refusal("not_excel", f"{path.name}: {message}")])
    answer = _child(path)
    if "refused" in answer:
        raise FormError(refusal(*_parts(problem)) for problem in answer["refused"])
    return workbook(answer, path.name, _tables(path))


def _child(path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "backend.integrations.workbook_child", str(path.resolve())]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=SECONDS, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        raise FormError([refusal("too_long", f"reading this workbook takes longer than {SECONDS} seconds")]) from None
    if done.returncode or len(done.stdout) > MAX_ANSWER:
        raise FormError([refusal("too_large", "reading this workbook takes more memory or time than it may have")])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _parts(problem: dict[str, Any]) -> tuple[str, str, str, int, str]:
    code, message, sheet, column = (str(problem[key]) for key in ("code", "message", "sheet", "column"))
    return code, message, sheet, int(problem["row"]), column


def _tables(path: Path) -> dict[str, str]:
    """CSV tables that lie beside the workbook: `select_one_from_file` reads them."""
    found = {}
    for table in sorted(path.parent.glob("*.csv"))[:50]:
        if table.stat().st_size <= MAX_TABLE:
            found[table.name] = table.read_text("utf-8-sig", errors="replace")
    return found
