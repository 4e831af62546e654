"""A tree written as text is read as the same tree again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from flows.expressions import Scope, compile_expression
from flows.expressions.unparse import unparse
from tests.unit.flows.expressions.test_laws import ASKING, MONOTONE, SCOPE, conditions, numbers


def again(source: str, scope: Scope = SCOPE) -> str:
    """The text of the tree of `source`, having been read as that tree."""
    tree = compile_expression(source, scope, expect=None).tree
    text = unparse(tree)
    assert compile_expression(text, scope, expect=None).tree == tree, text
    return text


@settings(deadline=None)
@given(conditions(MONOTONE + ASKING))
def test_conditions_come_back_as_the_same_tree(source: str) -> None:
    again(source)


@settings(deadline=None)
@given(numbers(4))
def test_sums_come_back_as_the_same_tree(source: str) -> None:
    again(source)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("(a and b) or (not a)", "a and b or not a"),
        ("a and (b or a)", "a and (b or a)"),
        ("(a and b) and a", "(a and b) and a"),
        ("not (a == b)", "not a == b"),
        ("(not a) == b", "(not a) == b"),
        ("not ('x' in many)", "'x' not in many"),
        ("one not in ['x']", "one not in ('x',)"),
        ("n - (m - 1)", "n - (m - 1)"),
        ("(n - m) - 1", "n - m - 1"),
        ("(n + m) * -2", "(n + m) * (0 - 2)"),
        ("between(n, 1, 2)", "1 <= n and n <= 2"),
        ("(a if b else a) if a else b", "(a if b else a) if a else b"),
        ("a if b else (a if a else b)", "a if b else a if a else b"),
        ("(1 if a else 2) > n", "(1 if a else 2) > n"),
        ("day.precision == 'year'", "day.precision == 'year'"),
        ("day < date( '2020-02-29' )", "day < date('2020-02-29')"),
        (r"word == '\x23 it\'s \\ \n'", r'''word == "\x23 it's \\ \n"'''),
        ("any_of(many, 'x', 'y') and consented('special')", "any_of(many, 'x', 'y') and consented('special')"),
        ("true or FALSE".lower(), "true or false"),
        ("(n < m) == (m < n)", "(n < m) == (m < n)"),
    ],
)
def test_brackets_stand_only_where_they_are_needed(source: str, text: str) -> None:
    assert again(source) == text


INSIDE = Scope(
    {"name": "text", "birth": "date", "some": "choices", "more": "choices", "grade": "number", "town": "choice"},
    {"some": frozenset({"x", "y"}), "more": frozenset({"x", "y"}), "town": frozenset({"x"})},
    depth={"name": ("children",), "birth": ("children",), "grade": ("children", "schools")},
    repeats={"children": (), "schools": ("children",)},
    here=("children",),
    computed={"adult": compile_expression("today >= date('2020-01-01')", Scope({}))},
    choice={"town": "text"},
)


@pytest.mark.parametrize(
    "source",
    [
        "count(children)",
        "count(children, age(birth) < 6)",
        "any(children, all(schools, grade > 1 and index > 1))",
        "sum(schools, grade) + min(schools, grade) - max(index, 3)",
        "join(children, ', ', name)",
        "at(children, index - 1, birth)",
        "choice.town == town and adult",
        "sure(index > 1) and known(age(birth), 0) > 3",
    ],
)
def test_entries_and_choices_come_back_as_written(source: str) -> None:
    assert again(source, INSIDE) == source


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("(n / m) // 2 % 3", "n / m // 2 % 3"),
        ("n / (m / 2)", "n / (m / 2)"),
        ("(n ** m) ** 2", "(n ** m) ** 2"),
        ("n ** (m ** 2)", "n ** m ** 2"),
        ("(-n) ** 2", "(0 - n) ** 2"),
        ("count((many & {'x'}) | (many - {'y'}))", "count(many & {'x'} | many - {'y'})"),
        ("many & (many | {'x'})", "many & (many | {'x'})"),
        ("day + years(18) - days(n)", "day + years(18) + days(0 - n)"),
        ("(day - other) * 2", "(day - other) * 2"),
        ("word + 'a' + text(n)", "concat(concat(word, 'a'), text(n))"),
        ("matches(word, '^[0-9]+$')", "matches(word, '^[0-9]+$')"),
    ],
)
def test_sets_days_and_texts_come_back(source: str, text: str) -> None:
    assert again(source) == text
