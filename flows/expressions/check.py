"""From a Python syntax tree to a typed tree; every misunderstanding is caught while the flow loads, not with a person.

Each method returns None once it has reported a problem, and parents of a None stay silent: one slip, one problem.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import Any

from flows.expressions import comparing, functions, tree, values
from flows.expressions.source import Source, offset
from flows.expressions.tree import Node
from flows.expressions.types import FIELDS, LARGEST, STRINGS, Scope, ValueType, a
from flows.problems import FlowProblem, listed, suggestion

_WORDS = {"true": True, "false": False}


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
        if node.id == "index":
            return self.index(self.at(node))
        if node.id in self.scope.computed:
            return self.computed(node.id, self.at(node))
        if node.id in self.scope.repeats:
            hint = f"write count({node.id}), any({node.id}, …) or another function over its entries"
            return self.wrong(self.at(node), "type", f"'{node.id}' is a repeat: {hint}")
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
        around = self.scope.depth.get(node.id, ())
        if not self.scope.reaches(around):
            self.wrong(at, "many_answers", _many(node.id, around))
            return None
        return tree.Name(node.id, kind, self.scope.domain(node.id), len(around), at=at)

    def index(self, at: int) -> Node | None:
        if not self.scope.here:
            return self.wrong(at, "unknown_name", "'index' counts the entries of a repeat and works inside one only")
        return tree.Index(len(self.scope.here) - 1, at=at)

    def computed(self, name: str, at: int) -> Node | None:
        around = self.scope.depth.get(name, ())
        if not self.scope.reaches(around):
            return self.wrong(at, "many_answers", _many(name, around))
        expression = self.scope.computed[name]
        return tree.Computed(name, expression.type, expression, len(around), at=at)

    def _hint(self, name: str) -> str:
        if name in functions.FUNCTIONS:
            return f"; {name}(…) is a function"
        return suggestion(name, self.scope.names()) or f"; a text needs quotes: '{name}'"

    def choice(self, node: ast.Attribute) -> Node | None:
        """`choice.town` in a filter."""
        at, known = self.at(node), self.scope.choice
        if node.attr not in known:
            hint = suggestion(node.attr, known) or f"; known: {listed(known) or 'nothing'}"
            return self.wrong(at, "unknown_attribute", f"the choices of this list say nothing of '{node.attr}'{hint}")
        return tree.ChoicePart(node.attr, known[node.attr], at=at)

    def attribute(self, node: ast.Attribute) -> Node | None:
        if isinstance(node.value, ast.Name) and node.value.id == "choice" and self.scope.choice:
            return self.choice(node)
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

    # --- numbers and calls --------------------------------------------------------------------------------------------

    def arithmetic(self, node: ast.BinOp) -> Node | None:
        return values.operation(self, node)

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


def _many(name: str, around: tuple[str, ...]) -> str:
    repeat = around[-1]
    return (
        f"'{name}' is answered once for each entry of '{repeat}': say for which, as in any({repeat}, …), "
        f"all({repeat}, …), count({repeat}, …) or at({repeat}, 1, {name})"
    )


def _called(node: ast.expr) -> str:
    return f"this ({type(node).__name__})"


_METHODS: dict[type[ast.expr], Callable[[Checker, Any], Node | None]] = {
    ast.Constant: Checker.constant,
    ast.Name: Checker.name,
    ast.Attribute: Checker.attribute,
    ast.BoolOp: Checker.boolean,
    ast.UnaryOp: Checker.unary,
    ast.IfExp: Checker.conditional,
    ast.Compare: comparing.comparison,
    ast.BinOp: Checker.arithmetic,
    ast.Call: Checker.call,
    ast.Set: values.literal_set,
}
