"""How sums, texts, days and sets are checked: what `+ - * / // % ** & |` and the functions of values take and give."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

import re2

from flows.expressions import texts, tree
from flows.expressions.days import UNITS
from flows.expressions.tree import Node
from flows.expressions.types import STRINGS, ValueType, a

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.expressions.check import Checker

    Rule = Callable[["Checker", str, Sequence[ast.expr], int], Node | None]

_NUMBERS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
}  # fmt: skip
_SETS: dict[type[ast.operator], str] = {ast.BitAnd: "both", ast.BitOr: "either", ast.Sub: "without"}


def operation(checker: Checker, node: ast.BinOp) -> Node | None:
    """Two values and what stands between them."""
    moved = _moved(checker, node) if isinstance(node.op, ast.Add | ast.Sub) else ()
    if moved != ():
        return moved  # type: ignore[return-value]
    left, right = checker.node(node.left), checker.node(node.right)
    if left is None or right is None:
        return None
    found = _typed(node.op, left, right)
    if found is None:
        message = f"{a(left.type)} and {a(right.type)} cannot be put together this way{_hint(left, right)}"
        return checker.wrong(left.at, "type", message)
    return found


def _typed(op: ast.operator, left: Node, right: Node) -> Node | None:
    if left.type == right.type == "number" and type(op) in _NUMBERS:
        return tree.Arithmetic(_NUMBERS[type(op)], left, right, at=left.at)
    if left.type == right.type == "choices" and type(op) in _SETS:
        return tree.Call(_SETS[type(op)], (left, right), "choices", at=left.at)
    if left.type == right.type == "date" and isinstance(op, ast.Sub):
        return tree.Call("days_from", (left, right), "number", at=left.at)
    if {left.type, right.type} <= STRINGS and isinstance(op, ast.Add):
        return tree.Call("concat", (left, right), "text", at=left.at)
    return None


def _hint(left: Node, right: Node) -> str:
    if "date" in (left.type, right.type) and "number" in (left.type, right.type):
        return ": write today + days(7), also weeks(), months(), years()"
    return ": write text(…) or number(…)" if {"text", "number"} == {left.type, right.type} else ""


def _moved(checker: Checker, node: ast.BinOp) -> Node | tuple[()] | None:
    """`birth + years(18)`; () when it is something else."""
    right = node.right
    if not (isinstance(right, ast.Call) and isinstance(right.func, ast.Name) and right.func.id in UNITS):
        return ()
    if len(right.args) != 1 or right.keywords:
        return checker.wrong(checker.at(right), "arity", f"write {right.func.id}(3)")
    day, amount = checker.typed(node.left, "date"), checker.typed(right.args[0], "number")
    if day is None or amount is None:
        return None
    if isinstance(node.op, ast.Sub):
        amount = tree.Arithmetic("-", tree.Const(0, "number", at=amount.at), amount, at=amount.at)
    return tree.Call(f"plus_{right.func.id}", (day, amount), "date", at=day.at)


def literal_set(checker: Checker, node: ast.Set) -> Node | None:
    """`{'a', 'b'}`: several choices."""
    values = [checker.node(element) for element in node.elts]
    known = tuple(value for value in values if isinstance(value, tree.Const) and value.type == "text")
    if len(known) < len(values):
        return checker.wrong(checker.at(node), "type", "a set in braces holds quoted values of choices")
    return tree.Call("set", known, "choices", at=checker.at(node))


# --- functions --------------------------------------------------------------------------------------------------------


def takes(*kinds: tuple[ValueType, ...], result: ValueType) -> Rule:
    """A function whose n-th argument has one of the n-th types; the last ones stand for all further arguments."""

    def rule(checker: Checker, name: str, args: Sequence[ast.expr], at: int) -> Node | None:
        found = [checker.node(arg) for arg in args]
        known = tuple(value for value in found if value is not None)
        if len(known) < len(found):
            return None
        for number, value in enumerate(known):
            wanted = kinds[min(number, len(kinds) - 1)]
            if value.type not in wanted:
                said = " or ".join(a(kind) for kind in wanted[:3])
                return checker.wrong(value.at, "type", f"{name}() takes {said} here, this is {a(value.type)}")
        return tree.Call(name, known, result, at=at)

    return rule


def matches(checker: Checker, name: str, args: Sequence[ast.expr], at: int) -> Node | None:
    """The pattern is fixed, and read while the flow loads."""
    found = takes(TEXT, ("text",), result="bool")(checker, name, args, at)
    if found is None or not isinstance(found, tree.Call):
        return None
    pattern = found.arguments[1]
    if not isinstance(pattern, tree.Const):
        return checker.wrong(pattern.at, "value", "matches() takes a pattern in quotes")
    try:
        texts.pattern(str(pattern.value))
    except (re2.error, ValueError) as slip:
        return checker.wrong(pattern.at, "pattern", f"this is no pattern that can be used: {_said(slip)}")
    return found


def _said(slip: Exception) -> str:
    said = slip.args[0] if slip.args else ""
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)


TEXT: tuple[ValueType, ...] = ("text", "choice", "country", "language")
NUMBER: tuple[ValueType, ...] = ("number",)
DATE: tuple[ValueType, ...] = ("date",)
