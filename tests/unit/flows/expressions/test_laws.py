"""Laws every expression keeps, tried on trees nobody wrote by hand."""

from __future__ import annotations

import string
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.expressions import Env, Expression, ExpressionError, Scope, compile_expression

SCOPE = Scope(
    {
        "place": "place",
        "one": "choice",
        "many": "choices",
        "day": "date",
        "other": "date",
        "n": "number",
        "m": "number",
        "a": "bool",
        "b": "bool",
        "word": "text",
    },
    {"one": frozenset({"x", "y"}), "many": frozenset({"x", "y", "z"})},
)

# --- sources ----------------------------------------------------------------------------------------------------------

NUMBERS = ["n", "m", "count(many)", "age(day)", "days_since(other)", "year(day)", "0", "2.5", "7"]
LITERALS = {"0", "2.5", "7"}
DATES = ["day", "other", "today", "date('2020-02-29')"]
ORDER = ["<", "<=", ">", ">=", "==", "!="]
MONOTONE = ["a", "b", "true", "false", "(one == 'x')", "(one in ('x', 'y'))", "(one != 'y')", "('x' in many)",
            "(one in many)", "any_of(many, 'x', 'y')", "all_of(many, 'x', 'z')", "none_of(many, 'z')",
            "(place.kreis == '05978')", "(place.plz == place.ags)", "(word == 'hi')", "(lang == 'de')",
            "(n in (1, 2))"]  # fmt: skip
ASKING = ["answered(one)", "answered(day)", "consented('special')"]  # knowing more does change these

SHAPES = ["leaf", "leaf", "compare", "not", "if", "and", "or", "==", "!="]


@st.composite
def numbers(draw: st.DrawFn, depth: int = 2) -> str:
    shape = draw(st.sampled_from(["leaf", "binary", "negative"])) if depth else "leaf"
    if shape == "leaf":
        return draw(st.sampled_from(NUMBERS))
    if shape == "negative":
        return f"(-{draw(numbers(depth - 1))})"
    return f"({draw(numbers(depth - 1))} {draw(st.sampled_from('+-*'))} {draw(numbers(depth - 1))})"


@st.composite
def comparisons(draw: st.DrawFn) -> str:
    one, two, three = (draw(st.sampled_from(DATES)) for _ in range(3)) if draw(st.booleans()) else (
        draw(numbers()) for _ in range(3)
    )  # fmt: skip
    op, other = draw(st.sampled_from(ORDER)), draw(st.sampled_from(ORDER))
    low, high = sorted((two, three), key=float) if {two, three} <= LITERALS else (two, three)  # else it is refused
    return draw(st.sampled_from([f"({one} {op} {two})", f"({one} {op} {two} {other} {three})",
                                 f"between({one}, {low}, {high})"]))  # fmt: skip


@st.composite
def conditions(draw: st.DrawFn, leaves: list[str], depth: int = 3) -> str:
    shape = draw(st.sampled_from(SHAPES)) if depth else "leaf"
    if shape == "leaf":
        return draw(st.sampled_from(leaves))
    if shape == "compare":
        return draw(comparisons())
    one, two = draw(conditions(leaves, depth - 1)), draw(conditions(leaves, depth - 1))
    if shape == "not":
        return f"(not {one})"
    if shape == "if":
        return f"({one} if {two} else {draw(conditions(leaves, depth - 1))})"
    return f"({one} {shape} {two})"


# --- answers ----------------------------------------------------------------------------------------------------------


def stored(day: date, precision: str) -> dict[str, Any]:
    return {"date": day.isoformat(), "precision": precision, "about": False}


days = st.dates(date(1990, 1, 1), date(2030, 12, 31))
answers = st.fixed_dictionaries(
    {
        "place": st.sampled_from([{"plz": "44532", "ags": "05978024", "name": "Lünen", "status": "ok"}]),
        "one": st.sampled_from("xy"),
        "many": st.lists(st.sampled_from("xyz"), unique=True),
        "day": st.builds(stored, days, st.sampled_from(["day", "month", "year"])),
        "other": st.builds(stored, days, st.just("day")),
        "n": st.integers(-5, 5),
        "m": st.floats(-5, 5),
        "a": st.booleans(),
        "b": st.booleans(),
        "word": st.sampled_from(["hi", ""]),
    }
)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(["date", "ags", "plz"]), part),
    max_leaves=5,
)
TODAY = date(2025, 3, 1)


def run(source: str, values: dict[str, Any]) -> Any:
    return compile_expression(source, SCOPE)(Env(values, TODAY))


# --- laws -------------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(conditions(MONOTONE + ASKING), answers, st.data())
def test_evaluation_never_raises_on_missing_answers(source: str, values: dict[str, Any], data: st.DataObject) -> None:
    missing = data.draw(st.sets(st.sampled_from(sorted(values))))
    known = {name: value for name, value in values.items() if name not in missing}
    assert run(source, known) in (True, False, None)


@settings(deadline=None)
@given(conditions(MONOTONE + ASKING), st.dictionaries(st.sampled_from(sorted(SCOPE.types)), junk))
def test_evaluation_never_raises_on_answers_of_any_shape(source: str, values: dict[str, Any]) -> None:
    """faults: D (a new revision that changes a question's type under running conversations)."""
    assert run(source, values) in (True, False, None)


@settings(deadline=None)
@given(conditions(MONOTONE), answers, st.data())
def test_knowing_more_never_turns_an_answer_round(source: str, values: dict[str, Any], data: st.DataObject) -> None:
    """What is True or False with some answers missing stays so whatever they turn out to be."""
    missing = data.draw(st.sets(st.sampled_from(sorted(values))))
    partly = run(source, {name: value for name, value in values.items() if name not in missing})
    assert partly is None or run(source, values) is partly


@settings(deadline=None)
@given(conditions(MONOTONE + ASKING), conditions(MONOTONE), conditions(MONOTONE), answers, st.data())
def test_kleenes_laws(one: str, two: str, three: str, values: dict[str, Any], data: st.DataObject) -> None:
    missing = data.draw(st.sets(st.sampled_from(sorted(values))))
    known = {name: value for name, value in values.items() if name not in missing}
    for left, right in (
        (f"not ({one} and {two})", f"not {one} or not {two}"),
        (f"not ({one} or {two})", f"not {one} and not {two}"),
        (f"not not {one}", one),
        (f"{one} and {two}", f"{two} and {one}"),
        (f"{one} and ({two} or {three})", f"{one} and {two} or {one} and {three}"),
        (f"{one} or ({two} and {three})", f"({one} or {two}) and ({one} or {three})"),
        (f"{one} and {one}", one),
        (f"{one} or ({one} and {two})", one),
    ):
        wrapped = [f"({part})" for part in (left, right)]
        assert run(wrapped[0], known) is run(wrapped[1], known), (left, right)


@settings(deadline=None)
@given(days, st.sampled_from(["month", "year"]), days, st.sampled_from(ORDER), st.integers(0, 365))
def test_a_half_known_date_never_claims_what_one_of_its_days_denies(
    day: date, precision: str, other: date, op: str, shift: int
) -> None:
    first = day.replace(day=1) if precision == "month" else date(day.year, 1, 1)
    real = first + timedelta(days=shift % (28 if precision == "month" else 365))
    source = f"day {op} other"
    claimed = run(source, {"day": stored(day, precision), "other": stored(other, "day")})
    assert claimed is None or claimed is run(source, {"day": stored(real, "day"), "other": stored(other, "day")})


tokens = st.lists(
    st.sampled_from(
        ["a", "one", "many", "day", "n", "it", "today", "and", "or", "not", "in", "is", "if", "else", "lambda", "==",
         "<", "(", ")", "[", "]", "{", "}", ",", ".", "'x'", "'2020-01-01'", "date", "age", "count", "any_of",
         "answered", "1", "-", "*", "**", ":", ":=", "await", "f'{a}'", "None", "true", "…", "\n", "#", "\\", "'"]
    ),
    max_size=25,
).map(" ".join)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(tokens, st.text(max_size=200), st.text(string.printable, max_size=200), conditions(MONOTONE)))
def test_any_text_compiles_or_is_refused(source: str) -> None:
    """faults: D (uploads): nothing but these two ever happens, and what compiles also runs."""
    expression = compiled_or_refused(source)
    assert expression is None or expression(Env({}, TODAY)) in (True, False, None)


def compiled_or_refused(source: str) -> Expression | None:
    try:
        return compile_expression(source, SCOPE)
    except ExpressionError as refused:
        places = [(problem.line, problem.column) for problem in refused.problems]
    assert places, "refused without a reason"
    assert min(min(place) for place in places) >= 1
    return None


@settings(deadline=None)
@given(st.integers(1, 4000), st.sampled_from(["(", "[", "-", "not ", "a if a else ", "a.", "f(", "'a' in "]))
def test_nesting_of_any_kind_and_depth_is_refused_or_compiles(depth: int, piece: str) -> None:
    """faults: D (20,000 brackets)."""
    assert compiled_or_refused(piece * depth + "a") is None or depth <= 50
