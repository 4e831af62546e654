"""From a Python syntax tree to a typed tree; every misunderstanding is caught while the flow loads, not with a person.

Each method returns None once it has reported a problem, and parents of a None stay silent: one slip, one problem.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import Any

from flows.expressions import functions, tree
from flows.expressions.source import Source, offset
from flows.expressions.tree import Node
from flows.expressions.types import FIELDS, STRINGS, Domain, Scope, ValueType
from flows.problems import FlowProblem, listed, suggestion

_ORDER = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_EQUAL = {ast.Eq: "==", ast.NotEq: "!="}
_MEMBER = {ast.In: False, ast.NotIn: True}
_ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
_WORDS = {"true": True, "false": False}

LARGEST = 10**15  # numbers beyond this are slips, and a float still holds them exactly


class Checker:
    """Checks one expression. `problems` fills while `node` walks."""

    def __init__(self, source: Source, scope: Scope) -> None:
        self.source = source
        self.scope = scope
        self.problems: list[FlowProblem] = []

    # --- reporting ----------------------------------------------------------------------------------------------------

    def wrong(self, at: int, code: str, message: str) -> Node | None:
        """Notes a problem. Always None, so that a check can end with it."""
        self.problems.append(self.source.problem(at, code, message))
        return None

    def at(self, node: ast.expr) -> int:
        return offset(self.source, node)

    # --- dispatch -----------------------------------------------------------------------------------------------------

    def node(self, node: ast.expr) -> Node | None:
        method = _METHODS.get(type(node))
        if method is None:
            return self.wrong(self.at(node), "unsupported", f"{_called(node)} has no meaning here")
        return method(self, node)

    def typed(self, node: ast.expr, expected: ValueType) -> Node | None:
        found = self.node(node)
        return self.expect(found, expected) if found else None

    def expect(self, found: Node, expected: ValueType) -> Node | None:
        if found.type == expected:
            return found
        return self.wrong(found.at, "type", f"{a(expected)} was expected here, this is {a(found.type)}")

    # --- leaves -------------------------------------------------------------------------------------------------------

    def constant(self, node: ast.Constant) -> Node | None:
        at, value = self.at(node), node.value
        if isinstance(value, bool):
            return tree.Const(value, "bool", at=at)
        if isinstance(value, str):
            return tree.Const(value, "text", at=at)
        if isinstance(value, int | float) and math.isfinite(value) and abs(value) <= LARGEST:
            return tree.Const(value, "number", at=at)
        if value is None:
            return self.wrong(at, "unsupported", "None has no meaning here: write answered(step)")
        return self.wrong(at, "value", f"a number up to {LARGEST}, a quoted text, true or false was expected")

    def name(self, node: ast.Name) -> Node | None:
        found = self.known(node)
        if found and found.type == "none":
            text = f"'{node.id}' has no answer to compare; answered({node.id}) asks whether it was seen"
            return self.wrong(found.at, "type", text)
        return found

    def known(self, node: ast.Name) -> tree.Name | tree.Const | None:
        """A name of any type, also of steps without a value (for `answered`)."""
        at = self.at(node)
        if node.id in _WORDS:
            return tree.Const(_WORDS[node.id], "bool", at=at)
        kind = self.scope.type(node.id)
        if kind is None:
            self.wrong(at, "unknown_name", f"there is no step '{node.id}'{self._hint(node.id)}")
            return None
        return tree.Name(node.id, kind, self.scope.domain(node.id), at=at)

    def _hint(self, name: str) -> str:
        if name in functions.FUNCTIONS:
            return f"; {name}(…) is a function"
        return suggestion(name, self.scope.names()) or f"; a text needs quotes: '{name}'"

    def attribute(self, node: ast.Attribute) -> Node | None:
        of = self.node(node.value)
        if of is None:
            return None
        fields = FIELDS.get(of.type)
        if not fields:
            return self.wrong(of.at, "type", f"{a(of.type)} has no parts: .{node.attr} works on a place or a date")
        if node.attr not in fields:
            hint = suggestion(node.attr, fields) or f"; known: {listed(fields)}"
            return self.wrong(of.at, "unknown_attribute", f"{a(of.type)} has no part '{node.attr}'{hint}")
        field = fields[node.attr]
        return tree.Attribute(of, node.attr, field.type, field.domain, at=of.at)

    # --- logic --------------------------------------------------------------------------------------------------------

    def boolean(self, node: ast.BoolOp) -> Node | None:
        operands = [self.typed(value, "bool") for value in node.values]
        shape = tree.And if isinstance(node.op, ast.And) else tree.Or
        known = tuple(operand for operand in operands if operand)
        return shape(known, at=known[0].at) if len(known) == len(operands) else None

    def unary(self, node: ast.UnaryOp) -> Node | None:
        at = self.at(node)
        if isinstance(node.op, ast.Not):
            operand = self.typed(node.operand, "bool")
            return tree.Not(operand, at=at) if operand else None
        if isinstance(node.op, ast.USub):
            operand = self.typed(node.operand, "number")
            return tree.Arithmetic("-", tree.Const(0, "number", at=at), operand, at=at) if operand else None
        return self.wrong(at, "unsupported", f"{_called(node)} has no meaning here")

    def conditional(self, node: ast.IfExp) -> Node | None:
        test, yes, no = self.typed(node.test, "bool"), self.node(node.body), self.node(node.orelse)
        if not (test and yes and no):
            return None
        if yes.type != no.type and not {yes.type, no.type} <= STRINGS:
            message = f"both results need one type; these are {a(yes.type)} and {a(no.type)}"
            return self.wrong(yes.at, "type", message)
        return tree.Conditional(test, yes, no, yes.type if yes.type == no.type else "text", at=yes.at)

    # --- comparing ----------------------------------------------------------------------------------------------------

    def comparison(self, node: ast.Compare) -> Node | None:
        """`a < b <= c` is `a < b and b <= c`."""
        sides = [node.left, *node.comparators]
        pairs = [self._pair(*pair) for pair in zip(sides, node.ops, sides[1:], strict=False)]
        known = tuple(pair for pair in pairs if pair)
        if len(known) < len(pairs):
            return None
        return known[0] if len(known) == 1 else tree.And(known, at=known[0].at)

    def _pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Node | None:
        if type(op) in _MEMBER:
            found = self._member(left, right)
            return tree.Not(found, at=found.at) if found and _MEMBER[type(op)] else found
        if type(op) not in _ORDER and type(op) not in _EQUAL:
            return self.wrong(self.at(right), "unsupported", "write == or != instead of is")
        one, other = self.node(left), self.node(right)
        return self._compared(one, op, other) if one and other else None

    def _compared(self, one: Node, op: ast.cmpop, other: Node) -> Node | None:
        if type(op) in _ORDER:
            fits = one.type == other.type and one.type in ("number", "date")
            return tree.Compare(_ORDER[type(op)], one, other, at=one.at) if fits else self._unordered(one, other)
        fits = one.type == other.type and one.type in ("bool", "number", "date")
        if fits or self.strings(one, other):
            return tree.Compare(_EQUAL[type(op)], one, other, at=one.at)
        return None if self._told else self._unequal(one, other)

    _told = False  # whether `strings` has said already what is wrong

    def strings(self, one: Node, other: Node) -> bool:
        """Whether both are strings that can be equal: a literal must be in the other's domain."""
        self._told = False
        if not {one.type, other.type} <= STRINGS:
            return False
        if isinstance(other, tree.Const):
            one, other = other, one
        if isinstance(one, tree.Const):
            self._told = not self.literal(one, domain_of(other))
            return not self._told
        return one.type == other.type or "text" in (one.type, other.type)

    def literal(self, const: tree.Const, domain: Domain) -> bool:
        """Reports a quoted text the other side can never be."""
        value = str(const.value)
        if const.type == "text" and domain.has(value):
            return True
        known = domain.values or frozenset()
        expected = f"one of {listed(known)}" if known else domain.expected or "a quoted text"
        self.wrong(const.at, "value", f"'{value}' is never the answer; expected {expected}{suggestion(value, known)}")
        return False

    def _unordered(self, one: Node, other: Node) -> Node | None:
        hint = _date_hint(one, other)
        return self.wrong(one.at, "type", f"cannot put {a(one.type)} and {a(other.type)} in an order{hint}")

    def _unequal(self, one: Node, other: Node) -> Node | None:
        if "choices" in (one.type, other.type):
            return self.wrong(one.at, "type", "a many-choices answer is asked with 'value' in step or any_of(step, …)")
        hint = _date_hint(one, other)
        return self.wrong(one.at, "type", f"cannot compare {a(one.type)} with {a(other.type)}{hint}")

    # --- membership ---------------------------------------------------------------------------------------------------

    def _member(self, left: ast.expr, right: ast.expr) -> Node | None:
        item = self.node(left)
        if isinstance(right, ast.Tuple | ast.List | ast.Set):
            return self._one_of(item, right) if item else None
        many = self.node(right)
        if item is None or many is None:
            return None
        if many.type != "choices":
            message = f"after 'in' a list such as ('a', 'b') or a many-choices step was expected, not {a(many.type)}"
            return self.wrong(many.at, "type", message)
        return self._contains(item, many)

    def _contains(self, item: Node, many: Node) -> Node | None:
        if isinstance(item, tree.Const):
            return tree.Contains(item, many, at=item.at) if self.literal(item, domain_of(many)) else None
        found = self.expect(item, "choice")
        return tree.Contains(found, many, at=found.at) if found else None

    def _one_of(self, item: Node, listing: ast.Tuple | ast.List | ast.Set) -> Node | None:
        values = [self.node(element) for element in listing.elts]
        if not listing.elts:
            return self.wrong(item.at, "value", "the list after 'in' is empty")
        if item.type not in STRINGS and item.type != "number":
            hint = ": use any_of(step, …)" if item.type == "choices" else ""
            return self.wrong(item.at, "type", f"{a(item.type)} cannot be looked up in a list{hint}")
        fits = [value is not None and self._listable(item, value) for value in values]
        found = tuple(value.value for value in values if isinstance(value, tree.Const))
        return tree.OneOf(item, found, at=item.at) if all(fits) else None  # type: ignore[arg-type]

    def _listable(self, item: Node, value: Node) -> bool:
        if not isinstance(value, tree.Const) or isinstance(value.value, bool):
            self.wrong(value.at, "type", "a list after 'in' holds quoted texts or numbers only")
            return False
        if item.type in STRINGS:
            return self.literal(value, domain_of(item))
        return self.expect(value, "number") is not None

    # --- numbers and calls --------------------------------------------------------------------------------------------

    def arithmetic(self, node: ast.BinOp) -> Node | None:
        op = _ARITHMETIC.get(type(node.op))
        if op is None:
            return self.wrong(self.at(node), "unsupported", "numbers know + - and * only")
        left, right = self.typed(node.left, "number"), self.typed(node.right, "number")
        return tree.Arithmetic(op, left, right, at=left.at) if left and right else None

    def call(self, node: ast.Call) -> Node | None:
        at = self.at(node)
        if not isinstance(node.func, ast.Name):
            return self.wrong(at, "unsupported", "only functions such as answered(…) can be called")
        name = node.func.id
        if name not in functions.FUNCTIONS:
            hint = suggestion(name, functions.FUNCTIONS) or f"; known: {listed(functions.FUNCTIONS, 20)}"
            return self.wrong(at, "unknown_function", f"there is no function '{name}'{hint}")
        if node.keywords or any(isinstance(arg, ast.Starred) for arg in node.args):
            return self.wrong(at, "arity", f"write {functions.FUNCTIONS[name].usage}")
        return functions.FUNCTIONS[name].checked(self, name, node.args, at)


def domain_of(node: Node) -> Domain:
    match node:
        case tree.Name(domain=domain) | tree.Attribute(domain=domain):
            return domain
        case _:
            return Domain()


def a(kind: str) -> str:
    """A type in words."""
    words = {"bool": "yes or no", "choices": "a many-choices answer", "none": "a step without an answer"}
    return words.get(kind, f"a {kind}")


def _date_hint(one: Node, other: Node) -> str:
    return "; write date('2025-03-31')" if "date" in (one.type, other.type) else ""


def _called(node: ast.expr) -> str:
    return f"this ({type(node).__name__})"


_METHODS: dict[type[ast.expr], Callable[[Checker, Any], Node | None]] = {
    ast.Constant: Checker.constant,
    ast.Name: Checker.name,
    ast.Attribute: Checker.attribute,
    ast.BoolOp: Checker.boolean,
    ast.UnaryOp: Checker.unary,
    ast.IfExp: Checker.conditional,
    ast.Compare: Checker.comparison,
    ast.BinOp: Checker.arithmetic,
    ast.Call: Checker.call,
}
