"""Whether a value or condition is known at all, as XPath: a blank answer is '', a number without a result NaN."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from flows.expressions import tree
from flows.xlsform.xpath_text import EQUAL, FALSE, TRUE, Text, both, either, literal, operation

if TYPE_CHECKING:
    from flows.xlsform.to_xpath import Writer

_TOTAL = frozenset({"answered", "consented", "sure", "set"})
#: Functions of a day that are NaN for a blank one.
_OF_DAYS = frozenset({"age", "years_since", "months_since", "days_since", "days_from", "year", "month", "day"})


def shows_unknown(node: tree.Node) -> bool:
    """Whether its XPath is blank or NaN by itself where it is unknown. Not so: the length of a blank text is 0."""
    match node:
        case tree.Const() | tree.Name() | tree.Computed() | tree.Index() | tree.ChoicePart() | tree.Conditional():
            return True
        case tree.Arithmetic(op="+" | "-" | "*"):
            return shows_unknown(node.left) and shows_unknown(node.right)
        case tree.Call():
            return node.function in _OF_DAYS and all(isinstance(day, tree.Name | tree.Const) for day in node.arguments)
    return False


def _filled(value: Text) -> Text:
    return operation("!=", value, literal(""), EQUAL)


def _is_number(value: Text) -> Text:
    return operation("=", value, value, EQUAL)  # NaN is not even itself


def _name(w: Writer, node: tree.Name | tree.Computed) -> Text:
    """What is checked (`it`) has been answered."""
    return TRUE if node.name in ("today", "it") else _filled(w.answer(node))


def _parts(w: Writer, node: tree.Node) -> Text:
    return both([w.known(part) for part in tree.children(node)])


def _arithmetic(w: Writer, node: tree.Arithmetic) -> Text:
    """Nothing is divided by zero; a power may have no result."""
    sure = _parts(w, node)
    if node.op == "**":
        return both([sure, _is_number(w.value(node))])
    divides = node.op in ("/", "//", "%") and not (isinstance(node.right, tree.Const) and node.right.value != 0)
    return both([sure, operation("!=", w.value(node.right), literal(0), EQUAL)]) if divides else sure


def _conditional(w: Writer, node: tree.Conditional) -> Text:
    yes, no = w.known(node.yes), w.known(node.no)
    if yes == no == TRUE:
        return w.known(node.test)
    return either([both([w.when_true(node.test), yes]), both([w.when_false(node.test), no])])


def _joined(w: Writer, node: tree.And | tree.Or) -> Text:
    """One part alone may decide."""
    if all(w.known(part) == TRUE for part in node.operands):
        return TRUE
    return either([w.when_true(node), w.when_false(node)])


def _call(w: Writer, node: tree.Call) -> Text:
    if node.function in _TOTAL:
        return TRUE
    if node.function == "known":
        return either([w.known(part) for part in node.arguments])
    if node.function == "number":
        return both([*map(w.known, node.arguments), _is_number(w.value(node))])
    if node.function == "word":
        return _filled(w.value(node))
    if node.function in ("any_of", "all_of", "none_of"):
        return w.known(node.arguments[0])
    return _parts(w, node)


def _over(w: Writer, node: tree.Over) -> Text:
    if node.type == "bool":
        return either([w.when_true(node), w.when_false(node)])
    if node.function in ("count", "join"):
        return TRUE
    return _is_number(w.value(node)) if node.type == "number" else _filled(w.value(node))


KNOWN: Mapping[type, Callable[[Writer, Any], Text]] = {
    tree.Const: lambda w, node: TRUE,
    tree.Index: lambda w, node: TRUE,
    tree.Unknown: lambda w, node: FALSE,
    tree.Name: _name,
    tree.Computed: _name,
    tree.ChoicePart: lambda w, node: _filled(w.value(node)),
    tree.Attribute: _parts,
    tree.Not: _parts,
    tree.Compare: _parts,
    tree.OneOf: _parts,
    tree.Contains: _parts,
    tree.Arithmetic: _arithmetic,
    tree.Conditional: _conditional,
    tree.And: _joined,
    tree.Or: _joined,
    tree.Call: _call,
    tree.Over: _over,
}
