"""Answers from a file are checked like answers from a person: what does not fit is named, never its value."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from flows.errors import LotseError
from flows.rules.inputs import AnswerReader
from tests.support.rules import ADULT, rules

RULES, ON = rules(ADULT), date(2026, 11, 27)


@pytest.mark.parametrize(
    ("key", "value", "stored"),
    [
        ("birth", "2004-02-29", {"date": "2004-02-29", "precision": "day"}),
        ("birth", "2004-02", {"date": "2004-02-01", "precision": "month"}),
        ("birth", "2004", {"date": "2004-01-01", "precision": "year"}),
        ("birth", 2004, {"date": "2004-01-01", "precision": "year"}),
        ("birth", {"date": "2004-02-29", "precision": "year"}, {"date": "2004-02-29", "precision": "year"}),
        ("residence", "05316000", {"ags": "05316000", "status": "ok"}),
        ("residence", {"ags": "05316000", "plz": "51371", "name": None}, {"ags": "05316000", "plz": "51371"}),
        ("status", "duldung", "duldung"),
        ("fields", ["law", "work", "law"], ["law", "work"]),
        ("children", 2, 2),
        ("of_age", True, True),
        ("best_language", "ar", "ar"),
        ("origin", "SY", "SY"),
        ("referred_by", "sozialamt", "sozialamt"),
    ],
)
def test_values_become_what_the_flow_stores(key: str, value: Any, stored: Any) -> None:
    assert AnswerReader(RULES).read({key: value}, ON) == {key: stored}


def test_null_is_not_answered() -> None:
    assert AnswerReader(RULES).read({"birth": None}, ON) == {}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("birth", "2023-02-29"),
        ("birth", "29.02.2004"),
        ("birth", "2019-W01-1"),
        ("birth", "20190531"),
        ("birth", {"date": "1990-01-01", "precision": "century"}),
        ("residence", "5316000"),
        ("residence", {"ags": 5316000}),
        ("residence", {"plz": "5137"}),
        ("residence", {"plz": 51371}),
        ("residence", {"plz": "51371", "city": "Leverkusen"}),
        ("residence", {"status": "ok"}),
        ("residence", {"ags": "05316000", "status": "nowhere"}),
        ("birth", {"date": "1990-01-01", "day": 1}),
        ("status", "duldng"),
        ("status", ["duldung"]),
        ("fields", "law"),
        ("fields", ["law", "magic"]),
        ("children", True),
        ("children", -3),
        ("children", 21),
        ("children", 2.5),
        ("birth", "1626"),
        ("birth", "2026-11-28"),
        ("arrival", "2027"),
        ("fields", ["law", "none"]),
        ("children", float("inf")),
        ("of_age", "yes"),
        ("best_language", "Deutsch"),
        ("origin", "Syria"),
        ("referred_by", "me"),
        ("shoe_size", 40),
        ("welcome", "x"),
        ("goodbye", True),
    ],
)
def test_what_does_not_fit_is_named(key: str, value: Any) -> None:
    with pytest.raises(LotseError) as wrong:
        AnswerReader(RULES).read({key: value}, ON)
    assert wrong.value.code == "screen.answers"
    assert wrong.value.detail["key"] == key


def test_a_constraint_is_told_in_its_own_words() -> None:
    with pytest.raises(LotseError) as wrong:
        AnswerReader(RULES).read({"children": -3}, ON)
    assert wrong.value.detail == {"key": "children", "expected": "an answer (`it`) for which between(it, 0, 20)"}


def test_answers_that_contradict_each_other_are_for_the_rules() -> None:
    """A person is asked again; of a file, a human decides (`lev-age-said-twice` of the vignettes)."""
    assert AnswerReader(RULES).read({"of_age": True, "birth": "2020-05-01"}, ON)["of_age"] is True


@pytest.mark.parametrize(("on", "fits"), [(date(2021, 3, 1), True), (date(2021, 2, 28), False)])
def test_the_future_begins_after_the_day_asked_for(on: date, fits: bool) -> None:
    reader = AnswerReader(RULES)
    if fits:
        assert reader.read({"arrival": "2021-03-01"}, on)
    else:
        with pytest.raises(LotseError):
            reader.read({"arrival": "2021-03-01"}, on)


def test_a_half_known_day_is_not_in_the_future_for_sure() -> None:
    assert AnswerReader(RULES).read({"arrival": "2026"}, ON)


def test_every_constraint_on_a_value_by_itself_is_held() -> None:
    """A question that asks more of its answer tomorrow asks it of files, too."""
    asking = AnswerReader(RULES)._asking
    assert {"children", "adults", "birth", "arrival"} <= set(asking)
    held = {test.source for tests in asking.values() for test in tests}
    every = {one.test.source for step in RULES.flow.steps.values() for one in step.constraints}
    assert {source for source in every - held if "of_age" not in source} == set()


def test_a_slip_in_a_key_is_guessed() -> None:
    with pytest.raises(LotseError) as wrong:
        AnswerReader(RULES).read({"statu": "duldung"}, ON)
    assert "did you mean 'status'" in wrong.value.detail["expected"]


def test_a_list_is_no_set_of_answers() -> None:
    with pytest.raises(LotseError):
        AnswerReader(RULES).read([1], ON)
