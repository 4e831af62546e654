"""A case with children, schools and earlier work on the desk: under its headings, with what was worked out from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.services.case_view import Row, rows_of, sections
from flows.loader import load_flow
from flows.places import load_places
from locales.texts import isolate
from tests.support.german_texts import german_texts
from tests.support.household import household

TEXTS, PLACES, TODAY = german_texts(), load_places(), date(2026, 11, 20)
BORN = {"one": "2022-03-01", "two": "2015-05-05"}


def said(value: Any) -> dict[str, Any]:
    return {"value": value, "raw": None, "lang": "uk", "at": "2026-11-20T08:30:00Z"}


def born(day: str) -> dict[str, str]:
    return {"date": day, "precision": "day"}


ANSWERS = {
    "called": "Olena",
    "town": "luenen",
    "district": "gahmen",
    "has_children": True,
    "children_count": 2,
    "child_name#1": "Ivan",
    "child_birth#1": born("2022-03-01"),
    "daycare#1": False,
    "child_name#2": "Daryna",
    "child_birth#2": born("2015-05-05"),
    "schools#2-1": True,
    "school_name#2-1": "Leoschule",
    "schools#2-2": False,
    "jobs#1": True,
    "job#1": "Köchin",
    "job_years#1": 4,
    "jobs#2": True,
    "job#2": "Verkäuferin",
    "job_years#2": 2,
    "jobs#3": False,
}


def rows(answers: Mapping[str, Any]) -> list[Row]:
    stored = {key: said(value) for key, value in answers.items()}
    view = sections(household(), stored, TEXTS, PLACES, TODAY, frozenset())
    return [row for section in view for row in section.rows]


def test_answers_stand_under_the_entry_they_are_about() -> None:
    found = [(row.step, row.heading) for row in rows(ANSWERS)]
    assert ("child_name#1", "Kind 1") in found
    assert ("child_name#2", "Kind 2") in found
    assert ("school_name#2-1", "Kind 2 · Schule 1") in found
    assert ("job#2", "Arbeit 2") in found
    assert ("called", "") in found


def test_labels_name_the_answers_they_speak_of() -> None:
    labels = {row.step: row.label for row in rows(ANSWERS)}
    assert labels["child_birth#2"] == f"Wann ist {isolate('Daryna')} geboren?"
    assert labels["job#2"] == "Was war Arbeit 2?"
    assert labels["job_years#1"] == f"Wie viele Jahre haben Sie das gemacht: {isolate('Köchin')}?"


def test_a_name_that_is_not_known_is_dots() -> None:
    answers = {key: value for key, value in ANSWERS.items() if key != "child_name#2"}
    assert {row.step: row.label for row in rows(answers)}["child_birth#2"] == f"Wann ist {isolate('…')} geboren?"


def test_computed_values_with_a_line_for_the_desk_are_shown_in_their_place() -> None:
    found = rows(ANSWERS)
    shown = {row.step: (row.label, row.values, row.heading) for row in found}
    assert shown["child_age#1"] == ("Alter", ("4",), "Kind 1")
    assert shown["child_age#2"] == ("Alter", ("11",), "Kind 2")
    assert shown["small_ones"] == ("Kinder unter sechs", ("1",), "")
    assert shown["all_names"] == ("Namen der Kinder", ("Ivan, Daryna",), "")
    assert shown["years"] == ("Jahre Arbeit zusammen", ("6",), "")
    order = [row.step for row in found]
    assert order.index("child_age#1") < order.index("child_name#2")
    assert order.index("child_age#2") < order.index("school_name#2-1"), "an entry's own value before what is inside it"


def test_what_is_not_known_yet_is_not_worked_out() -> None:
    answers = {key: value for key, value in ANSWERS.items() if key != "job_years#2"}
    assert "years" not in {row.step for row in rows(answers)}


def test_another_one_is_no_answer_of_its_own_but_none_at_all_is() -> None:
    assert not {"jobs#1", "jobs#2", "jobs#3", "schools#2-1", "schools#2-2"} & {row.step for row in rows(ANSWERS)}
    none = {row.step: row for row in rows({"jobs#1": False})}
    assert (none["jobs#1"].values, none["jobs#1"].heading) == (("Nein",), "")


def test_hints_for_the_case_manager_stand_under_the_answer() -> None:
    found = {row.step: row.hint for row in rows(ANSWERS)}
    assert found["daycare#1"] == "Wer keinen Platz hat, bekommt die Adresse der Kita-Beratung."
    assert found["district"] is not None
    assert found["child_name#1"] is None


def test_answers_of_entries_that_are_not_counted_are_still_shown() -> None:
    """A case may be older than the flow, or a count may be missing."""
    found = {row.step: row for row in rows({"child_name#5": "Max"})}
    assert found["child_name#5"].values == ("Max",)


@pytest.mark.parametrize("counted", ["count(children)", "any(children, ill)", "sum(children, 1)"])
def test_a_computed_value_is_withheld_with_the_answers_behind_it(counted: str) -> None:
    flow = load_flow(f"""
format: 2
id: ill
title: Krank
sections:
  - id: all
    title: Alles
    steps:
      - {{id: agree, kind: consent, before_consent: true, purpose: intake, version: 1, prompt: Ja?}}
      - {{id: agree_more, kind: consent, purpose: special, version: 1, prompt: Auch?}}
      - {{id: how_many, kind: number, needs: special, prompt: Wie viele?}}
      - repeat: children
        needs: special
        count: how_many
        steps:
          - {{id: ill, kind: yes_no, prompt: Krank?}}
      - {{id: told, kind: computed, value: "{counted}", desk: Gerechnet}}
""")
    answers = {"how_many": said(2), "ill#1": said(True), "ill#2": said(False)}
    hidden = rows_of(sections(flow, answers, TEXTS, PLACES, TODAY, frozenset({"intake"})))["told"]
    assert (hidden.state, hidden.purpose, hidden.values) == ("withheld", "special", ())
    shown = rows_of(sections(flow, answers, TEXTS, PLACES, TODAY, frozenset({"intake", "special"})))["told"]
    assert shown.state == "answered"


ODD = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([*ANSWERS, "child_name#9-9", "children_count#1", "x#y"]), ODD, max_size=8))
def test_no_stored_value_breaks_the_page(given_: dict[str, Any]) -> None:
    rows({**ANSWERS, **given_})
