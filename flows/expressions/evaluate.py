"""From a typed tree to one closure per node: about a microsecond for a usual condition, and never an exception.

Kleene's three values: True, False, and None for *unknown*. `False and unknown` is False, `True or unknown` is True,
everything else that touches an unknown is unknown. An answer of another type than the flow's (kept from an earlier
revision) is unknown too.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flows.expressions import dates, tree
from flows.expressions.calls import CALLS, Run
from flows.expressions.numbers import ARITHMETIC
from flows.expressions.tree import Node
from flows.expressions.types import LARGEST, Env, ValueType


def compiled(node: Node) -> Run:
    return _COMPILERS[type(node)](node)


# --- leaves -----------------------------------------------------------------------------------------------------------


def _const(node: tree.Const) -> Run:
    value: Any = dates.exact(node.value) if isinstance(node.value, date) else node.value
    return lambda env: value


def _name(node: tree.Name) -> Run:
    if node.name == "today":
        return lambda env: (env.today, env.today, env.today)
    if node.name == "lang":
        return lambda env: env.lang
    if node.name == "channel":
        return lambda env: env.channel
    fit, name = _FITS[node.type], node.name
    if name == "it":
        return lambda env: fit(env.it)
    return lambda env: fit(env.values.get(name))


def _instance(*classes: type) -> Callable[[Any], Any]:
    """Lets values of these very classes through (a bool is no number)."""
    return lambda value: value if value.__class__ in classes else None


_string = _instance(str)


def _number(value: Any) -> Any:
    """A number an answer can be. Not infinite, not NaN, not of a thousand digits: those make functions fail."""
    usable = value.__class__ in (int, float) and -LARGEST <= value <= LARGEST
    return value if usable else None


_FITS: Mapping[ValueType, Callable[[Any], Any]] = {
    "bool": _instance(bool),
    "number": _number,
    "text": _string,
    "choice": _string,
    "country": _string,
    "language": _string,
    "choices": _instance(list, tuple),
    "place": _instance(dict),
    "date": lambda value: None if value is None else dates.span(value),
    "none": _instance(bool),
}


def _computed(node: tree.Computed) -> Run:
    """Worked out once for the same answers, however many conditions read it."""
    name, expression = node.name, node.expression  # its `raw` is another once it has been compiled

    def found(env: Env) -> Any:
        memo = env.memo
        if name in memo:
            return memo[name]
        value = memo[name] = expression.raw(env)
        return value

    return found


def _nobody_knows(node: tree.Node) -> Run:
    """Unknown; also what stands inside a repeat for as long as it is not written out for an entry."""
    return lambda env: None


def _attribute(node: tree.Attribute) -> Run:
    if node.type == "choice" and node.of.type == "date":
        return _precision(compiled(node.of))
    return _kreis(compiled(node.of)) if node.part == "kreis" else _part(compiled(node.of), node.part)


def _part(of: Run, field: str) -> Run:
    def run(env: Env) -> str | None:
        place = of(env)
        value = place.get(field) if place else None
        return value if value.__class__ is str else None

    return run


def _kreis(of: Run) -> Run:
    ags = _part(of, "ags")

    def run(env: Env) -> str | None:
        found = ags(env)
        return found[:5] if found else None

    return run


def _precision(of: Run) -> Run:
    def run(env: Env) -> str | None:
        span = of(env)
        if span is None:
            return None
        days = (span[1] - span[0]).days
        return "day" if days == 0 else "month" if days < 31 else "year"

    return run


# --- logic ------------------------------------------------------------------------------------------------------------


def _not(node: tree.Not) -> Run:
    operand = compiled(node.operand)

    def run(env: Env) -> bool | None:
        value: bool | None = operand(env)
        return None if value is None else not value

    return run


def _junction(node: tree.And | tree.Or) -> Run:
    """`decisive` ends it: False for and, True for or."""
    parts, decisive = tuple(map(compiled, node.operands)), isinstance(node, tree.Or)

    def run(env: Env) -> bool | None:
        known = True
        for part in parts:
            value: bool | None = part(env)
            if value is decisive:
                return decisive
            if value is None:
                known = False
        return not decisive if known else None

    return run


def _conditional(node: tree.Conditional) -> Run:
    test, yes, no = compiled(node.test), compiled(node.yes), compiled(node.no)

    def run(env: Env) -> Any:
        value = test(env)
        return None if value is None else yes(env) if value else no(env)

    return run


# --- comparing and counting -------------------------------------------------------------------------------------------


def _two(function: Callable[[Any, Any], Any], left: Run, right: Run) -> Run:
    """A function of two known values; unknown when either is."""

    def run(env: Env) -> Any:
        one = left(env)
        if one is None:
            return None
        other = right(env)
        return None if other is None else function(one, other)

    return run


def _with_constant(function: Callable[[Any, Any], Any], left: Run, value: Any) -> Run:
    def run(env: Env) -> Any:
        one = left(env)
        return None if one is None else function(one, value)

    return run


def _compare(node: tree.Compare) -> Run:
    table = _SPANS if node.left.type == "date" else _PLAIN
    function, left = table[node.op], compiled(node.left)
    if isinstance(node.right, tree.Const):
        return _with_constant(function, left, _const(node.right)(None))  # type: ignore[arg-type]
    return _two(function, left, compiled(node.right))


def _different(left: dates.Span, right: dates.Span) -> bool | None:
    found = dates.same(left, right)
    return None if found is None else not found


_PLAIN: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SPANS: Mapping[str, Callable[[Any, Any], bool | None]] = {
    "==": dates.same,
    "!=": _different,
    "<": dates.before,
    "<=": dates.not_after,
    ">": lambda left, right: dates.before(right, left),
    ">=": lambda left, right: dates.not_after(right, left),
}


def _one_of(node: tree.OneOf) -> Run:
    return _with_constant(lambda item, values: item in values, compiled(node.item), frozenset(node.values))


def _contains(node: tree.Contains) -> Run:
    if isinstance(node.item, tree.Const):
        return _with_constant(lambda many, item: item in many, compiled(node.many), node.item.value)
    return _two(lambda many, item: item in many, compiled(node.many), compiled(node.item))


def _arithmetic(node: tree.Arithmetic) -> Run:
    return _two(ARITHMETIC[node.op], compiled(node.left), compiled(node.right))


def _call(node: tree.Call) -> Run:
    run = CALLS[node.function](node, tuple(map(compiled, node.arguments)))
    read = {part.name for part in tree.walk(node) if isinstance(part, tree.Name | tree.Computed)}
    return _once_a_day(run) if read == {"today"} else run


def _once_a_day(run: Run) -> Run:
    """`today - years(18)` is the same for everybody who is looked at on one day."""
    known: tuple[date | None, Any] = None, None  # one object, so that two threads never see half of it

    def found(env: Env) -> Any:
        nonlocal known
        day, value = known
        if day != env.today:
            value = run(env)
            known = env.today, value
        return value

    return found


_COMPILERS: Mapping[type, Callable[[Any], Run]] = {
    tree.Const: _const,
    tree.Name: _name,
    tree.Computed: _computed,
    tree.Index: _nobody_knows,
    tree.ChoicePart: _nobody_knows,
    tree.Unknown: _nobody_knows,
    tree.Over: _nobody_knows,
    tree.Attribute: _attribute,
    tree.Not: _not,
    tree.And: _junction,
    tree.Or: _junction,
    tree.Compare: _compare,
    tree.OneOf: _one_of,
    tree.Contains: _contains,
    tree.Arithmetic: _arithmetic,
    tree.Conditional: _conditional,
    tree.Call: _call,
}
