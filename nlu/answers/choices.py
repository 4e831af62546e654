"""Which of a few choices somebody means: its label or another word for it, its number, "the second", a slip.

Value: the choice's id. Words that fit several choices are asked back with those.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from flows.parsing.matching import by_number, matches
from flows.parsing.normalise import key
from nlu.answers.model import NO, Answer, Choice, Question, answer
from nlu.answers.numbers import read_numbers
from nlu.answers.words import base, split, table

LONGEST = 200  # characters
POINTING = 5  # words of an answer that only points at a place in the list
_MIXED_IN = ("en", "de")


def read(question: Question, text: str) -> Answer:
    """Without choices nothing is understood."""
    written, choices = key(text), question.choices
    if not written or not choices or len(text) > LONGEST:
        return NO
    terms = {choice.id: _keys(choice) for choice in choices}
    exact = [name for name, keys in terms.items() if written in keys]
    if exact:
        return answer(exact)
    found = _numbered(question, written, text) or _pointed(question.lang, written, choices)
    return answer(found or matches(written, terms, _negations(base(question.lang))))


def _keys(choice: Choice) -> frozenset[str]:
    return frozenset(filter(None, map(key, (choice.label, choice.id, *choice.words))))


@lru_cache(maxsize=64)
def _negations(lang: str) -> frozenset[str]:
    return frozenset(split(table("yes_no").get(lang, {}).get("not", "")))


def _numbered(question: Question, written: str, text: str) -> tuple[str, ...]:
    """A bare number, in digits or words."""
    labels = [(choice.id, key(choice.label)) for choice in question.choices]
    if written.isdecimal():
        return by_number(written, labels)
    numbers = read_numbers(text, question.lang, whole=True) if written.count(" ") < 2 else ()
    if len(numbers) != 1 or numbers[0] < 1 or numbers[0].denominator != 1:
        return ()
    return by_number(str(int(numbers[0])), labels)


def _pointed(lang: str, written: str, choices: tuple[Choice, ...]) -> tuple[str, ...]:
    """ "The second one", "the last": one such word in a short answer."""
    words = written.split(" ")
    if len(words) > POINTING:
        return ()
    table_ = ordinals(base(lang))
    padded = f" {written} "
    said = {place for word, place in table_.items() if f" {word} " in padded}
    places = {len(choices) if place == 0 else place for place in said}
    if len(places) != 1:
        return ()
    place = places.pop()
    return (choices[place - 1].id,) if place <= len(choices) else ()


@lru_cache(maxsize=64)
def ordinals(lang: str) -> Mapping[str, int]:
    """Word -> place from 1; 0 is the last. English and German ones where the language has no such word."""
    found: dict[str, int] = {}
    for code in (*_MIXED_IN, lang):
        own = table("ordinals").get(code, {})
        for place, words in enumerate(own.get("words", ()), 1):
            found.update(dict.fromkeys(split(words), place))
        found.update(dict.fromkeys(split(own.get("last", "")), 0))
    return found
