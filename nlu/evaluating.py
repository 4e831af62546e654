"""How well an interpreter understands the test phrases, which another hand wrote than those it learned from."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import mean

from nlu.intents import DANGER, NONE, STRICT
from nlu.phrases import Phrase
from nlu.port import Meaning, Parser

#: One letter in twenty is struck wrong, left out, doubled or swapped.
NOISE = 0.05


@dataclass(frozen=True, slots=True)
class Result:
    """Shares, 0 to 1. `accuracy` and `macro_f1`: of what is in scope. `rejected`: of what is out of scope.

    `kept`: in scope and not taken for out of scope. `noisy`: `accuracy` with typing errors. `strict_wrong`: phrases
    taken for emergency, delete, stop or withdrawal that are none; violence at home is an emergency.
    """

    lang: str
    phrases: int
    accuracy: float
    macro_f1: float
    noisy: float
    kept: float
    rejected: float
    strict_wrong: int

    def as_json(self) -> dict[str, object]:
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}


def evaluate(parser: Parser, lang: str, phrases: Sequence[Phrase]) -> Result:
    """`phrases`: some in scope, some not. The noise is the same at every run."""
    inside = [phrase for phrase in phrases if phrase.intent != NONE]
    outside = [phrase for phrase in phrases if phrase.intent == NONE]
    heard = [parser.parse(phrase.text, lang) for phrase in inside]
    beyond = [parser.parse(phrase.text, lang) for phrase in outside]
    noise = random.Random(lang)  # noqa: S311 - typing errors, the same at every run
    noisy = [parser.parse(mistyped(phrase.text, noise), lang) for phrase in inside]
    return Result(
        lang=lang,
        phrases=len(phrases),
        accuracy=_right(inside, heard),
        macro_f1=_macro_f1(inside, heard),
        noisy=_right(inside, noisy),
        kept=_share([meaning.intent != NONE for meaning in heard]),
        rejected=_share([meaning.intent == NONE for meaning in beyond]),
        strict_wrong=_taken_for_strict(inside + outside, heard + beyond),
    )


def mistyped(text: str, noise: random.Random) -> str:
    found: list[str] = []
    for char in text:
        if char.isspace() or noise.random() >= NOISE:
            found.append(char)
        else:
            found.append(noise.choice(("", char * 2, noise.choice(text))))
    return "".join(found)


def _right(phrases: Sequence[Phrase], heard: Sequence[Meaning]) -> float:
    return _share([phrase.intent == meaning.intent for phrase, meaning in zip(phrases, heard, strict=True)])


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 0.0


def _taken_for_strict(phrases: Sequence[Phrase], heard: Sequence[Meaning]) -> int:
    pairs = [(phrase.intent, meaning.intent) for phrase, meaning in zip(phrases, heard, strict=True)]
    return sum(taken in STRICT and taken != said and not {taken, said} <= DANGER for said, taken in pairs)


def _macro_f1(phrases: Sequence[Phrase], heard: Sequence[Meaning]) -> float:
    right, said, meant = Counter[str](), Counter[str](), Counter[str]()
    for phrase, meaning in zip(phrases, heard, strict=True):
        meant[phrase.intent] += 1
        said[meaning.intent] += 1
        right[phrase.intent] += phrase.intent == meaning.intent
    return mean(2 * right[intent] / (meant[intent] + said[intent]) for intent in meant) if meant else 0.0
