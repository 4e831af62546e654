"""Flows of all sorts on their way into a workbook, and what pyxform says of it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from backend.content.packages import read_package
from backend.integrations.workbook_file import workbook_bytes
from flows.library import builtin_files, builtin_package
from flows.package import load_package
from flows.xlsform.writing import Exported, Subject, export_form
from flows.xlsform.writing_subject import subject_of
from tests.support.forms import ROOT

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


__all__ = ["FLOWS", "as_pyxform_reads", "converted", "export_form", "subject", "subject_at", "subject_in"]
