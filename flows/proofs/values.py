"""Three-valued answers as formulas: each value carries the condition under which it is known at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import z3

#: A z3 expression. The library carries no types.
Term = Any


@dataclass(frozen=True, slots=True)
class Truth:
    """Kleene's three values: `yes`, `no`, and unknown where neither holds. Never both."""

    yes: Term
    no: Term

    @property
    def known(self) -> Term:
        return z3.Or(self.yes, self.no)


@dataclass(frozen=True, slots=True)
class Number:
    known: Term
    value: Term


@dataclass(frozen=True, slots=True)
class Word:
    """A text as a number: equal texts have equal numbers. `digits`: how many, where the number is what is written."""

    known: Term
    value: Term
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Ticks:
    """A many-choices answer: one bit for each value."""

    known: Term
    bits: Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place. `inside`: it has an AGS; a town with several PLZ may have none (`posted`)."""

    known: Term
    inside: Term
    ags: Term
    posted: Term
    plz: Term
    name: Term


@dataclass(frozen=True, slots=True)
class Day:
    """A date as half known as people say it: `first` and `last` are codes (`calendar.code`) of the days it may be,
    `year`, `month`, `day` the one stored for it; `precision` 0 day, 1 month, 2 year."""

    known: Term
    first: Term
    last: Term
    year: Term
    month: Term
    day: Term
    precision: Term


@dataclass(frozen=True, slots=True)
class Nothing:
    """Something proofs know nothing about, not even its shape."""


Value = Truth | Number | Word | Ticks | Spot | Day | Nothing


@dataclass(slots=True)
class Names:
    """Hands out variables that are used once, and one number for each text that stands in the flow."""

    words: dict[str, int] = field(default_factory=dict)
    _numbers: Any = field(default_factory=count)

    def word(self, text: str) -> int:
        return self.words.setdefault(text, len(self.words))

    def text(self, number: int) -> str | None:
        return next((text for text, known in self.words.items() if known == number), None)

    def bit(self, name: str) -> Term:
        return z3.Bool(self._unique(name))

    def whole(self, name: str) -> Term:
        return z3.Int(self._unique(name))

    def real(self, name: str) -> Term:
        return z3.Real(self._unique(name))

    def _unique(self, name: str) -> str:
        return f"{name}!{next(self._numbers)}"


def decided(known: Term, holds: Term) -> Truth:
    return Truth(z3.And(known, holds), z3.And(known, z3.Not(holds)))


def negated(truth: Truth) -> Truth:
    return Truth(truth.no, truth.yes)


def all_of(truths: Iterable[Truth]) -> Truth:
    parts = tuple(truths)
    return Truth(z3.And(*(part.yes for part in parts)), z3.Or(*(part.no for part in parts)))


def any_of(truths: Iterable[Truth]) -> Truth:
    return negated(all_of(map(negated, truths)))


def known_of(value: Value) -> Term:
    return z3.BoolVal(False) if isinstance(value, Nothing) else value.known


def fresh(kind: str, names: Names, values: Iterable[str] = ()) -> Value:
    """A value that may be anything of its type, known or not. `values`: the choices a Ticks or Word can be."""
    from flows.proofs.calendar import some_day

    known = names.bit("known")
    if kind == "bool":
        return decided(known, names.bit("truth"))
    if kind == "number":
        return Number(known, names.real("number"))
    if kind in ("text", "choice", "country", "language"):
        return Word(known, names.whole("word"))
    if kind == "date":
        return some_day(known, names)[0]
    return Ticks(known, {value: names.bit(value) for value in values}) if kind == "choices" and values else Nothing()
