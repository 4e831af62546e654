"""The functions of the expression language as formulas. One that is missing here is a fresh unknown, never a guess."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import z3

from flows.expressions import tree
from flows.proofs import calendar
from flows.proofs.values import Day, Number, Term, Ticks, Truth, Value, Word, decided, known_of
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


def either(test: Term, known: Term, one: Value, other: Value) -> Value | None:
    """`one` where `test` holds, else `other`; not for conditions."""
    if isinstance(one, Day) and isinstance(other, Day):
        return calendar.either(test, known, one, other)
    if isinstance(one, Number) and isinstance(other, Number):
        return Number(known, z3.If(test, *_alike(one.value, other.value)))
    if isinstance(one, Word) and isinstance(other, Word) and one.digits == other.digits:
        return Word(known, z3.If(test, one.value, other.value), one.digits)
    return None


def _alike(one: Term, other: Term) -> tuple[Term, Term]:
    """Both whole numbers, or both real ones."""
    if z3.is_int(one) == z3.is_int(other):
        return one, other
    return (z3.ToReal(one) if z3.is_int(one) else one), (z3.ToReal(other) if z3.is_int(other) else other)


def _sure(node: tree.Call, arguments: Arguments, world: World) -> Value | None:
    (condition,) = arguments
    return decided(z3.BoolVal(True), condition.yes) if isinstance(condition, Truth) else None


def _known(node: tree.Call, arguments: Arguments, world: World) -> Value | None:
    first, other = arguments
    if isinstance(first, Truth) and isinstance(other, Truth):
        open_ = z3.Not(first.known)
        return Truth(z3.Or(first.yes, z3.And(open_, other.yes)), z3.Or(first.no, z3.And(open_, other.no)))
    return either(known_of(first), z3.Or(known_of(first), known_of(other)), first, other)


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


def _moved(months: int) -> Formula:
    """A fixed day, or today, so many months or years later. Half-known days have no formula."""

    def formula(node: tree.Call, arguments: Arguments, world: World) -> Value | None:
        when, amount = arguments
        if not isinstance(when, Day) or not isinstance(amount, Number) or not calendar.is_exact(when):
            return None
        number = z3.simplify(amount.value)
        return calendar.later(when, months * number.as_long()) if z3.is_int_value(number) else None

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
    "month": _since(lambda day, today: Number(day.known, day.month)),
    "plus_months": _moved(1),
    "plus_years": _moved(12),
    "count": _count,
    "any_of": _ticked(lambda bits: z3.Or(*bits)),
    "all_of": _ticked(lambda bits: z3.And(*bits)),
    "none_of": _ticked(lambda bits: z3.Not(z3.Or(*bits))),
    "sure": _sure,
    "known": _known,
}

#: What a proof takes for anything at all: texts, patterns and days put together. It then proves less, never too much.
OPAQUE = frozenset(
    {
        "abs",
        "ceil",
        "concat",
        "contains",
        "date_of",
        "day",
        "ends_with",
        "floor",
        "len",
        "lower",
        "matches",
        "number",
        "round",
        "starts_with",
        "substr",
        "text",
        "trunc",
        "upper",
        "weekday",
        "word",
        "words",
    }
)
