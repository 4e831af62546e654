"""A flow becomes a workbook that pyxform takes for an XLSForm, with its questions as a form asks them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from flows.xlsform.report import FormError
from tests.support.exporting import converted, export_form, subject, subject_in

HEAD = "format: 2\nid: small\ntitle: Klein\nsections:\n  - id: s\n    title: S\n    steps:\n"


def rows(text: str, sheet: str = "survey") -> list[dict[str, str]]:
    table = export_form(subject_in(HEAD + text)).sheets[sheet]
    return [{key: cell for key, cell in zip(table[0], row, strict=True) if cell} for row in table[1:]]


def row(text: str, name: str) -> dict[str, str]:
    return next(found for found in rows(text) if found.get("name") == name)


def test_every_language_is_in_the_form() -> None:
    xform, _ = converted(export_form(subject("kim-intake")))
    for name in ("Deutsch (de)", "English (en)", "العربية (ar)", "Українська (uk)"):
        assert f'lang="{name}"' in xform
    assert "Welche Sprache" in xform or "Guten Tag" in xform


def test_conditions_become_xpath() -> None:
    text = (
        "    - {id: many, kind: number, prompt: Wie viele?, min: 1, max: 9,\n"
        "       constraints: [{test: it != 5, message: Nein.}]}\n"
        "    - {id: a, kind: yes_no, prompt: Ja?, relevant: many > 3, required: false}\n"
        "    - {id: t, kind: text, prompt: 'Was, {many}?', required: not a, required_message: Bitte., max_length: 20}\n"
    )
    assert row(text, "many")["constraint"] == ". >= 1 and . <= 9 and . != 5"
    assert row(text, "many")["constraint_message::Deutsch (de)"] == "Nein."
    assert row(text, "many")["required"] == "yes"
    assert (row(text, "a")["type"], row(text, "a")["relevant"]) == ("select_one yes_no", "${many} > 3")
    assert "required" not in row(text, "a")
    assert row(text, "t")["required"] == "${a} = 'no'"
    assert row(text, "t")["label::Deutsch (de)"] == "Was, ${many}?"
    assert row(text, "t")["constraint"] == "string-length(.) <= 20"


def test_names_that_pyxform_makes_itself_are_left_to_it() -> None:
    names = [found["name"] for found in export_rows("tests/flows/household.yaml") if "name" in found]
    assert {"children_count", "children_entries"} <= set(names)


def export_rows(name: str) -> list[dict[str, Any]]:
    table = export_form(subject(name)).sheets["survey"]
    return [{key: cell for key, cell in zip(table[0], row_, strict=True) if cell} for row_ in table[1:]]


def test_a_repeat_counts_its_entries_where_texts_show_the_number() -> None:
    found = export_rows("tests/flows/household.yaml")
    asked = next(one for one in found if one.get("name") == "child_name")
    assert asked["label::Deutsch (de)"] == "Wie heißt Kind ${children_number}?"
    number = next(one for one in found if one.get("name") == "children_number")
    assert (number["type"], number["calculation"]) == ("calculate", "position(..)")


def test_own_words_are_a_question_of_the_form() -> None:
    found = next(one for one in export_rows("tests/flows/household.yaml") if one.get("name") == "heating_other")
    assert (found["type"], found["relevant"]) == ("text", "${heating} = 'anything'")


def test_dollars_and_braces_in_texts_are_no_answers() -> None:
    text = "    - {id: a, kind: say, prompt: 'Preis: ${{x}} und $'}\n    - {id: b, kind: text, prompt: Name?}\n"
    assert row(text, "a")["label::Deutsch (de)"] == "Preis: $ {x} und $ "
    converted(export_form(subject_in(HEAD + text)))


@pytest.mark.parametrize(("char", "code"), [("\\a", "cell_characters"), ("\\e", "cell_characters")])
def test_what_no_workbook_can_hold_is_refused_with_its_place(char: str, code: str) -> None:
    with pytest.raises(FormError) as refused:
        rows(f'    - {{id: a, kind: text, prompt: "x{char}y"}}\n')
    (problem,) = refused.value.problems
    assert (problem.code, problem.place.sheet, problem.place.row) == (code, "survey", 3)
    assert re.match(r"label::Deutsch", problem.place.column)


def test_choices_under_a_condition_are_filtered_by_a_column() -> None:
    text = (
        "    - {id: a, kind: yes_no, prompt: Ja?}\n    - {id: where, kind: place, prompt: Wo?}\n"
        "    - id: b\n      kind: one\n      prompt: Was?\n      choices:\n"
        "        - {value: x, label: X, relevant: a}\n        - {value: y, label: Y}\n"
        "        - {value: z, label: Z, relevant: where.kreis == '05978'}\n"
    )
    assert row(text, "b")["choice_filter"] == "lotse_when = '0' or lotse_when = '1' and ${a} = 'yes'"
    assert {one["name"]: one["lotse_when"] for one in rows(text, "choices") if one["list_name"] == "b"} == {
        "x": "1", "y": "0", "z": "0",
    }  # fmt: skip
    (told,) = export_form(subject_in(HEAD + text)).only_here
    assert (told.id, told.key) == ("b", "choices.relevant")
