"""From a typed tree back to the text of an expression: for explanations, exports and messages.

`compile_expression(unparse(node), …)` gives the same tree. Brackets stand only where they are needed. What exists only
in trees written out for the entries of a repeat (`count_true`, an unknown) is readable, but not part of the language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flows.expressions import tree
from flows.expressions.tree import Node

# How tightly each form holds together, as in Python. A part that holds less tightly than its place needs gets brackets.
_IF, _OR, _AND, _NOT, _COMPARE, _EITHER, _BOTH, _SUM, _PRODUCT, _POWER, _ATOM = range(11)

_SUMS, _PRODUCTS = ("+", "-"), ("*", "/", "//", "%")
#: Calls that are written as two sides with a sign between them.
_SIGNS: Mapping[str, tuple[str, int]] = {
    "both": ("&", _BOTH),
    "either": ("|", _EITHER),
    "without": ("-", _SUM),
    "days_from": ("-", _SUM),
}
_MOVED = "plus_"  # plus_years(day, 3) is day + years(3)


def unparse(node: Node) -> str:
    """The text of an expression. Never raises on a tree that was compiled."""
    return _FORMS[type(node)](node)[0]


Text = tuple[str, int]


def _at(node: Node, least: int) -> str:
    text, holds = _FORMS[type(node)](node)
    return text if holds >= least else f"({text})"


def _listed(nodes: tuple[Node, ...]) -> str:
    return ", ".join(_at(node, _IF) for node in nodes)


def literal(value: Any) -> str:
    """A fixed value as it is written. `#` would begin a comment, even in quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f"date('{value.isoformat()}')"
    return repr(value).replace("#", "\\x23")


def _const(node: tree.Const) -> Text:
    return literal(node.value), _ATOM


def _name(node: tree.Name | tree.Computed) -> Text:
    return node.name, _ATOM


def _attribute(node: tree.Attribute) -> Text:
    return f"{_at(node.of, _ATOM)}.{node.part}", _ATOM


def _not(node: tree.Not) -> Text:
    inner = node.operand
    if isinstance(inner, tree.Contains | tree.OneOf):
        return _in(inner, "not in"), _COMPARE
    return f"not {_at(inner, _NOT)}", _NOT


def _and(node: tree.And) -> Text:
    return " and ".join(_at(part, _AND + 1) for part in node.operands), _AND


def _or(node: tree.Or) -> Text:
    return " or ".join(_at(part, _OR + 1) for part in node.operands), _OR


def _compare(node: tree.Compare) -> Text:
    return f"{_at(node.left, _COMPARE + 1)} {node.op} {_at(node.right, _COMPARE + 1)}", _COMPARE


def _in(node: tree.OneOf | tree.Contains, sign: str) -> str:
    item = _at(node.item, _COMPARE + 1)
    if isinstance(node, tree.Contains):
        return f"{item} {sign} {_at(node.many, _COMPARE + 1)}"
    values = ", ".join(map(literal, node.values))
    return f"{item} {sign} ({values}{',' if len(node.values) == 1 else ''})"


def _member(node: tree.OneOf | tree.Contains) -> Text:
    return _in(node, "in"), _COMPARE


def _arithmetic(node: tree.Arithmetic) -> Text:
    if node.op in _SUMS:
        return _two(node.left, node.op, node.right, _SUM)
    if node.op in _PRODUCTS:
        return _two(node.left, node.op, node.right, _PRODUCT)
    return f"{_at(node.left, _ATOM)} {node.op} {_at(node.right, _POWER)}", _POWER


def _two(left: Node, sign: str, right: Node, holds: int) -> Text:
    """Read from the left: `a - b - c` is `(a - b) - c`."""
    return f"{_at(left, holds)} {sign} {_at(right, holds + 1)}", holds


def _conditional(node: tree.Conditional) -> Text:
    return f"{_at(node.yes, _OR)} if {_at(node.test, _OR)} else {_at(node.no, _IF)}", _IF


def _call(node: tree.Call) -> Text:
    name, arguments = node.function, node.arguments
    if name in _SIGNS:
        return _two(arguments[0], _SIGNS[name][0], arguments[1], _SIGNS[name][1])
    if name.startswith(_MOVED):
        unit = name.removeprefix(_MOVED)
        return f"{_at(arguments[0], _SUM)} + {unit}({_at(arguments[1], _IF)})", _SUM
    if name == "set":
        return f"{{{_listed(arguments)}}}", _ATOM
    return f"{name}({_listed(arguments)})", _ATOM


def _over(node: tree.Over) -> Text:
    said = tuple(part for part in (node.extra, node.body) if part is not None)
    return f"{node.function}({', '.join([node.repeat, *(_at(part, _IF) for part in said)])})", _ATOM


_FORMS: Mapping[type, Callable[[Any], Text]] = {
    tree.Const: _const,
    tree.Name: _name,
    tree.Computed: _name,
    tree.Index: lambda node: ("index", _ATOM),
    tree.ChoicePart: lambda node: (f"choice.{node.part}", _ATOM),
    tree.Unknown: lambda node: ("unknown", _ATOM),
    tree.Attribute: _attribute,
    tree.Not: _not,
    tree.And: _and,
    tree.Or: _or,
    tree.Compare: _compare,
    tree.OneOf: _member,
    tree.Contains: _member,
    tree.Arithmetic: _arithmetic,
    tree.Conditional: _conditional,
    tree.Call: _call,
    tree.Over: _over,
}
