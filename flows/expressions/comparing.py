"""Checks what is put side by side: `==`, `<`, `in`. Only things that can ever be equal, or have an order, may be."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flows.expressions import tree
from flows.expressions.tree import Node
from flows.expressions.types import ANY_TEXT, STRINGS, Domain, a
from flows.problems import listed, suggestion

if TYPE_CHECKING:
    from flows.expressions.check import Checker

_ORDER = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_EQUAL = {ast.Eq: "==", ast.NotEq: "!="}
_ORDERED = ("number", "date")
_EQUATED = ("bool", "number", "date")


def comparison(checker: Checker, node: ast.Compare) -> Node | None:
    """`a < b <= c` is `a < b and b <= c`."""
    sides = [node.left, *node.comparators]
    pairs = [_pair(checker, *pair) for pair in zip(sides, node.ops, sides[1:], strict=False)]
    known = tuple(pair for pair in pairs if pair)
    if len(known) < len(pairs):
        return None
    return known[0] if len(known) == 1 else tree.And(known, at=known[0].at)


def _pair(checker: Checker, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Node | None:
    if isinstance(op, ast.In | ast.NotIn):
        found = _member(checker, left, right)
        return tree.Not(found, at=found.at) if found and isinstance(op, ast.NotIn) else found
    one, other = checker.node(left), checker.node(right)
    if one is None or other is None:
        return None
    if type(op) in _ORDER:
        return _ordered(checker, one, _ORDER[type(op)], other)
    if type(op) in _EQUAL:
        return _equated(checker, one, _EQUAL[type(op)], other)
    return checker.wrong(other.at, "unsupported", "write == or != instead of is")


def _ordered(checker: Checker, one: Node, op: str, other: Node) -> Node | None:
    if one.type == other.type and one.type in _ORDERED:
        return tree.Compare(op, one, other, at=one.at)
    hint = _date_hint(one, other)
    return checker.wrong(one.at, "type", f"cannot put {a(one.type)} and {a(other.type)} in an order{hint}")


def _equated(checker: Checker, one: Node, op: str, other: Node) -> Node | None:
    if {one.type, other.type} <= STRINGS:
        fits = _strings(checker, one, other)
    else:
        fits = one.type == other.type and one.type in _EQUATED
        if not fits:
            _unequal(checker, one, other)
    return tree.Compare(op, one, other, at=one.at) if fits else None


def _unequal(checker: Checker, one: Node, other: Node) -> None:
    if "choices" in (one.type, other.type):
        checker.wrong(one.at, "type", "a many-choices answer is asked with 'value' in step or any_of(step, …)")
    else:
        hint = _date_hint(one, other)
        checker.wrong(one.at, "type", f"cannot compare {a(one.type)} with {a(other.type)}{hint}")


def _strings(checker: Checker, one: Node, other: Node) -> bool:
    """Whether two strings can be equal: a literal must be in the other's domain, other types must be the same."""
    if isinstance(other, tree.Const):
        one, other = other, one
    if isinstance(one, tree.Const):
        return literal(checker, one, domain_of(other))
    if one.type == other.type or "text" in (one.type, other.type):
        return True
    _unequal(checker, one, other)
    return False


def literal(checker: Checker, const: tree.Const, domain: Domain) -> bool:
    """Reports a quoted text that the other side can never be."""
    value = str(const.value)
    if const.type == "text" and domain.has(value):
        return True
    known = domain.values or frozenset()
    expected = f"one of {listed(known)}" if known else domain.expected or "a quoted text"
    message = f"'{value[:60]}' is never the answer; expected {expected}{suggestion(value, known)}"
    checker.wrong(const.at, "value", message)
    return False


def domain_of(node: Node) -> Domain:
    """Which strings a node can be."""
    return node.domain if isinstance(node, tree.Name | tree.Attribute) else ANY_TEXT


# --- membership -------------------------------------------------------------------------------------------------------


def _member(checker: Checker, left: ast.expr, right: ast.expr) -> Node | None:
    item = checker.node(left)
    if isinstance(right, ast.Tuple | ast.List | ast.Set):
        return _one_of(checker, item, right) if item else None
    many = checker.node(right)
    if item is None or many is None:
        return None
    if many.type != "choices":
        message = f"after 'in' a list such as ('a', 'b') or a many-choices step was expected, not {a(many.type)}"
        return checker.wrong(many.at, "type", message)
    return _contains(checker, item, many)


def _contains(checker: Checker, item: Node, many: Node) -> Node | None:
    if isinstance(item, tree.Const):
        fits = literal(checker, item, domain_of(many))
    else:
        fits = _column(item) or bool(checker.expect(item, "choice"))
    return tree.Contains(item, many, at=item.at) if fits else None


def _column(item: Node) -> bool:
    """What a list says of its choices may be choices of another list: `choice.town in towns`."""
    return isinstance(item, tree.ChoicePart) and item.type == "text"


def _one_of(checker: Checker, item: Node, listing: ast.Tuple | ast.List | ast.Set) -> Node | None:
    if not listing.elts:
        return checker.wrong(item.at, "value", "the list after 'in' is empty")
    if item.type not in STRINGS and item.type != "number":
        hint = ": use any_of(step, …)" if item.type == "choices" else ""
        return checker.wrong(item.at, "type", f"{a(item.type)} cannot be looked up in a list{hint}")
    values = [_listed(checker, item, checker.node(element)) for element in listing.elts]
    known = tuple(value for value in values if value is not None)
    return tree.OneOf(item, known, at=item.at) if len(known) == len(values) else None


def _listed(checker: Checker, item: Node, value: Node | None) -> str | int | float | None:
    """A value of the list when `item` can be it."""
    if value is None:
        return None
    if not isinstance(value, tree.Const) or not isinstance(value.value, str | int | float) or value.type == "bool":
        checker.wrong(value.at, "type", "a list after 'in' holds quoted texts or numbers only")
        return None
    fits = literal(checker, value, domain_of(item)) if item.type in STRINGS else checker.expect(value, "number")
    return value.value if fits else None


def _date_hint(one: Node, other: Node) -> str:
    return "; write date('2025-03-31')" if "date" in (one.type, other.type) else ""
