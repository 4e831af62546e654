"""The types expressions know, and their two worlds: `Scope` while one is checked, `Env` while it runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args

import msgspec

if TYPE_CHECKING:
    from flows.expressions import Expression

ValueType = Literal["bool", "text", "number", "date", "choice", "choices", "place", "country", "language", "none"]

VALUE_TYPES: frozenset[str] = frozenset(get_args(ValueType))

_IN_WORDS = {"bool": "yes or no", "choices": "a many-choices answer", "none": "a step without an answer"}


def a(kind: str) -> str:
    """A type in words, for messages."""
    return _IN_WORDS.get(kind, f"a {kind}")


LARGEST = 10**15  # numbers beyond this are slips, and a float still holds them exactly

#: Types whose values are plain strings: they compare with a quoted literal.
STRINGS: frozenset[ValueType] = frozenset({"text", "choice", "country", "language"})

CHANNELS = frozenset({"web", "telegram", "console"})

#: Names every expression may read besides step ids. `it` (the answer being checked) comes in through `Scope.types`.
BUILTINS: Mapping[str, ValueType] = {"today": "date", "lang": "language", "channel": "choice"}

#: Words a step may not be called: they mean something else in an expression.
RESERVED = frozenset({*BUILTINS, "it", "true", "false", "none", "null", "index", "choice", "n"})


@dataclass(frozen=True, slots=True)
class Domain:
    """Which strings a value can be at all: a closed list or a shape. Catches `kreis == '5316'` when the flow loads."""

    values: frozenset[str] | None = None
    shape: str | None = None
    expected: str = ""

    def has(self, value: str) -> bool:
        if self.values is not None:
            return value in self.values
        return self.shape is None or re.fullmatch(self.shape, value, re.ASCII) is not None


ANY_TEXT = Domain()
SHAPES: Mapping[ValueType, Domain] = {
    "country": Domain(shape="[A-Z]{2}", expected="a country as two capital letters (ISO 3166-1 alpha-2)"),
    "language": Domain(shape="[a-z]{2,3}(-[A-Za-z]{2,8})?", expected="a language code such as 'uk'"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One attribute of a compound answer."""

    type: ValueType
    domain: Domain


FIELDS: Mapping[ValueType, Mapping[str, Field]] = {
    "place": {
        "plz": Field("text", Domain(shape="[0-9]{5}", expected="a PLZ of five digits")),
        "ags": Field("text", Domain(shape="[0-9]{8}", expected="an AGS of eight digits")),
        "kreis": Field("text", Domain(shape="[0-9]{5}", expected="the first five digits of an AGS")),
        "name": Field("text", ANY_TEXT),
        "status": Field("choice", Domain(frozenset({"ok", "outside"}))),
    },
    "date": {"precision": Field("choice", Domain(frozenset({"day", "month", "year"})))},
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean while an expression is checked.

    `types`: step id (and `it` inside a constraint) -> type. `choices`: the values of steps that have a closed list.
    `purposes`: the consent purposes the flow asks for; None leaves the argument of `consented()` unchecked.
    `depth`: for names inside repeats the repeats around them, outermost first. `repeats`: repeat id -> the repeats
    around it. `here`: the repeats around the expression itself. `computed`: values that are worked out, never asked
    (their types stand in `types`). `choice`: what `choice.…` means in a choice filter.
    """

    types: Mapping[str, ValueType]
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    purposes: frozenset[str] | None = None
    depth: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    repeats: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    here: tuple[str, ...] = ()
    computed: Mapping[str, Expression] = field(default_factory=dict)
    choice: Mapping[str, ValueType] = field(default_factory=dict)

    def inside(self, repeat: str) -> Scope:
        """The scope of what is said for each entry of `repeat`."""
        return replace(self, here=(*self.repeats[repeat], repeat))

    def reaches(self, repeats: tuple[str, ...]) -> bool:
        """Does one entry of each of `repeats` stand for a name here?"""
        return self.here[: len(repeats)] == repeats

    def type(self, name: str) -> ValueType | None:
        return BUILTINS.get(name) or self.types.get(name)

    def domain(self, name: str) -> Domain:
        if name == "channel":
            return Domain(CHANNELS)
        if name in self.choices:
            return Domain(self.choices[name])
        return SHAPES.get(self.type(name) or "none", ANY_TEXT)

    def names(self) -> frozenset[str]:
        return frozenset(BUILTINS) | frozenset(self.types)


class Env(msgspec.Struct, frozen=True, eq=False):
    """What an expression reads when it runs: answer values by step id, today, and who is speaking where.

    A step that is missing from `values`, or None there (skipped), is unknown. `it` is the answer being checked.
    A struct, because one is made for each change of an answer.
    """

    values: Mapping[str, Any]
    today: date
    it: Any = None
    consents: Mapping[str, bool] = msgspec.field(default_factory=dict)
    lang: str = "de"
    channel: str = "web"
    memo: dict[str, Any] = msgspec.field(default_factory=dict)  # computed values found so far
