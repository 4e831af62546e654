"""Flows of all sorts on their way into a workbook, and what pyxform says of it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from backend.content.packages import read_package
from backend.integrations.workbook import read_workbook
from backend.integrations.workbook_file import workbook_bytes
from flows.expressions import Expression
from flows.library import builtin_files, builtin_package
from flows.package import load_package
from flows.xlsform.cells import Workbook
from flows.xlsform.importing import Imported, import_form
from flows.xlsform.writing import Exported, Subject, export_form
from flows.xlsform.writing_subject import subject_of
from tests.support.forms import ROOT, sheets

#: (name, variant): every flow of the product with its variants, the starter, and the one that uses everything.
FLOWS = [
    ("kim-intake", None),
    ("kim-intake", "luenen"),
    ("kim-intake", "leverkusen"),
    ("kim-intake", "kreis-unna"),
    ("flows/starter", None),
    ("flows/starter", "meine-stadt"),
    ("tests/flows/household.yaml", None),
    ("tests/flows/illustrated.yaml", None),
]


def subject(name: str, variant: str | None = None) -> Subject:
    if "/" not in name:
        return subject_of(builtin_package(name), builtin_files(name), variant)
    return subject_at(ROOT / name, variant)


def subject_at(path: Path, variant: str | None = None) -> Subject:
    files = read_package(path)
    return subject_of(load_package(files), files, variant)


def subject_in(text: str, **more: str) -> Subject:
    """A flow in a text; `more`: language -> its catalogue."""
    files = {"flow.yaml": text.encode(), **{f"texts/{lang}.po": po.encode() for lang, po in more.items()}}
    return subject_of(load_package(files), files)


def as_pyxform_reads(data: bytes) -> tuple[str, list[str]]:
    """The XForm, and pyxform's warnings. Raises PyXFormError for what is no XLSForm."""
    from pyxform.xls2xform import convert

    warnings: list[str] = []
    done: Any = convert(io.BytesIO(data), warnings=warnings, validate=False, file_type=".xlsx")
    return done.xform, warnings


def converted(exported: Exported) -> tuple[str, list[str]]:
    return as_pyxform_reads(workbook_bytes(exported.sheets))


def read_again(exported: Exported, tmp_path: Path | None = None) -> tuple[Imported, Subject]:
    """What the import makes of it: through a file and the process that reads files, or straight from the rows."""
    if tmp_path is None:
        found = import_form(sheets_of(exported.sheets))
    else:
        path = tmp_path / "exported.xlsx"
        path.write_bytes(workbook_bytes(exported.sheets))
        found = import_form(read_workbook(path))
    return found, subject_of(load_package(found.files), found.files)


def sheets_of(tables: Mapping[str, list[list[str]]]) -> Workbook:
    return sheets(**{name: [[cell or None for cell in row] for row in rows] for name, rows in tables.items()})


def in_words(subject: Subject) -> dict[str, Any]:
    """Everything there is to a flow, with its words in all languages in place of the ids of texts."""
    flow = subject.flow

    def said(text_id: str) -> Any:
        return {lang: subject.say(text_id, lang) for lang in subject.languages if subject.say(text_id, lang)}

    def plain(value: Any) -> Any:
        if isinstance(value, Expression):
            return value.source, value.tree
        if is_dataclass(value) and not isinstance(value, type):
            return {part.name: plain(getattr(value, part.name)) for part in fields(value)}
        if isinstance(value, Mapping):
            return {key: plain(part) for key, part in value.items()}
        if isinstance(value, tuple | list):
            return [plain(part) for part in value]
        return said(value) if isinstance(value, str) and value in flow.source else value

    read: dict[str, Any] = plain(flow)
    kept = {key: value for key, value in read.items() if key not in ("revision", "source", "params")}
    return {**kept, "languages": list(subject.languages)}


__all__ = [
    "FLOWS", "as_pyxform_reads", "converted", "export_form", "in_words", "load_package", "read_again", "sheets_of",
    "subject", "subject_at", "subject_in",
]  # fmt: skip
