"""Pieces of our expression language under construction, and how XPath's loose values become our typed ones.

XPath has no unknown: a blank answer is '' as text, NaN as number, false as condition. Ours has nothing else for it: so
each piece knows whether it can be unknown (`total` is False), and where XPath would see a blank, `sure(…)` or
`known(…, '')` is written around it. An unknown number stands for NaN, an unknown choice or date for a blank answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Type = Literal["text", "number", "bool", "date", "choice", "choices", "none"]

#: How strongly the parts of our language bind, the loosest first.
IF, OR, AND, NOT, COMPARE, SUM, PRODUCT, SIGN, ATOM = range(9)
CHAIN = 40  # choices up to which a list is written out to get at names or numbers


class Untranslatable(Exception):
    """This has no counterpart. `str()` says what and why."""


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """`values`: name in the form -> value in the flow. Open lists (`closed` False) cannot be written out."""

    id: str
    values: Mapping[str, str] = field(default_factory=dict)
    closed: bool = True

    def named_alike(self, name: str) -> str | None:
        return self.values.get(name)


@dataclass(frozen=True, slots=True)
class Code:
    """`level`: its strength, for brackets. `name`: the id, when it is nothing but an answer. `literal`: a fixed value.

    `over`: repeats that must be gone through to reach it (a set of values, from outside their repeat).
    """

    text: str
    type: Type
    level: int = ATOM
    total: bool = False
    name: str = ""
    list: ChoiceList | None = None
    literal: str | int | float | None = None
    over: tuple[str, ...] = ()
    whole: bool = False  # a number without fraction
    positive: bool = False  # a number that is never below zero
    blankable: bool = False  # may be '' although total (a text put together)
    sometimes: bool = False  # not asked in every instance of its repeat
    label: str = ""  # it is the words of this answer's choice: texts show that answer instead
    opposite: Code | None = None  # what a `not` in front of it would give back

    def at(self, level: int) -> str:
        """In brackets where it binds more loosely than its surroundings."""
        return self.text if self.level >= level else f"({self.text})"


_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "", "#": "\\x23"}  # a bare # begins a comment


def quoted(text: str) -> str:
    """A text as a literal of ours."""
    return "'" + "".join(_ESCAPES.get(char, char) for char in text) + "'"


def text_literal(value: str) -> Code:
    return Code(quoted(value), "text", total=True, literal=value)


def number_literal(value: float) -> Code:
    whole = float(value).is_integer()
    shown = str(int(value)) if whole else repr(float(value))
    level = ATOM if value >= 0 else SIGN
    return Code(shown, "number", level, True, literal=value, whole=whole, positive=value >= 0)


TRUE, FALSE = Code("true", "bool", total=True), Code("false", "bool", total=True)
NAN = Code("number('')", "number")


def negated(code: Code) -> Code:
    """XPath's `not`: what is blank counts as false, so its opposite is true."""
    if code.opposite:
        return code.opposite
    if code in (TRUE, FALSE):
        return FALSE if code == TRUE else TRUE
    inner = sure(code)
    return Code(f"not {inner.at(NOT)}", "bool", NOT, True, opposite=inner)


def sure(code: Code) -> Code:
    return code if code.total else Code(f"sure({code.text})", "bool", total=True)


def answered(code: Code) -> Code | None:
    """Whether there is an answer; None where only an answer of a step could tell."""
    return Code(f"answered({code.name})", "bool", total=True) if code.name else None


def blank(code: Code) -> Code:
    """Whether XPath sees ''."""
    if code.type == "text" and (code.total or not code.name or code.blankable):
        return Code(f"{as_text(code).at(SUM)} == ''", "bool", COMPARE, True)
    asked = answered(code)
    if asked:
        return negated(asked)
    if code.type == "number":
        return negated(Code(f"{code.at(SUM)} == {code.at(SUM)}", "bool", COMPARE))
    if code.type == "bool":
        return FALSE
    return Code(f"{as_text(code).at(SUM)} == ''", "bool", COMPARE, True)


def as_bool(code: Code) -> Code:
    match code.type:
        case "bool":
            return code
        case "number":
            if code.literal is not None:
                return TRUE if code.literal else FALSE
            return Code(f"{code.at(SUM)} != 0", "bool", COMPARE, code.total)
        case _:
            if isinstance(code.literal, str):
                return TRUE if code.literal else FALSE
            return negated(blank(code))


def as_text(code: Code) -> Code:
    """What XPath's `string()` gives: never unknown."""
    _single(code)
    match code.type:
        case "text":
            return code if code.total else Code(f"known({code.text}, '')", "text", total=True)
        case "number" if code.literal is not None:
            return text_literal(code.text)
        case "bool":
            return Code(f"'true' if {sure(code).at(OR)} else 'false'", "text", IF, True)
        case "choice":
            return _name_of(code)
        case "number" | "date":
            return Code(f"known(text({code.text}), '')" if not code.total else f"text({code.text})", "text", total=True)
        case "choices":
            raise Untranslatable("the answer of a question with several choices has no text of its own here")
    raise Untranslatable("a note has no answer")


def _name_of(code: Code) -> Code:
    """The name a choice has in the form, which differs from its value when that had to be made over."""
    pairs = code.list.values if code.list else {}
    if code.list and code.list.closed and pairs:
        for shape, undo in _UNDONE.items():
            if all(undo(value) == name for name, value in pairs.items()):
                return Code(f"known({shape.format(code.text)}, '')", "text", total=True)
        if len(pairs) <= CHAIN:
            return chain(code, {value: quoted(name) for name, value in pairs.items()}, "''", "text")
    raise Untranslatable("the names of this choice list cannot be got back from the values they have here")


_UNDONE: Mapping[str, Callable[[str], str]] = {
    "text({})": lambda value: value,
    "substr(text({}), 1)": lambda value: value[1:],
    "upper(text({}))": str.upper,
}


def chain(code: Code, results: Mapping[str, str], otherwise: str, type: Type) -> Code:
    """`1 if x == 'a' else 2 if x == 'b' else …`"""
    parts = [f"{result} if sure({code.at(SUM)} == {quoted(value)}) else" for value, result in results.items()]
    return Code(" ".join([*parts, otherwise]), type, IF, type == "text")


def as_number(code: Code) -> Code:
    """What XPath's `number()` gives; unknown is NaN."""
    _single(code)
    match code.type:
        case "number":
            return code
        case "bool":
            return Code(f"1 if {sure(code).at(OR)} else 0", "number", IF, True, whole=True, positive=True)
        case "date":
            return Code(f"{code.at(SUM)} - date('1970-01-01')", "number", SUM, code.total, whole=True)
        case "text" if isinstance(code.literal, str):
            value = number_in(code.literal)
            return NAN if value is None else number_literal(value)
        case "text":
            return Code(f"number({code.text})", "number")
        case "choice":
            return _number_of(code)
    raise Untranslatable("the answer of a question with several choices is no number")


def number_in(text: str) -> float | None:
    """What XPath reads as a number; None is NaN."""
    return float(text) if re.fullmatch(r"\s*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*", text, re.ASCII) else None


def _number_of(code: Code) -> Code:
    pairs = code.list.values if code.list else {}
    numbers = {value: number_in(name) for name, value in pairs.items()}
    if not pairs or not (code.list and code.list.closed):
        raise Untranslatable("the choices of this list are not known, so they are no numbers")
    positive = all(number is None or number >= 0 for number in numbers.values())
    whole = all(number is None or number.is_integer() for number in numbers.values())
    if all(value == f"v{name}" for name, value in pairs.items()):
        return Code(f"number(substr(text({code.text}), 1))", "number", whole=whole, positive=positive)
    if len(pairs) > CHAIN:
        raise Untranslatable("the names of this long choice list cannot be used as numbers")
    told = {value: number_literal(number).text for value, number in numbers.items() if number is not None}
    return replace(chain(code, told, NAN.text, "number"), whole=whole, positive=positive)


def as_date(code: Code) -> Code:
    _single(code)
    match code.type:
        case "date":
            return code
        case "text" if isinstance(code.literal, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", code.literal[:10]):
            return Code(f"date('{code.literal[:10]}')", "date", total=True)
        case "number":
            return Code(f"date('1970-01-01') + days({floor(code).text})", "date", SUM, code.total)
    raise Untranslatable("this cannot be read as a date")


def floor(code: Code) -> Code:
    return (
        code
        if code.whole
        else Code(f"floor({code.text})", "number", total=code.total, whole=True, positive=code.positive)
    )


def blanked(type: Type) -> Code:
    """A blank of a type, as a value."""
    return NAN if type == "number" else text_literal("")


def worked_out(code: Code) -> Code:
    """The same value, but no longer the answer itself: a number that is none equals nothing, not even another."""
    return replace(code, name="")


def _single(code: Code) -> None:
    if code.over:
        raise Untranslatable(f"'{code.text}' has a value in every round of its repeat: which one is meant is not said")
