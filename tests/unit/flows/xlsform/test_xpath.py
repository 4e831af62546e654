"""XPath as ODK writes it is read as XPath 1.0 means it; what is no XPath is named, whatever it is."""

from __future__ import annotations

import math
import operator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.xlsform.xpath import Binary, Function, Here, Literal, Minus, Node, Path, Ref, Up, XPathError, parse


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("${a}", Ref("a")),
        ("${ a }", Ref("a")),
        ("../a", Ref("a")),
        ("/data/group/a", Ref("a")),
        ("current()/../a", Ref("a")),
        (".", Here()),
        ("..", Up(1)),
        ("../..", Up(2)),
        ("region", Path("region")),
        ("'a'", Literal("a")),
        ("‘5’", Literal("5")),
        (".5", Literal(0.5)),
        ("-2 * 3", Binary("*", Minus(Literal(2)), Literal(3))),
        ("1 - 2 - 3", Binary("-", Binary("-", Literal(1), Literal(2)), Literal(3))),
        ("1 + 2 * 3", Binary("+", Literal(1), Binary("*", Literal(2), Literal(3)))),
        ("${a} div 2", Binary("div", Ref("a"), Literal(2))),
        ("a or b and c", Binary("or", Path("a"), Binary("and", Path("b"), Path("c")))),
        ("div div div", Binary("div", Path("div"), Path("div"))),
        ("jr:choice-name(${a}, '${a}')", Function("jr:choice-name", (Ref("a"), Literal("${a}")))),
        ("selected (., 'x')", Function("selected", (Here(), Literal("x")))),
        ("instance('x')/root/item[name = ${a}]/b", Path("instance('x')/root/item[name = ${a}]/b")),
    ],
)
def test_reads(source: str, tree: Node) -> None:
    assert parse(source) == tree


@pytest.mark.parametrize("source", ["", "1 +", "(1", "f(1", "1 1", "$a", "${a", "'open", "a[1", "\x00", "1 = = 2"])
def test_what_is_no_xpath_is_refused(source: str) -> None:
    with pytest.raises(XPathError):
        parse(source)


@pytest.mark.parametrize(
    "source",
    ["(" * 5000, "-" * 5000 + "1", "1" + "+1" * 5000, "f(" * 3000, "1" * 20_000, "not(" * 200 + "1" + ")" * 200],
)
def test_a_hostile_text_is_refused_and_not_followed(source: str) -> None:
    with pytest.raises(XPathError):
        parse(source)


@given(st.text(alphabet="${}ab.()[]'\"/,+-*<>=! 12divorand", max_size=40))
def test_any_text_is_read_or_refused(source: str) -> None:
    with suppress(XPathError):
        parse(source)


class Number(float):
    """Numbers as XPath counts: IEEE all the way, `mod` with the sign of its first number."""

    def __add__(self, other: float) -> Number:
        return Number(float(self) + float(other))

    def __sub__(self, other: float) -> Number:
        return Number(float(self) - float(other))

    def __mul__(self, other: float) -> Number:
        return Number(float(self) * float(other))

    def __neg__(self) -> Number:
        return Number(-float(self))

    def __truediv__(self, other: float) -> Number:
        if other == 0:
            sign = math.copysign(1, self) * math.copysign(1, other)
            return Number(math.nan if self == 0 or math.isnan(self) else math.inf * sign)
        return Number(float(self) / float(other))

    def __mod__(self, other: float) -> Number:
        lost = other == 0 or math.isinf(self) or math.isnan(self) or math.isnan(other)
        return Number(math.nan if lost else math.fmod(self, other))


_OPERATORS = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "div": operator.truediv, "mod": operator.mod,
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "and": lambda one, other: bool(one) and bool(other), "or": lambda one, other: bool(one) or bool(other),
}  # fmt: skip
_PYTHON = {"div": "/", "mod": "%", "=": "=="}


def sums() -> st.SearchStrategy[list[str]]:
    """Tokens of a sum, with and without brackets."""
    leaves = st.one_of(st.integers(0, 20).map(str), st.sampled_from(["0.5", "2.25"])).map(lambda text: [text])
    operators = st.sampled_from(["+", "-", "*", "div", "mod"])

    def more(inner: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
        joined = st.tuples(inner, operators, inner).map(lambda parts: [*parts[0], parts[1], *parts[2]])
        brackets = inner.map(lambda text: ["(", *text, ")"])
        return st.one_of(joined, brackets, brackets.map(lambda text: ["-", *text]))

    return st.recursive(leaves, more, max_leaves=8)


def comparisons() -> st.SearchStrategy[list[str]]:
    one = st.tuples(sums(), st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), sums())
    plain = one.map(lambda parts: [*parts[0], parts[1], *parts[2]])
    joined = st.tuples(plain, st.sampled_from(["and", "or"]), plain, st.sampled_from(["and", "or"]), plain)
    return st.one_of(plain, joined.map(lambda parts: [*parts[0], parts[1], *parts[2], parts[3], *parts[4]]))


@given(comparisons())
def test_operators_bind_as_the_same_ones_of_python(tokens: list[str]) -> None:
    python = " ".join(f"Number({token})" if token[0].isdigit() else _PYTHON.get(token, token) for token in tokens)
    assert bool(_evaluated(parse(" ".join(tokens)))) == bool(eval(python, {"Number": Number}))


def _evaluated(node: Node) -> Any:
    match node:
        case Literal():
            return Number(node.value)
        case Minus():
            return -_evaluated(node.operand)
        case Binary():
            return _OPERATORS[node.op](_evaluated(node.left), _evaluated(node.right))
    raise AssertionError(node)
