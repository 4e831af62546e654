"""Whatever is done to the cells and rows of an exported workbook: it is read or refused, and never in silence."""

from __future__ import annotations

import random
from functools import cache

import pytest

from flows.problems import FlowError
from flows.xlsform.importing import import_form
from flows.xlsform.report import FormError
from tests.support.exporting import export_form, load_package, sheets_of, subject

CELLS = [
    "", "none", "true", "[", "{}", "[1]", "a b", "${gone}", "${called}", "begin_group", "end_group", "begin_repeat",
    "end_repeat", "text", "select_one nothing", "computed", "repeat", "group", "section", "own_words", "entry_number",
    "999999999999999999999", "'", "\\", "}}", "=1", "n", "it", "1", "de", "lotse::kind",
]  # fmt: skip

Tables = dict[str, list[list[str]]]


@cache
def exported() -> Tables:
    return dict(export_form(subject("tests/flows/household.yaml")).sheets)


def damaged(seed: int) -> Tables:
    """A few cells overwritten, rows gone or there twice."""
    chance = random.Random(seed)
    tables = {name: [list(row) for row in rows] for name, rows in exported().items()}
    for _ in range(chance.randint(1, 4)):
        rows = tables[chance.choice(list(tables))]
        at = chance.randrange(len(rows))
        change = chance.randrange(6)
        if change < 4:
            rows[at][chance.randrange(len(rows[at]))] = chance.choice(CELLS)
        elif change == 4 and len(rows) > 2:
            del rows[at]
        else:
            rows.insert(at, list(chance.choice(rows)))
    return tables


@pytest.mark.parametrize("seed", range(40))
def test_it_is_read_or_refused(seed: int) -> None:
    try:
        found = import_form(sheets_of(damaged(seed)))
    except FormError:
        return
    try:
        load_package(found.files)
    except FlowError:
        assert found.report.of("refused")  # told by the import already
