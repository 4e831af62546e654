"""The table for translators: what goes out comes back the same, through a real workbook, and slips are found."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from backend.content.grids import Limits, read_grid
from backend.integrations.workbook_file import workbook_bytes
from locales.catalogues import updated
from locales.sheet import NotOurs, given, language_of, rows
from locales.source_texts import sources_of
from locales.taking import examine
from tests.unit.locales.test_catalogues import GERMAN, UKRAINIAN, translated

LIMITS = Limits(rows=100, columns=20)


def table() -> list[list[str]]:
    return rows("uk", GERMAN, translated())


def test_every_text_has_a_row_and_every_plural_form_one() -> None:
    found = table()
    assert found[0][6] == "Übersetzung: Українська (uk)"
    assert [row[:2] for row in found[1:]] == [
        ["greet", ""], ["long", ""], ["days", "one"], ["days", "few"], ["days", "many"], ["send", ""],
    ]  # fmt: skip
    assert found[-1][2:] == ["Senden", "", "10", "send", "Надіслати", ""]


def test_there_and_back_through_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "uk.xlsx"
    path.write_bytes(workbook_bytes({"uk": table()}))
    back = read_grid(path, LIMITS)
    assert language_of(back) == "uk"
    assert {one.id: one.text for one in given(back)} == UKRAINIAN
    found = examine("uk", GERMAN, translated(), given(back))
    assert (found.same, found.refused, found.changes) == (len(GERMAN), (), ())


def test_no_cell_is_a_formula_and_one_that_became_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "uk.xlsx"
    german = sources_of({"sum": "=1+1"})
    path.write_bytes(workbook_bytes({"uk": rows("uk", german, updated("uk", german, translated()))}))
    book = openpyxl.load_workbook(path)
    assert all(cell.data_type != "f" for row in book["uk"] for cell in row)
    book["uk"]["G2"] = '=CONCAT("а";"б")'
    book.save(path)
    assert [one.code for one in examine("uk", german, translated(), given(read_grid(path, LIMITS))).refused] == [
        "formula"
    ]


def test_a_row_that_stands_twice_is_named() -> None:
    found = table()
    again = [*found, ["send", "", "Senden", "", "", "", "Далі", ""]]
    taking = examine("uk", GERMAN, translated(), given(again))
    assert [(one.id, one.code, one.line) for one in taking.refused] == [("send", "twice", len(again))]


@pytest.mark.parametrize("wrong", [[], [["a", "b"]], [["id", "Deutsch"]], [["Übersetzung: x (uk)"]]])
def test_another_table_is_refused(wrong: list[list[str]]) -> None:
    with pytest.raises(NotOurs):
        list(given(wrong))


def test_rows_without_an_id_and_texts_left_empty_are_left_out() -> None:
    found = [table()[0], ["", "", "", "", "", "", "x", ""], ["send", "", "Senden", "", "", "", "", ""], ["greet"]]
    assert list(given(found)) == []


@each(st.lists(st.lists(st.text(max_size=12), max_size=9), max_size=8))
def test_any_rows_below_our_headings_are_read_or_refused(lines: list[list[str]]) -> None:
    taking = examine("uk", GERMAN, translated(), given([table()[0], *lines]))
    assert set(taking.accepted) <= set(GERMAN)
