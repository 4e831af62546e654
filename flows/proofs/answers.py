"""What can be answered to a step: variables for its answer, and what holds of every answer that is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import z3

from flows.kinds import KINDS
from flows.model import Step
from flows.proofs.calendar import some_day
from flows.proofs.values import Day, Names, Nothing, Number, Spot, Term, Ticks, Truth, Value, Word, decided

LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class Answer:
    """`value` is known where `answered`. `fits`: what the kind itself asks of an answer, filters left aside;
    `variables`: what an answer is made of."""

    value: Value
    answered: Term
    fits: Term
    chosen: Mapping[str, Term]  # choice value -> it is (among) what was chosen
    variables: tuple[Term, ...] = ()


def answer_to(step: Step, names: Names) -> Answer:
    answered = names.bit(f"{step.id}.answered")
    build = _KINDS.get(KINDS[step.kind].value_type)
    if build is None:
        return Answer(Nothing(), answered, z3.BoolVal(True), {})
    value, fits, chosen = build(step, answered, names)
    return Answer(value, answered, fits, chosen, _variables(value))


def _variables(value: Value) -> tuple[Term, ...]:
    """The unknowns a value is made of, without the bit that says whether there is one."""
    if isinstance(value, Truth):
        return tuple(value.yes.children()[1:])
    if isinstance(value, Ticks):
        return tuple(value.bits.values())
    if isinstance(value, Day):
        return (value.year, value.month, value.day, value.precision)
    if isinstance(value, Spot):
        return (value.inside, value.ags, value.posted, value.plz, value.name)
    return (value.value,) if isinstance(value, Number | Word) else ()


Built = tuple[Value, Term, Mapping[str, Term]]
_FREE = z3.BoolVal(True)


def _bool(step: Step, answered: Term, names: Names) -> Built:
    said = names.bit(step.id)
    return decided(answered, said), _FREE, {"yes": said, "no": z3.Not(said)}


def _number(step: Step, answered: Term, names: Names) -> Built:
    number = names.whole(step.id) if step.options.get("integer", True) else names.real(step.id)
    low, high = step.options.get("min", -LARGEST), step.options.get("max", LARGEST)
    return Number(answered, number), z3.And(number >= low, number <= high), {}


def _date(step: Step, answered: Term, names: Names) -> Built:
    day, real = some_day(answered, names)
    return day, real, {}


def _choice(step: Step, answered: Term, names: Names) -> Built:
    word = names.whole(step.id)
    chosen = {choice.value: word == names.word(choice.value) for choice in step.choices}
    return Word(answered, word), z3.Or(*chosen.values()), chosen


def _choices(step: Step, answered: Term, names: Names) -> Built:
    bits = {choice.value: names.bit(f"{step.id}.{choice.value}") for choice in step.choices}
    ticked = list(bits.values())
    alone = [z3.Implies(bits[choice.value], z3.AtMost(*ticked, 1)) for choice in step.choices if choice.exclusive]
    most = int(step.options.get("max", len(ticked)))
    return Ticks(answered, bits), z3.And(z3.Or(*ticked), z3.AtMost(*ticked, most), *alone), bits


def _place(step: Step, answered: Term, names: Names) -> Built:
    ags, plz = names.whole(f"{step.id}.ags"), names.whole(f"{step.id}.plz")
    spot = Spot(answered, names.bit("inside"), ags, names.bit("posted"), plz, names.whole(f"{step.id}.name"))
    shaped = z3.And(ags >= 0, ags < 10**8, plz >= 0, plz < 10**5)
    return spot, shaped, {}


def _word(step: Step, answered: Term, names: Names) -> Built:
    return Word(answered, names.whole(step.id)), _FREE, {}


_KINDS = {
    "bool": _bool,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "place": _place,
    "country": _word,
    "language": _word,
    "text": _word,
}

__all__ = ["Answer", "Truth", "answer_to"]
