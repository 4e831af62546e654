"""The functions of the expression language as formulas. One that is missing here is a fresh unknown, never a guess."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import z3

from flows.expressions import tree
from flows.proofs import calendar
from flows.proofs.values import Day, Number, Term, Ticks, Truth, Value, Word, decided
from flows.proofs.world import World

Arguments = tuple[Value, ...]
Formula = Callable[[tree.Call, Arguments, World], Value | None]


def contains(many: Value, item: Value, node: tree.Node, world: World) -> Truth | None:
    """Is `item` ticked?"""
    if not isinstance(many, Ticks) or not isinstance(item, Word):
        return None
    if isinstance(node, tree.Const):
        return decided(many.known, many.bits.get(str(node.value), z3.BoolVal(False)))
    ticked = (z3.And(item.value == world.names.word(value), bit) for value, bit in many.bits.items())
    return decided(z3.And(many.known, item.known), z3.Or(*ticked))


def _answered(node: tree.Call, arguments: Arguments, world: World) -> Value | None:
    (name,) = node.arguments
    answered = world.answered.get(name.name) if isinstance(name, tree.Name) else None
    return None if answered is None else decided(z3.BoolVal(True), answered)


def _consented(node: tree.Call, arguments: Arguments, world: World) -> Value | None:
    (purpose,) = node.arguments
    wanted = str(purpose.value) if isinstance(purpose, tree.Const) else ""
    return decided(z3.BoolVal(True), world.consents.get(wanted, z3.BoolVal(False)))


def _since(counted: Callable[[Day, Day], Number]) -> Formula:
    def formula(node: tree.Call, arguments: Arguments, world: World) -> Value | None:
        (when,) = arguments
        return counted(when, world.today) if isinstance(when, Day) else None

    return formula


def _count(node: tree.Call, arguments: Arguments, world: World) -> Value | None:
    many = arguments[0]
    if len(arguments) != 1 or not isinstance(many, Ticks):
        return None
    return Number(many.known, z3.Sum([z3.If(bit, 1, 0) for bit in many.bits.values()]))


def _ticked(together: Callable[[list[Term]], Term]) -> Formula:
    def formula(node: tree.Call, arguments: Arguments, world: World) -> Value | None:
        answer, values = arguments[0], [part.value for part in node.arguments[1:] if isinstance(part, tree.Const)]
        if len(values) != len(arguments) - 1:
            return None
        if isinstance(answer, Ticks):
            bits = [answer.bits.get(str(value), z3.BoolVal(False)) for value in values]
            return decided(answer.known, together(bits))
        if isinstance(answer, Word) and not answer.digits:
            return decided(answer.known, together([answer.value == world.names.word(str(value)) for value in values]))
        return None

    return formula


CALLS: Mapping[str, Formula] = {
    "answered": _answered,
    "consented": _consented,
    "age": _since(calendar.years_since),
    "years_since": _since(calendar.years_since),
    "months_since": _since(calendar.months_since),
    "days_since": _since(calendar.days_since),
    "year": _since(lambda day, today: Number(day.known, day.year)),
    "count": _count,
    "any_of": _ticked(lambda bits: z3.Or(*bits)),
    "all_of": _ticked(lambda bits: z3.And(*bits)),
    "none_of": _ticked(lambda bits: z3.Not(z3.Or(*bits))),
}
