"""Answers from a file are checked like answers from a person: what does not fit is named, never its value."""

from __future__ import annotations

from typing import Any

import pytest

from flows.errors import LotseError
from flows.rules.inputs import AnswerReader
from tests.support.rules import ADULT, rules

RULES = rules(ADULT)


@pytest.mark.parametrize(
    ("key", "value", "stored"),
    [
        ("birth", "2004-02-29", {"date": "2004-02-29", "precision": "day"}),
        ("birth", "2004-02", {"date": "2004-02-01", "precision": "month"}),
        ("birth", "2004", {"date": "2004-01-01", "precision": "year"}),
        ("birth", 2004, {"date": "2004-01-01", "precision": "year"}),
        ("birth", {"date": "2004-02-29", "precision": "year"}, {"date": "2004-02-29", "precision": "year"}),
        ("residence", "05316000", {"ags": "05316000", "status": "ok"}),
        ("residence", {"ags": "05316000", "plz": "51371", "x": 1}, {"ags": "05316000", "plz": "51371"}),
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
    assert AnswerReader(RULES).read({key: value}) == {key: stored}


def test_null_is_not_answered() -> None:
    assert AnswerReader(RULES).read({"birth": None}) == {}


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
        ("status", "duldng"),
        ("status", ["duldung"]),
        ("fields", "law"),
        ("fields", ["law", "magic"]),
        ("children", True),
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
        AnswerReader(RULES).read({key: value})
    assert wrong.value.code == "screen.answers"
    assert wrong.value.detail["key"] == key


def test_a_slip_in_a_key_is_guessed() -> None:
    with pytest.raises(LotseError) as wrong:
        AnswerReader(RULES).read({"statu": "duldung"})
    assert "did you mean 'status'" in wrong.value.detail["expected"]


def test_a_list_is_no_set_of_answers() -> None:
    with pytest.raises(LotseError):
        AnswerReader(RULES).read([1])
