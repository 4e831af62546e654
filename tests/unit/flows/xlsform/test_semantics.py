"""Differential: a translated condition decides as XPath does, for every combination of answered and blank questions.

The reference works on strings, as XPath does: a question is its text, blank is ''. Ours works on typed answers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.expressions import Env, compile_expression
from flows.expressions import Scope as Types
from flows.xlsform.code import ChoiceList, Untranslatable
from flows.xlsform.scope import Known, Scope
from flows.xlsform.translate import condition

TODAY = date(2026, 11, 25)
YES_NO = ChoiceList("yes_no", {"yes": "yes", "no": "no"})
NUMBERS = ChoiceList("numbers", {"1": "v1", "2": "v2", "96": "v96"})
KNOWN = {
    "a": Known("a", "choice", list=YES_NO),
    "b": Known("b", "choice", list=YES_NO),
    "c": Known("c", "choice", list=NUMBERS),
    "m": Known("m", "choices", list=NUMBERS),
    "n": Known("n", "number", whole=True),
    "x": Known("x", "number"),
    "t": Known("t", "text"),
    "u": Known("u", "text"),
    "d": Known("d", "date"),
}
TYPES = Types(
    {name: known.type for name, known in KNOWN.items()},  # type: ignore[misc]
    {name: frozenset(known.list.values.values()) for name, known in KNOWN.items() if known.list},
)
#: What may be answered: as XPath sees it, and as we keep it.
ANSWERS: dict[str, list[tuple[str, Any]]] = {
    "a": [("", None), ("yes", "yes"), ("no", "no")],
    "b": [("", None), ("yes", "yes"), ("no", "no")],
    "c": [("", None), ("1", "v1"), ("2", "v2"), ("96", "v96")],
    "m": [("", None), ("1", ["v1"]), ("1 2", ["v1", "v2"]), ("96", ["v96"])],
    "n": [("", None), ("0", 0), ("1", 1), ("5", 5), ("-3", -3)],
    "x": [("", None), ("0.5", 0.5), ("2", 2), ("-1.5", -1.5)],
    "t": [("", None), ("yes", "yes"), ("12", "12"), ("Ada L", "Ada L")],
    "u": [("", None), ("yes", "yes"), ("12", "12")],
    "d": [("", None), ("2026-11-25", "2026-11-25"), ("2020-02-29", "2020-02-29")],
}
Values = dict[str, str]

# --- the reference: a tree is (XPath text, what it is for these answers) ----------------------------------------------

Tree = tuple[str, Callable[[Values], Any]]


class Ref(str):
    """The text of a question; `number` says that it is one of a number."""

    name: str


def ref(name: str) -> Tree:
    def value(values: Values) -> Ref:
        found = Ref(values[name])
        found.name = name
        return found

    return (f"${{{name}}}", value)


def number(value: Any) -> float:
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, Ref) and value.name == "d":
        return float(date.fromisoformat(value).toordinal() - date(1970, 1, 1).toordinal()) if value else math.nan
    if isinstance(value, str):
        try:
            return float(value) if value.strip() and "_" not in value else math.nan
        except ValueError:
            return math.nan
    return float(value)


def text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | int):
        return (
            "" if math.isnan(value) else str(int(value)) if float(value).is_integer() else f"{value:.10f}".rstrip("0")
        )
    return str(value)


def truth(value: Any) -> bool:
    if isinstance(value, Ref) and value.name in ("n", "x"):
        value = number(value)
    if isinstance(value, float | int) and not isinstance(value, bool):
        return not math.isnan(value) and value != 0
    return bool(value)


def equal(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return truth(one) == truth(other)
    if isinstance(one, float | int) or isinstance(other, float | int):
        return number(one) == number(other)
    return str(one) == str(other)


ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip
SUMS: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}


def joined(op: str, one: Tree, other: Tree) -> Tree:
    def value(values: Values) -> Any:
        left, right = one[1](values), other[1](values)
        if op in ("=", "!="):
            return equal(left, right) == (op == "=")
        if op in ORDER:
            return ORDER[op](number(left), number(right))
        if op in SUMS:
            return SUMS[op](number(left), number(right))
        return truth(left) and truth(right) if op == "and" else truth(left) or truth(right)

    return (f"({one[0]}) {op} ({other[0]})", value)


def called(name: str, function: Callable[..., Any], *arguments: Tree) -> Tree:
    source = f"{name}({', '.join(argument[0] for argument in arguments)})"
    return (source, lambda values: function(*(argument[1](values) for argument in arguments)))


def selected(value: Any, wanted: Any) -> bool:
    """A blank list holds one thing: a blank."""
    return str(wanted) in (str(value).split() or [""])


# --- what is tried ----------------------------------------------------------------------------------------------------

literals = st.sampled_from(["yes", "no", "1", "2", "96", "12", "", "maybe", "Ada L"]).map(
    lambda value: (f"'{value}'", lambda values: value)
)
numbers = st.sampled_from([0, 1, 2, 5, 96, 0.5]).map(lambda value: (str(value), lambda values: float(value)))
plain = st.sampled_from(["a", "b", "c", "n", "x", "t", "u"]).map(ref)
counted = st.one_of(
    st.sampled_from(["n", "x", "c", "t"]).map(ref),
    numbers,
    st.just(called("count-selected", lambda value: float(len(str(value).split())), ref("m"))),
    st.sampled_from(["t", "u", "a"]).map(
        lambda name: called("string-length", lambda value: float(len(str(value))), ref(name))
    ),
)
sums = st.recursive(
    counted,
    lambda inner: st.one_of(
        st.builds(joined, st.sampled_from(["+", "-", "*"]), inner, inner),
        inner.map(
            lambda tree: called(
                "int",
                lambda value: float(math.trunc(number(value))) if not math.isnan(number(value)) else math.nan,
                tree,
            )
        ),
    ),
    max_leaves=3,
)
texts = st.one_of(
    literals, st.builds(lambda one, other: called("concat", lambda a, b: text(a) + text(b), one, other), plain, plain)
)
tests = st.one_of(
    st.builds(joined, st.sampled_from(["=", "!="]), plain, literals),
    st.builds(joined, st.sampled_from(["=", "!="]), st.just(ref("m")), literals),
    st.builds(joined, st.sampled_from(["=", "!="]), plain, texts),
    st.sampled_from([("a", "b"), ("t", "u"), ("n", "x")]).map(lambda pair: joined("!=", ref(pair[0]), ref(pair[1]))),
    st.sampled_from([("a", "b"), ("t", "u"), ("n", "x")]).map(lambda pair: joined("=", ref(pair[0]), ref(pair[1]))),
    st.builds(joined, st.sampled_from([*ORDER, "=", "!="]), sums, numbers),
    st.builds(joined, st.sampled_from(list(ORDER)), sums, sums),
    st.builds(lambda value: called("selected", selected, ref("m"), value), literals),
    st.builds(lambda value: called("selected", selected, ref("a"), value), literals),
    st.sampled_from(["a", "c", "n", "t", "d"]).map(ref),
    st.builds(
        joined, st.sampled_from(["=", "!="]), st.just(ref("d")), st.just(("'2020-02-29'", lambda values: "2020-02-29"))
    ),
)
same = st.recursive(
    st.builds(joined, st.sampled_from(["=", "!="]), plain, literals),
    lambda inner: st.builds(joined, st.sampled_from(["and", "or"]), inner, inner),
    max_leaves=3,
)  # both results of an if() have one type
conditions = st.recursive(
    tests,
    lambda inner: st.one_of(
        st.builds(joined, st.sampled_from(["and", "or"]), inner, inner),
        inner.map(lambda tree: called("not", lambda value: not truth(value), tree)),
        st.builds(
            lambda test, one, other: called("if", lambda t, a, b: truth(a) if truth(t) else truth(b), test, one, other),
            inner, same, same,
        ),
    ),
    max_leaves=6,
)  # fmt: skip
answers = st.fixed_dictionaries({name: st.sampled_from(found) for name, found in ANSWERS.items()})


@settings(max_examples=600, deadline=None)
@given(conditions, answers, st.booleans())
def test_a_translated_condition_decides_as_xpath_does(
    tree: Tree, given_: dict[str, tuple[str, Any]], strict: bool
) -> None:
    source, reference = tree
    values = {name: kept for name, (_, kept) in given_.items() if kept is not None}
    if "d" in values:
        values["d"] = {"date": values["d"], "precision": "day"}
    try:
        code = condition(source, Scope(KNOWN, {}), strict)
    except Untranslatable:
        return
    found = compile_expression(code.text, TYPES)(Env(values, TODAY))
    assert (found is True) == truth(reference({name: seen for name, (seen, _) in given_.items()})), code.text
    assert found is not None or not strict
    assert found is not None or not code.total
