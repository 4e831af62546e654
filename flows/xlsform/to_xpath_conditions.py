"""Conditions as XPath: each node in the two ways of `Writer.told`, true where it is true and true where it is false."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from flows.expressions import tree
from flows.expressions.tree import Node
from flows.expressions.types import STRINGS
from flows.xlsform.to_xpath_known import shows_unknown
from flows.xlsform.to_xpath_tests import TESTS
from flows.xlsform.xpath_names import NoXPath, nothing_like
from flows.xlsform.xpath_text import EQUAL, FALSE, ORDER, TRUE, Text, both, call, either, literal, negated, operation

if TYPE_CHECKING:
    from flows.xlsform.to_xpath import Writer

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def _const(w: Writer, node: tree.Const, wanted: bool) -> Text:
    return TRUE if node.value is wanted else FALSE


def _not(w: Writer, node: tree.Not, wanted: bool) -> Text:
    return w.told(node.operand, not wanted)


def _joined(w: Writer, node: tree.And | tree.Or, wanted: bool) -> Text:
    """One that is false makes `and` false; one that is true makes `or` true."""
    join = both if isinstance(node, tree.And) is wanted else either
    return join([w.told(part, wanted) for part in node.operands])


def _conditional(w: Writer, node: tree.Conditional, wanted: bool) -> Text:
    yes = both([w.when_true(node.test), w.told(node.yes, wanted)])
    return either([yes, both([w.when_false(node.test), w.told(node.no, wanted)])])


def _call(w: Writer, node: tree.Call, wanted: bool) -> Text:
    if node.function not in TESTS:
        raise nothing_like(node)
    return TESTS[node.function](w, node, wanted)


def _one_of(w: Writer, node: tree.OneOf, wanted: bool) -> Text:
    item = w.value(node.item)
    test = either([operation("=", item, _literal(w, node.item, value), EQUAL) for value in node.values])
    return both([*_guards(w, node.item), test]) if wanted else both([w.known(node.item), negated(test)])


def _literal(w: Writer, of: Node, value: str | float) -> Text:
    return literal(w.choices(of).get(value, value) if isinstance(value, str) else value)


def _contains(w: Writer, node: tree.Contains, wanted: bool) -> Text:
    known = both([w.known(node.item), w.known(node.many)])
    if isinstance(node.many, tree.Call) and node.many.function == "set":
        test = either([_same(w, node.item, value) for value in node.many.arguments])
    else:
        test = call("selected", w.answer(node.many), w.chosen(node.item, node.many))
    if wanted:
        return both([w.known(node.item), test])
    return both([known, negated(test)])


def _over(w: Writer, node: tree.Over, wanted: bool) -> Text:
    """`any(children, age < 6)`: a question of a repeat, seen from outside, is compared entry by entry."""
    body = node.body
    if node.function == "any" and wanted and node.depth == 0 and body is not None and _told_of_each(body):
        return w.when_true(body)
    raise nothing_like(node, "looks at every entry, which a form cannot do")


def _told_of_each(body: Node) -> bool:
    if isinstance(body, tree.Name):
        return body.depth == 1
    if not isinstance(body, tree.Compare) or body.op == "!=" or "bool" in (body.left.type, body.right.type):
        return False
    sides = sorted((body.left, body.right), key=lambda side: isinstance(side, tree.Const))
    return isinstance(sides[1], tree.Const) and isinstance(sides[0], tree.Name | tree.Computed) and sides[0].depth == 1


# --- comparisons ------------------------------------------------------------------------------------------------------


def _compare(w: Writer, node: tree.Compare, wanted: bool) -> Text:
    left, right = node.left, node.right
    if "bool" in (left.type, right.type):
        return _same_conditions(w, left, right, wanted is (node.op == "=="))
    if "choices" in (left.type, right.type):
        raise NoXPath("several ticked choices cannot be compared as a whole in a form")
    op = node.op if wanted else _OPPOSITE[node.op]
    if op == "==":
        return _same(w, left, right)
    if op == "!=":
        return both([w.known(left), w.known(right), operation("!=", *_sides(w, left, right), level=EQUAL)])
    order = operation(op, *_sides(w, left, right), level=ORDER)
    return both([*_guards(w, left, right), order])


def _same_conditions(w: Writer, left: Node, right: Node, same: bool) -> Text:
    if isinstance(left, tree.Const):
        left, right = right, left
    if isinstance(right, tree.Const):
        return w.told(left, bool(right.value) is same)
    yes = both([w.when_true(left), w.told(right, same)])
    return either([yes, both([w.when_false(left), w.told(right, not same)])])


def _same(w: Writer, left: Node, right: Node) -> Text:
    """Equal, and both known: two blanks are equal in XPath. Beside a fixed value, what is equal to it is not blank."""
    same = operation("=", *_sides(w, left, right), level=EQUAL)
    fixed = any(isinstance(side, tree.Const) and side.value != "" for side in (left, right))
    return both([*(_guards(w, left, right) if fixed else map(w.known, (left, right))), same])


def _guards(w: Writer, *sides: Node) -> list[Text]:
    """What has to be asked besides, because the value says nothing of it."""
    return [w.known(side) for side in sides if not shows_unknown(side)]


def _sides(w: Writer, left: Node, right: Node) -> tuple[Text, Text]:
    if left.type not in STRINGS or right.type not in STRINGS:
        return w.value(left), w.value(right)
    if isinstance(right, tree.Const):
        return w.value(left), w.chosen(right, left)
    if isinstance(left, tree.Const):
        return w.chosen(left, right), w.value(right)
    if w.choices(left) or w.choices(right):
        w.called_alike(left, right)
    return w.value(left), w.value(right)


CONDITIONS: Mapping[type, Callable[[Writer, Any, bool], Text]] = {
    tree.Const: _const,
    tree.Not: _not,
    tree.And: _joined,
    tree.Or: _joined,
    tree.Compare: _compare,
    tree.OneOf: _one_of,
    tree.Contains: _contains,
    tree.Conditional: _conditional,
    tree.Call: _call,
    tree.Over: _over,
}
