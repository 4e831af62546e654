"""What is asked of a reader and what it answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Status = Literal["ok", "ambiguous", "no"]

#: Values up to which somebody is asked back; more are no question any more.
OFFERED = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the things to choose from: what is stored, what is shown, other words for it."""

    id: str
    label: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is being answered. `lang`: the language of the conversation; `today` for "yesterday" and two-digit years."""

    type: str
    lang: str
    today: date
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """`ok` has a value; `ambiguous` has at least two alternatives to ask back; `no` has neither. Values are JSON."""

    status: Status
    value: Any = None
    alternatives: tuple[Any, ...] = ()


NO = Answer("no")


def answer(values: Iterable[Any]) -> Answer:
    """One value is the answer, several are asked back, none and too many are not understood."""
    found: list[Any] = []
    for value in values:
        if not any(value is other or (value == other and type(value) is type(other)) for other in found):
            found.append(value)
    if not found or len(found) > OFFERED:
        return NO
    return Answer("ok", found[0]) if len(found) == 1 else Answer("ambiguous", None, tuple(found))
