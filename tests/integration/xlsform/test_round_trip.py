"""Out and in again is the same flow: every question, condition and value, with its words in every language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.xlsform.importing import import_form
from flows.xlsform.report import FormError
from flows.xlsform.writing_subject import subject_of
from tests.support.exporting import (
    FLOWS,
    converted,
    export_form,
    in_words,
    load_package,
    read_again,
    sheets_of,
    subject,
    subject_in,
)
from tests.support.forms import read_here, shared
from tests.support.packages import catalogue

HEAD = "format: 2\nid: small\ntitle: Klein\n"
SECTION = "sections:\n  - id: s\n    title: S\n    steps:\n"


@pytest.mark.parametrize(("name", "variant"), FLOWS)
def test_every_flow_comes_back_the_same(name: str, variant: str | None) -> None:
    gone = subject(name, variant)
    found, back = read_again(export_form(gone))
    assert in_words(back) == in_words(gone)
    assert found.report.counts() == {"refused": 0, "adapted": 0, "missing": 0, "note": 0}
    entries = {repeat for repeat in gone.flow.repeats if repeat not in gone.flow.steps}
    assert found.steps == len(gone.flow.steps) + len(gone.flow.computed) + len(entries)


@pytest.mark.parametrize("name", ["kim-intake", "tests/flows/household.yaml"])
def test_also_through_a_file(name: str, tmp_path: Path) -> None:
    gone = subject(name)
    _, back = read_again(export_form(gone), tmp_path)
    assert in_words(back) == in_words(gone)


@pytest.mark.parametrize(
    "name",
    [
        "correlaid-mitwirken-de.xlsx",
        "odk-socio-economic-survey.xlsx",
        pytest.param("ona-subdistrict-profiling-ar.xlsx", marks=pytest.mark.slow),
        pytest.param("unhcr-rms-cati-v0.xlsx", marks=pytest.mark.slow),
    ],
)
def test_real_forms_come_back_the_same_and_stay_forms(name: str) -> None:
    files = import_form(read_here(shared("xlsforms", name))).files
    gone = subject_of(load_package(files), files)
    exported = export_form(gone)
    converted(exported)
    _, back = read_again(exported)
    assert in_words(back) == in_words(gone)


# --- what a flow may hold ---------------------------------------------------------------------------------------------


def same(text: str, tmp_path: Path | None = None, **more: str) -> Any:
    gone = subject_in(text, **more)
    exported = export_form(gone)
    converted(exported)
    _, back = read_again(exported, tmp_path)
    assert in_words(back) == in_words(gone)
    return exported


def test_texts_that_look_like_something_else(tmp_path: Path) -> None:
    odd = ["=1+1", "+49 30 123", "-5", "@here", "'quoted", "null", "true", "0123", "1.50", "a: b", "# no", "${{x}}",
           "$", "zwei  Blanks", "10\u00a0€", "Zeile\n\n  eingerückt", "{{}}", "$\\\\{{a", "none",
           "*stern* _unter_ <b>fett</b>", "_x0041_", "\U0001f600", "\u2066116 117\u2069"]  # fmt: skip
    steps = "".join(f"    - {{id: q{at}, kind: say, prompt: {_yaml(text)}}}\n" for at, text in enumerate(odd))
    same(HEAD + SECTION + steps + "    - {id: last, kind: text, prompt: Name?}\n", tmp_path)


def _yaml(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\u00a0", "\\u00a0")
    return f'"{escaped}"'


def test_lists_with_attributes_of_every_sort() -> None:
    lists = (
        "lists:\n  towns:\n    - {value: a, label: A, name: '01', size: 5, code: '007', label2: x,\n"
        "       geometry: y, flag: true}\n"
        "    - {value: b, label: B, size: 1.5, 'odd key': '${{x}}', lotse_x: z}\n"
        "  unused: [{value: c, label: C, words: see | sea, desk: Zeh}]\n"
    )
    steps = (
        "    - {id: t, kind: one, prompt: Wo?, list: towns, name: Town}\n"
        "    - {id: u, kind: many, prompt: Wo noch?, list: towns, filter: choice.size > 2 and t == 'a', max: 2}\n"
    )
    exported = same(HEAD + lists + SECTION + steps)
    assert exported.only_here == ()


def test_names_that_collide() -> None:
    steps = (
        "    - {id: a, kind: text, prompt: A?, name: B}\n    - {id: b, kind: text, prompt: B?, name: b}\n"
        "    - {id: c, kind: text, prompt: C?, name: with blanks}\n    - {id: section_s, kind: text, prompt: S?}\n"
        "    - {id: yes_no, kind: one, prompt: Welche?,\n"
        "       choices: [{value: v, label: V, name: x y}, {value: x, label: X, name: v}]}\n"
        "    - group: g\n      name: A\n      title: Gruppe\n      relevant: a == 'x'\n      steps:\n"
        "        - {id: d, kind: yes_no, prompt: D?, default: 'true'}\n"
        "        - {id: meta, kind: number, prompt: M?, integer: false, default: '2', relevant: d}\n"
    )
    same(HEAD + SECTION + steps)


def test_several_constraints_and_everything_about_a_step() -> None:
    steps = (
        "    - {id: agree, kind: consent, purpose: special, version: 3, before_consent: true, prompt: Ja?}\n"
        "    - id: a\n      kind: number\n      prompt: Wie viele?\n      needs: special\n      sensitive: true\n"
        "      min: 0\n      max: 9\n      seconds: 4.5\n      version: 2\n      urgent: a > 8\n"
        "      staff_hint: Vorsicht\n"
        "      constraints:\n        - {test: it > 0, message: Mehr.}\n"
        "        - {test: it != 7, message: Nicht sieben.}\n"
        "    - {id: b, kind: say, prompt: Ende, ends: done, required: false}\n"
    )
    po = catalogue({
        "small.a.constraint.2": ("Nicht sieben.", "Not seven."), "small.a.staff_hint": ("Vorsicht", "Careful"),
        "small.a.prompt": ("Wie viele?", "How many?"), "small.title": ("Klein", "Small"),
    }).decode()  # fmt: skip
    exported = same(HEAD + SECTION + steps, en=po)
    asked = dict(zip(exported.sheets["survey"][0], exported.sheets["survey"][3], strict=True))
    assert asked["relevant"] == "${agree} = 'yes'"
    assert asked["constraint"] == ". >= 0 and . <= 9 and . > 0 and . != 7"


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30), min_size=1, max_size=4)
)
def test_any_text_comes_back(texts: list[str]) -> None:
    said = [text for text in texts if text.strip()] or ["x"]
    doubled = [text.replace("{", "{{").replace("}", "}}") for text in said]
    steps = "".join(f"    - {{id: q{at}, kind: text, prompt: {_escaped(text)}}}\n" for at, text in enumerate(doubled))
    gone = subject_in(HEAD + SECTION + steps)
    _, back = read_again(export_form(gone))
    assert in_words(back) == in_words(gone)


def _escaped(text: str) -> str:
    return '"' + "".join(f"\\U{ord(char):08x}" for char in text) + '"'


# --- what people do to the workbook -----------------------------------------------------------------------------------


def edited(text: str, change: Any) -> Any:
    """The package of an exported workbook after somebody worked on its rows."""
    exported = export_form(subject_in(text))
    survey = [dict(zip(exported.sheets["survey"][0], row, strict=True)) for row in exported.sheets["survey"][1:]]
    change(survey)
    headings = list(dict.fromkeys(key for row in survey for key in row))
    rows = [headings, *([row.get(key, "") for key in headings] for row in survey)]
    found, back = read_again(type(exported)({**exported.sheets, "survey": rows}, (), {}, {}, ()))
    return found, back.flow


SMALL = HEAD + SECTION + (
    "    - {id: a, kind: yes_no, prompt: Ja?}\n"
    "    - {id: b, kind: text, prompt: Was?, relevant: a}\n"
    "    - {id: c, kind: number, prompt: Wie viele?, required: false}\n"
)  # fmt: skip


def test_a_text_is_changed_where_everybody_sees_it() -> None:
    def change(rows: list[dict[str, str]]) -> None:
        rows[1]["label::Deutsch (de)"] = "Wirklich?"
        rows[1]["label::English (en)"] = "Really?"

    found, flow = edited(SMALL, change)
    assert flow.source[flow.steps["a"].prompt] == "Wirklich?"
    assert b"Really?" in found.files["texts/en.po"]


def test_xpath_is_read_where_the_cell_of_ours_is_empty() -> None:
    def change(rows: list[dict[str, str]]) -> None:
        rows[2] |= {"lotse::relevant": "", "relevant": "${a} = 'no'"}
        rows[3] |= {"constraint": ". < 9", "constraint_message::Deutsch (de)": "Zu viel."}

    _, flow = edited(SMALL, change)
    assert flow.steps["b"].relevant.source == "a == false"
    assert [rule.test.source for rule in flow.steps["c"].constraints] == ["sure(it < 9)"]


def test_a_row_of_ones_own_is_read_as_in_any_form() -> None:
    def change(rows: list[dict[str, str]]) -> None:
        new = {"type": "date", "name": "Since", "label::Deutsch (de)": "Seit wann, ${b}?", "relevant": "${a} = 'yes'"}
        rows.insert(3, new)

    _, flow = edited(SMALL, change)
    since = flow.steps["since"]
    assert (since.kind, since.name, since.relevant.source) == ("date", "Since", "a == true")
    assert flow.source[since.prompt] == "Seit wann, {b}?"
    assert list(flow.steps) == ["a", "b", "since", "c"]


def test_a_change_that_has_no_effect_is_told_with_its_place() -> None:
    def change(rows: list[dict[str, str]]) -> None:
        rows[2] |= {"relevant": "${a} = 'no'", "hint::Deutsch (de)": "Neu"}
        rows[3]["type"] = "decimal"

    found, flow = edited(SMALL, change)
    assert flow.steps["b"].relevant.source == "a"
    assert flow.source[str(flow.steps["b"].hint)] == "Neu"
    told = [(remark.place.row, remark.code, remark.message) for remark in found.report.of("adapted")]
    assert [(row, code) for row, code, _ in told] == [(4, "not_kept"), (5, "not_kept")]
    assert told[0][2].startswith("'relevant' was changed here, but not read: what stands in 'lotse::relevant' counts")
    assert "'lotse::kind' counts" in told[1][2]


def test_a_row_that_others_read_is_missed_at_once() -> None:
    exported = export_form(subject_in(SMALL))
    table = exported.sheets["survey"]
    rows = [row for row in table if row[1] != "a"]
    found = import_form(sheets_of({**exported.sheets, "survey": rows}))
    (told,) = found.report.of("refused")
    assert (told.place.sheet, told.code) == ("flow.yaml", "expression.unknown_name")
    assert "there is no step 'a'" in told.message


@pytest.mark.parametrize("cell", ["[" * 30_000, "[1]", "{", '{"a": [1]}', '{"a": true}', "null"])
def test_attributes_that_are_none_are_refused(cell: str) -> None:
    lists = "lists:\n  l: [{value: a, label: A, 'odd key': x}]\n"
    exported = export_form(subject_in(HEAD + lists + SECTION + "    - {id: a, kind: one, prompt: Was?, list: l}\n"))
    head, *rows = exported.sheets["choices"]
    at = head.index("lotse_attributes")
    changed = [head, *([*row[:at], cell, *row[at + 1 :]] for row in rows)]
    with pytest.raises(FormError) as refused:
        import_form(sheets_of({**exported.sheets, "choices": changed}))
    (problem,) = refused.value.problems
    assert (problem.place.sheet, problem.place.row) == ("choices", 2)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"lotse::kind": "unheard"}, "there is no kind 'unheard'"),
        ({"lotse::colour": "red"}, "'colour' says nothing about this"),
        ({"lotse::min": "many"}, "expected Smallest number allowed."),
        ({"lotse::media": "[" * 30_000}, "expected image, audio or video"),
        ({"lotse::media": "{"}, "expected image, audio or video"),
    ],
)
def test_wrong_cells_of_ours_are_refused_with_their_place(cells: dict[str, str], said: str) -> None:
    with pytest.raises(FormError) as refused:
        edited(SMALL, lambda rows: rows[3].update(cells))
    (problem,) = refused.value.problems
    assert problem.message.startswith(said)
    assert (problem.place.sheet, problem.place.row) == ("survey", 5)
    assert next(iter(cells)) in problem.place.column
