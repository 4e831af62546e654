"""Why a condition came out as it did: only what decided, and always something that did."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from flows.expressions import Env, compile_expression
from flows.expressions.explain import MOST, explain
from tests.unit.flows.expressions.test_laws import ASKING, MONOTONE, SCOPE, answers, conditions

TODAY = date(2025, 3, 1)
VALUES: dict[str, Any] = {
    "day": {"date": "2010-05-05", "precision": "day"},
    "one": "x",
    "many": ["y"],
    "n": 3,
    "a": True,
    "b": False,
}


def why(source: str) -> list[tuple[str, Any]]:
    return [(found.text, found.value) for found in explain(compile_expression(source, SCOPE).tree, Env(VALUES, TODAY))]


@pytest.mark.parametrize(
    ("source", "reasons"),
    [
        ("age(day) >= 16 and a", [("age(day) >= 16", False), ("age(day)", 14), ("day", date(2010, 5, 5))]),
        ("one == 'y' or a", [("a", True)]),
        ("one == 'x' and a", [("one == 'x'", True), ("one", "x"), ("a", True)]),
        ("not (b or word == 'hi')", [("word == 'hi'", None), ("word", None)]),
        ("b and word == 'hi'", [("b", False)]),
        ("not answered(word)", [("answered(word)", False)]),
        ("a if 'y' in many else b", [("'y' in many", True), ("many", ("y",)), ("a", True)]),
        ("a if word == 'hi' else b", [("word == 'hi'", None), ("word", None)]),
        ("n in (1, 2) or n > 5", [("n in (1, 2)", False), ("n", 3), ("n > 5", False)]),
        ("true", []),
    ],
)
def test_only_what_decided_is_told(source: str, reasons: list[tuple[str, Any]]) -> None:
    assert why(source) == reasons


def test_it_stays_short() -> None:
    many = " and ".join(f"n > -{number}" for number in range(1, 40))
    assert len(why(many)) == MOST


def test_what_is_unknown_is_told_however_much_is_known() -> None:
    known = " and ".join(f"n > -{number}" for number in range(1, 40))
    assert ("word", None) in why(f"word == 'hi' if {known} else a")


@settings(deadline=None)
@given(conditions(MONOTONE + ASKING), answers)
def test_whatever_is_unknown_or_not_there_has_a_reason(source: str, values: dict[str, Any]) -> None:
    """Every condition that reads an answer can be explained, and each part is what it is said to be."""
    values = {name: value for name, value in values.items() if name not in ("day", "word")}
    expression, env = compile_expression(source, SCOPE), Env(values, TODAY)
    reasons = explain(expression.tree, env)
    for reason in reasons:
        alone = compile_expression(reason.text, SCOPE, expect=None)
        (first, *_) = explain(alone.tree, env)
        assert first == reason
        assert alone(env) is None or reason.value is not None
    if expression(env) is None:
        assert any(reason.value is None for reason in reasons)
