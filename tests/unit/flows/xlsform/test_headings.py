"""Columns are found under every name XLSForm allows; a missing, renamed or nameless one is told with a suggestion."""

from __future__ import annotations

import re

import pytest

from flows.xlsform.headings import heading, heading_problems, is_read, strange_headings
from flows.xlsform.kinds import RowType, row_type
from tests.support.forms import Rows, sheets


@pytest.mark.parametrize(
    ("text", "key", "language"),
    [
        ("label", "label", ""),
        ("label::Français (fr)", "label", "Français (fr)"),
        ("label :: English", "label", "English"),
        ("Label:English", "label", "English"),
        ("caption", "label", ""),
        ("media::image::English (en)", "image", "English (en)"),
        ("image", "image", ""),
        ("bind::relevant", "relevant", ""),
        ("relevance", "relevant", ""),
        ("bind::jr:constraintMsg::fr", "constraint_message", "fr"),
        ("constraint message", "constraint_message", ""),
        ("read only", "readonly", ""),
        ("jr:count", "repeat_count", ""),
    ],
)
def test_survey_headings(text: str, key: str, language: str) -> None:
    found = heading(text, "survey", double="::" in text)
    assert (found.key, found.language) == (key, language)


def test_columns_of_choices_keep_their_own_names() -> None:
    assert heading("Town of birth", "choices").key == "Town of birth"
    assert heading("list name", "choices").key == "list_name"


GOOD = [["type", "name", "label"], ["text", "a", "A"]]


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        (
            {"survey": [["tpye", "name", "label"], ["text", "a", "A"]]},
            "no column 'type' in its first row; did you mean 'tpye'",
        ),
        ({"survey": [["type", "Nmae", "label"]]}, "no column 'name' in its first row; did you mean 'nmae'"),
        ({"survey": [["type", "name", "label::"]]}, "'label::' names no language"),
        ({"survey": GOOD, "choices": [["list_name", "name", "label::"], ["x", "y", "z"]]}, "names no language"),
        (
            {"survey": GOOD, "choices": [["listname", "name"], ["x", "y"]]},
            "no column 'list_name'.*did you mean 'listname'",
        ),
    ],
)
def test_what_is_wrong_with_a_first_row(tables: dict[str, Rows], says: str) -> None:
    found = [str(problem) for problem in heading_problems(sheets(**tables).sheets, list(tables))]
    assert len(found) == 1
    assert re.search(says, found[0])


def test_a_missing_survey_names_the_sheet_that_may_be_meant() -> None:
    (found,) = heading_problems({}, ["Surveys", "choices"])
    assert "no sheet 'survey'; did you mean 'surveys'" in str(found)


def test_columns_xlsform_does_not_know_are_told_and_not_read() -> None:
    sheet = sheets(survey=[["type", "name", "lable", "Notes"]]).sheet("survey")
    assert [message.split(" is ")[0] for _, message in strange_headings(sheet)] == [
        "the column 'lable'",
        "the column 'Notes'",
    ]
    assert not is_read("Notes", "survey")
    assert is_read("Notes", "choices")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("select_one yes_no", RowType("select_one", "yes_no")),
        ("select one from yes_no or specify other", RowType("select_one", "yes_no", True)),
        ("select_multiple x or_other", RowType("select_multiple", "x", True)),
        ("select all that apply from x", RowType("select_multiple", "x")),
        ("select_one_external town", RowType("select_one", "town", False, "external")),
        ("select_multiple_from_file t.csv", RowType("select_multiple", "t.csv", False, "file")),
        ("rank x", RowType("rank", "x")),
        ("begin group", RowType("begin_group")),
        ("end_repeat", RowType("end_repeat")),
        ("begin looped group", RowType("begin_repeat")),
        ("add integer prompt", RowType("integer")),
        ("q string", RowType("text")),
        ("get start time", RowType("start")),
        ("dateTime", RowType("datetime")),
        ("photo", RowType("image")),
    ],
)
def test_types_under_all_their_names(text: str, found: RowType) -> None:
    assert row_type(text) == found
