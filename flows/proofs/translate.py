"""From the typed tree of an expression to formulas. Mirrors `flows.expressions.evaluate`, one method for each shape.

A method answers None for what it cannot express; then, as for shapes that have no method, a fresh unknown stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

import z3

from flows.expressions import tree
from flows.proofs import calendar
from flows.proofs.calls import CALLS, contains, either
from flows.proofs.values import (
    Day,
    Nothing,
    Number,
    Spot,
    Term,
    Truth,
    Value,
    Word,
    all_of,
    any_of,
    decided,
    fresh,
    known_of,
    negated,
)
from flows.proofs.world import World

_SURE = z3.BoolVal(True)
#: Digits of the parts of a place; `kreis` is read off the AGS.
_DIGITS = {"ags": 8, "kreis": 5, "plz": 5}


def truth(node: tree.Node, world: World) -> Truth:
    """A condition as a three-valued formula."""
    found = value(node, world)
    return found if isinstance(found, Truth) else cast(Truth, _unknown(node, world, "bool"))


def value(node: tree.Node, world: World) -> Value:
    method = SHAPES.get(type(node))
    found = method(node, world) if method else None
    return _unknown(node, world, node.type) if found is None else found


def _unknown(node: tree.Node, world: World, kind: str) -> Value:
    world.gaps.add(getattr(node, "function", None) or getattr(node, "name", None) or type(node).__name__)
    return fresh(kind, world.names)


# --- leaves -----------------------------------------------------------------------------------------------------------


def _const(node: tree.Const, world: World) -> Value | None:
    given: Any = node.value
    if node.type == "date":
        return calendar.exact(given)
    if node.type == "bool":
        return decided(_SURE, z3.BoolVal(given))
    if node.type == "number":
        return Number(_SURE, z3.IntVal(given) if isinstance(given, int) else z3.RealVal(given))
    return Word(_SURE, z3.IntVal(world.names.word(given))) if isinstance(given, str) else None


def _name(node: tree.Name, world: World) -> Value | None:
    builtins: Mapping[str, Value] = {"today": world.today, "lang": world.lang, "channel": world.channel}
    return builtins.get(node.name) or world.values.get(node.name)


def _attribute(node: tree.Attribute, world: World) -> Value | None:
    of = value(node.of, world)
    if isinstance(of, Day) and node.part == "precision":
        return calendar.precision_of(of, world.names)
    return _of_place(of, node.part, world) if isinstance(of, Spot) else None


def _of_place(of: Spot, part: str, world: World) -> Value | None:
    inside, posted = z3.And(of.known, of.inside), z3.And(of.known, of.posted)
    status = z3.If(of.inside, world.names.word("ok"), world.names.word("outside"))
    parts: dict[str, Value] = {
        "ags": Word(inside, of.ags, _DIGITS["ags"]),
        "kreis": Word(inside, of.ags / 1000, _DIGITS["kreis"]),
        "plz": Word(posted, of.plz, _DIGITS["plz"]),
        "name": Word(of.known, of.name),
        "status": Word(of.known, status),
    }
    return parts.get(part)


def _computed(node: tree.Computed, world: World) -> Value:
    """Worked out where it is read, once for each step."""
    if node.name not in world.computed:
        world.computed[node.name] = value(node.expression.tree, world)
    return world.computed[node.name]


def _index(node: tree.Index, world: World) -> Value:
    number = world.names.whole("index")
    return Number(_SURE, z3.If(number >= 1, number, 1))


def _not_known(node: tree.Unknown, world: World) -> Value:
    found = fresh(node.type, world.names)
    if isinstance(found, Truth):
        return Truth(z3.BoolVal(False), z3.BoolVal(False))
    return found if isinstance(found, Nothing) else replace(found, known=z3.BoolVal(False))


def _over(node: tree.Over, world: World) -> Value | None:
    """How many entries there are is known, though not here. What is said of them may be anything."""
    if node.function != "count" or node.body is not None:
        return None
    number = world.names.whole(node.repeat)
    return Number(_SURE, z3.If(number >= 0, number, 0))


# --- logic ------------------------------------------------------------------------------------------------------------


def _not(node: tree.Not, world: World) -> Value:
    return negated(truth(node.operand, world))


def _and(node: tree.And, world: World) -> Value:
    return all_of(truth(operand, world) for operand in node.operands)


def _or(node: tree.Or, world: World) -> Value:
    return any_of(truth(operand, world) for operand in node.operands)


def _conditional(node: tree.Conditional, world: World) -> Value | None:
    test, yes, no = truth(node.test, world), value(node.yes, world), value(node.no, world)
    if isinstance(yes, Truth) and isinstance(no, Truth):
        return Truth(
            z3.Or(z3.And(test.yes, yes.yes), z3.And(test.no, no.yes)),
            z3.Or(z3.And(test.yes, yes.no), z3.And(test.no, no.no)),
        )
    known = z3.Or(z3.And(test.yes, known_of(yes)), z3.And(test.no, known_of(no)))
    return either(test.yes, known, yes, no)


# --- comparing --------------------------------------------------------------------------------------------------------

_ORDER: Mapping[str, Callable[[Term, Term], Term]] = {
    "==": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


def _compare(node: tree.Compare, world: World) -> Value | None:
    left, right = value(node.left, world), value(node.right, world)
    if isinstance(left, Day) and isinstance(right, Day):
        return calendar.compared(node.op, left, right)
    if isinstance(left, Truth) and isinstance(right, Truth):
        return decided(z3.And(left.known, right.known), _ORDER[node.op](left.yes, right.yes))
    if isinstance(left, Number) and isinstance(right, Number):
        return decided(z3.And(left.known, right.known), _ORDER[node.op](left.value, right.value))
    if not isinstance(left, Word) or not isinstance(right, Word):
        return None
    same = _same(left, node.left, right, node.right)
    return None if same is None else same if node.op == "==" else negated(same)


def _same(left: Word, one: tree.Node, right: Word, other: tree.Node) -> Truth | None:
    """Whether two texts are equal. What is written in digits compares as a number with what is, too."""
    known = z3.And(left.known, right.known)
    if left.digits == right.digits:
        return decided(known, left.value == right.value)
    if isinstance(one, tree.Const):
        left, one, right, other = right, other, left, one
    if not isinstance(other, tree.Const) or not left.digits:
        return None
    number = _digits(other.value, left.digits)
    return decided(known, z3.BoolVal(False) if number is None else left.value == number)


def _digits(text: object, digits: int) -> int | None:
    return int(text) if isinstance(text, str) and len(text) == digits and text.isdecimal() else None


def _one_of(node: tree.OneOf, world: World) -> Value | None:
    item = value(node.item, world)
    if isinstance(item, Number):
        return decided(item.known, z3.Or(*(item.value == number for number in node.values)))
    if not isinstance(item, Word):
        return None
    codes: list[int | None]
    if item.digits:
        codes = [_digits(text, item.digits) for text in node.values]
    else:
        codes = [world.names.word(str(text)) for text in node.values]
    return decided(item.known, z3.Or(*(item.value == number for number in codes if number is not None)))


def _contains(node: tree.Contains, world: World) -> Value | None:
    return contains(value(node.many, world), value(node.item, world), node.item, world)


def _arithmetic(node: tree.Arithmetic, world: World) -> Value | None:
    left, right = value(node.left, world), value(node.right, world)
    operations: Mapping[str, Callable[[Term, Term], Term]] = {
        "+": lambda one, other: one + other,
        "-": lambda one, other: one - other,
        "*": lambda one, other: one * other,
    }
    if node.op not in operations or not isinstance(left, Number) or not isinstance(right, Number):
        return None
    return Number(z3.And(left.known, right.known), operations[node.op](left.value, right.value))


def _call(node: tree.Call, world: World) -> Value | None:
    method = CALLS.get(node.function)
    if method is None:
        return None
    arguments = () if node.function in ("answered", "consented") else [value(part, world) for part in node.arguments]
    return method(node, tuple(arguments), world)


SHAPES: Mapping[type, Callable[[Any, World], Value | None]] = {
    tree.Const: _const,
    tree.Name: _name,
    tree.Attribute: _attribute,
    tree.Not: _not,
    tree.And: _and,
    tree.Or: _or,
    tree.Compare: _compare,
    tree.OneOf: _one_of,
    tree.Contains: _contains,
    tree.Arithmetic: _arithmetic,
    tree.Conditional: _conditional,
    tree.Call: _call,
    tree.Computed: _computed,
    tree.Index: _index,
    tree.ChoicePart: lambda node, world: None,  # written out before anybody reads it
    tree.Unknown: _not_known,
    tree.Over: _over,
}

__all__ = ["SHAPES", "Nothing", "truth", "value"]
