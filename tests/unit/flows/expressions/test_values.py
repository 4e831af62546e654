"""What is done with numbers, texts, days and sets: the results written down, or unknown, never an error."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.expressions import Env, ExpressionError, Scope, compile_expression
from flows.expressions.numbers import number_in, number_text
from flows.expressions.types import LARGEST

TODAY = date(2026, 1, 31)
SCOPE = Scope(
    {
        "n": "number",
        "m": "number",
        "t": "text",
        "u": "text",
        "d": "date",
        "c": "choice",
        "some": "choices",
        "more": "choices",
    },
    {"c": frozenset({"a", "b"}), "some": frozenset({"a", "b", "c"}), "more": frozenset({"a", "b", "c"})},
)


def day(iso: str, precision: str = "day") -> dict[str, Any]:
    return {"date": iso, "precision": precision}


GIVEN = {"n": 7, "m": -2, "t": "Ada Lovelace", "d": day("2024-02-29"), "c": "a", "some": ["a", "b"], "more": ["b", "c"]}


def value(source: str, values: dict[str, Any] = GIVEN) -> Any:
    return compile_expression(source, SCOPE, expect=None)(Env(values, TODAY))


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("n / 2", 3.5),
        ("n // 2", 3),
        ("n % 3", 1),
        ("m % 3", 1),
        ("n ** 2", 49),
        ("n / 0", None),
        ("n // 0", None),
        ("n % 0", None),
        ("m ** 0.5", None),
        ("9 ** 99999", None),
        ("1000000000000000 * 1000", None),
        ("round(2.5)", 3),
        ("round(-2.5)", -2),
        ("floor(-1.5)", -2),
        ("ceil(-1.5)", -1),
        ("trunc(-1.5)", -1),
        ("abs(m)", 2),
        ("min(n, m, 3)", -2),
        ("max(d, today)", TODAY),
        ("number('3.50')", 3.5),
        ("number(' 12 ')", 12),
        ("number('1e5')", None),
        ("number('١٢')", None),
        ("number('')", None),
        ("text(n)", "7"),
        ("text(n / 2)", "3.5"),
        ("text(0.1 + 0.2)", "0.3"),
        ("text(d)", "2024-02-29"),
        ("text(c)", "a"),
        ("text(n > 3)", "true"),
        ("len(t)", 12),
        ("words(t)", 2),
        ("word(t, 2)", "Lovelace"),
        ("word(t, 3)", None),
        ("word(t, 0)", None),
        ("concat(t, '!', c)", "Ada Lovelace!a"),
        ("t + '!'", "Ada Lovelace!"),
        ("starts_with(t, 'Ada')", True),
        ("ends_with(t, 'Ada')", False),
        ("contains(t, 'Love')", True),
        ("substr(t, 0, 3)", "Ada"),
        ("substr(t, 4)", "Lovelace"),
        ("upper(t)", "ADA LOVELACE"),
        ("lower(t)", "ada lovelace"),
        ("matches(t, '^A.*e$')", True),
        ("matches(t, '[0-9]')", False),
        ("today + days(1)", date(2026, 2, 1)),
        ("today + months(1)", date(2026, 2, 28)),
        ("d + years(1)", date(2025, 2, 28)),
        ("today - weeks(2)", date(2026, 1, 17)),
        ("today + days(0.5)", None),
        ("today + years(99999)", None),
        ("today - d", 702),
        ("month(d)", 2),
        ("day(d)", 29),
        ("weekday(d)", 4),
        ("date_of(2024, 2, 29)", date(2024, 2, 29)),
        ("date_of(2023, 2, 29)", None),
        ("count(some & more)", 1),
        ("count(some | more)", 3),
        ("'a' in some - more", True),
        ("{'a', 'b'}", ["a", "b"]),
        ("count({'a', 'b'} - some)", 0),
    ],
)
def test_results(source: str, result: Any) -> None:
    assert value(source) == result
    assert type(value(source)) is type(result)


def test_a_half_known_day_stays_half_known_when_it_moves() -> None:
    values = {"d": day("2024-01-01", "year")}
    assert value("d + years(1) <= date('2025-12-31')", values) is True
    assert value("d + years(1) <= date('2025-06-01')", values) is None


@pytest.mark.parametrize(
    "source", ["n / m", "text(n)", "t + u", "word(t, n)", "today + days(n)", "some & more", "matches(t, 'a')"]
)
def test_what_reads_an_unknown_is_unknown(source: str) -> None:
    assert value(source, {}) is None


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("t + n", "type"),
        ("today + 5", "type"),
        ("some + more", "type"),
        ("matches(t, u)", "value"),
        ("matches(t, '(')", "pattern"),
        ("matches(t, '(?=a)')", "pattern"),
        ("matches(t, '" + "a" * 600 + "')", "pattern"),
        ("matches(t, '(((a{1000}){1000}){1000})')", "pattern"),
        ("len(n)", "type"),
        ("days(3)", "unknown_function"),
        ("today + days()", "arity"),
        ("{n, 'a'}", "type"),
        ("number(d)", "type"),
    ],
)
def test_slips_are_found_while_the_flow_loads(source: str, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(source, SCOPE, expect=None)
    assert caught.value.problems[0].code == f"expression.{code}"


def test_a_catastrophic_pattern_takes_no_time() -> None:
    assert value("matches(t, '^(a+)+$')", {"t": "a" * 4000 + "!"}) is False


NUMBERS = st.one_of(st.integers(-(10**18), 10**18), st.floats(allow_nan=False))


@given(st.sampled_from(["+", "-", "*", "/", "//", "%", "**"]), NUMBERS, NUMBERS)
def test_arithmetic_is_a_usable_number_or_unknown(operator: str, one: float, other: float) -> None:
    found = value(f"n {operator} m", {"n": one, "m": other})
    assert found is None or -LARGEST <= found <= LARGEST


@given(st.one_of(st.integers(-(10**9), 10**9), st.decimals(-1000, 1000, places=4).map(float)))
def test_a_number_survives_being_a_text(number: float) -> None:
    assert number_in(number_text(number)) == number


@given(st.text(max_size=200), st.text(max_size=20), st.integers(-5, 300), st.integers(-5, 300))
def test_texts_never_fail(text: str, other: str, one: int, two: int) -> None:
    for source in ("substr(t, n, m)", "word(t, n)", "t + u + t", "upper(t)", "number(t)", "contains(t, u)", "words(t)"):
        value(source, {"t": text, "u": other, "n": one, "m": two})
