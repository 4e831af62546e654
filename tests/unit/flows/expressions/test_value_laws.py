"""Laws of sums, texts, days and sets, tried on expressions nobody wrote by hand and on answers of any shape."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.expressions import Env, ExpressionError, compile_expression
from flows.expressions.numbers import LARGEST
from flows.expressions.texts import LONGEST
from tests.unit.flows.expressions.test_laws import SCOPE, answers, junk
from tests.unit.flows.expressions.test_unparse import again

TODAY = date(2025, 3, 1)
UNITS = ("days", "weeks", "months", "years")


@st.composite
def valued(draw: st.DrawFn, kind: str, depth: int = 3) -> str:
    """The text of an expression of that type."""
    leaves, shapes = FORMS[kind]
    if not depth or draw(st.booleans()):
        return draw(st.sampled_from(leaves))
    pieces = draw(st.sampled_from(shapes))
    return "".join(draw(valued(piece[1:], depth - 1)) if piece[0] == ":" else piece for piece in pieces)


def _shape(text: str) -> list[str]:
    """`(:number / :number)` -> pieces; what begins with a colon is put in."""
    pieces: list[str] = []
    for word in text.split("§"):
        pieces.append(word)
    return [piece for piece in pieces if piece]


_SHAPES = {
    "number": [
        *(f"(§:number§ {sign} §:number§)" for sign in ("+", "-", "*", "/", "//", "%", "**")),
        *(f"{name}(§:number§)" for name in ("round", "floor", "ceil", "trunc", "abs")),
        "number(§:text§)", "len(§:text§)", "words(§:text§)", "(§:date§ - §:date§)", "month(§:date§)", "day(§:date§)",
        "weekday(§:date§)", "age(§:date§)", "count(§:choices§)", "known(§:number§, §:number§)",
        "min(§:number§, §:number§)", "max(§:number§, §:number§)",
    ],
    "text": [
        "concat(§:text§, §:text§)", "(§:text§ + §:text§)", "upper(§:text§)", "lower(§:text§)", "text(§:number§)",
        "text(§:date§)", "substr(§:text§, §:number§)", "substr(§:text§, §:number§, §:number§)",
        "word(§:text§, §:number§)", "known(§:text§, §:text§)",
    ],
    "date": [
        *(f"(§:date§ {sign} {unit}(§:number§))" for sign in "+-" for unit in UNITS),
        "date_of(§:number§, §:number§, §:number§)", "min(§:date§, §:date§)", "known(§:date§, §:date§)",
    ],
    "choices": [f"(§:choices§ {sign} §:choices§)" for sign in "&|-"],
    "bool": [
        "(§:number§ < §:number§)", "(§:date§ == §:date§)", "(§:text§ != §:text§)", "matches(§:text§, '[a-z]+')",
        "starts_with(§:text§, §:text§)", "contains(§:text§, §:text§)", "sure(§:bool§)", "any_of(§:choices§, 'x')",
        "('x' in §:choices§)", "(§:bool§ if §:bool§ else §:bool§)",
    ],
}  # fmt: skip
FORMS = {
    kind: (leaves, [_shape(text) for text in _SHAPES[kind]])
    for kind, leaves in {
        "number": ["n", "m", "0", "7", "2.5", "1000000000000000"],
        "text": ["word", "'a b'", "''", "one", "lang"],
        "date": ["day", "other", "today"],
        "choices": ["many", "{'x', 'z'}"],
        "bool": ["a", "b", "true"],
    }.items()
}


def is_right(source: str) -> bool:
    """Refused: a text beside a choice it can never be, a choice beside a language."""
    try:
        compile_expression(source, SCOPE, expect=None)
    except ExpressionError as error:
        return not {problem.code for problem in error.problems} <= {"expression.value", "expression.type"}
    return True


anything = st.sampled_from(sorted(FORMS)).flatmap(valued).filter(is_right)
hostile = st.sampled_from(
    [float("inf"), float("nan"), 10**400, 1e300, [{}], ["x", []], "x" * LONGEST, "\ud800", "ß" * 9_000]
)
some_junk = st.fixed_dictionaries(dict.fromkeys(SCOPE.types, hostile | junk))


def run(source: str, values: dict[str, Any]) -> Any:
    return compile_expression(source, SCOPE, expect=None)(Env(values, TODAY))


def bounded(value: Any) -> bool:
    """Of a type the language knows, and no larger than it allows."""
    if value.__class__ in (int, float):
        return bool(-LARGEST <= value <= LARGEST)
    return len(value) <= LONGEST if isinstance(value, str) else isinstance(value, bool | list | tuple | date | None)


@settings(deadline=None, max_examples=300)
@given(anything, answers | some_junk)
def test_a_value_is_bounded_or_unknown_and_nothing_raises(source: str, values: dict[str, Any]) -> None:
    """faults: D (expressions that allocate gigabytes; answers kept from another revision)."""
    assert bounded(run(source, values))


@settings(deadline=None, max_examples=300)
@given(anything)
def test_values_come_back_as_the_same_tree(source: str) -> None:
    again(source)


@settings(deadline=None)
@given(answers, st.integers(-2000, 2000))
def test_a_day_moved_there_and_back_is_the_same_day(values: dict[str, Any], days: int) -> None:
    moved = f"(other + days({days}))" if days >= 0 else f"(other - days({-days}))"
    assert run(f"{moved} - other", values) == days
    assert run(f"({moved} - days(1)) + days(1) == {moved}", values) is True


@settings(deadline=None)
@given(answers)
def test_sets_keep_the_laws_of_sets(values: dict[str, Any]) -> None:
    for law in (
        "count(many & {'x', 'y'}) + count(many | {'x', 'y'}) == count(many) + 2",
        "count(many - {'x'}) + count(many & {'x'}) == count(many)",
        "count((many - {'x'}) & {'x'}) == 0",
    ):
        assert run(law, values) is True, law


@settings(deadline=None)
@given(answers)
def test_division_takes_apart_what_multiplication_puts_together(values: dict[str, Any]) -> None:
    law = run("(n // 3) * 3 + n % 3 == n and abs(n) >= 0 and floor(m) <= m and m <= ceil(m)", values)
    assert law is True
