"""Lengths of time: "two and a half years", "90 min", "полгода". Value: an ISO 8601 duration.

A month counts thirty days and a year twelve months where a part of one is meant ("a month and a half" is P1M15D).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from flows.parsing.normalise import key
from nlu.answers.model import NO, Answer, Question
from nlu.answers.number_words import lexicon
from nlu.answers.numbers import Token, number_of, number_tokens
from nlu.answers.words import EVERY, base, split, table

LONGEST = 120  # characters
_ISO = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
#: Marks behind digits, which folding would take away.
_MARKS = ((re.compile(r"(?<=\d)\s?(?:''|[\"″”])"), " secondmark "), (re.compile(r"(?<=\d)\s?['’′]"), " minutemark "))
_FRACTIONS = {"½": "1/2", "¼": "1/4", "¾": "3/4", "1⁄2": "1/2", "1⁄4": "1/4", "3⁄4": "3/4"}
_BETWEEN = re.compile(r"(?<=\d)([^\W\d_]{1,3})(?=\d)")  # 1h30
_SLASHED = re.compile(r"(?<![\d/])(\d)\s?/\s?(\d)(?![\d/])")
_BESIDE = 3  # words of the longest that says nothing
_WORDS = 5  # of the longest unit or part

HOURS, MINUTES = 3600, 60


@dataclass(frozen=True, slots=True)
class Length:
    """Months and seconds apart, because a month has no fixed length."""

    months: Fraction = Fraction(0)
    days: Fraction = Fraction(0)
    seconds: Fraction = Fraction(0)

    def __add__(self, other: Length) -> Length:
        return Length(self.months + other.months, self.days + other.days, self.seconds + other.seconds)

    def times(self, number: Fraction) -> Length:
        return Length(self.months * number, self.days * number, self.seconds * number)

    def times_whole(self, number: int) -> Length:
        return self.times(Fraction(number))

    def is_whole(self) -> bool:
        return {self.months.denominator, self.days.denominator} == {1}

    def iso(self) -> str:
        """Canonical: years and months, then days (weeks where they are even and alone), hours, minutes, seconds."""
        months, part = divmod(self.months, 1)
        days, day_part = divmod(self.days + part * 30, 1)
        seconds = int(self.seconds + day_part * 24 * HOURS)
        years, months = divmod(int(months), 12)
        date = f"{years}Y" * bool(years) + f"{months}M" * bool(months)
        if days and days % 7 == 0 and not date and not seconds:
            return f"P{int(days) // 7}W"
        date += f"{int(days)}D" * bool(days)
        hours, rest = divmod(seconds, HOURS)
        minutes, rest = divmod(rest, MINUTES)
        time = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes) + f"{rest}S" * bool(rest)
        return "P" + date + ("T" + time if time else "") if date or time else "PT0S"


@dataclass(frozen=True, slots=True)
class Words:
    """Keys -> what they mean. `alone`: units that mean one without a number."""

    units: Mapping[str, Length]
    alone: frozenset[str]
    parts: Mapping[str, Fraction]
    beside: frozenset[str]


def read(question: Question, text: str) -> Answer:
    """Value: an ISO 8601 duration."""
    length = read_length(text, question.lang)
    return NO if length is None else Answer("ok", length.iso())


def read_length(text: str, lang: str) -> Length | None:
    """The length a text means, or None where it is none."""
    if len(text) > LONGEST:
        return None
    tokens = number_tokens(_prepared(text), lang)
    if not tokens:
        return None
    return _Reading(tokens, lang).length()


def _prepared(text: str) -> str:
    for pattern, word in _MARKS:
        text = pattern.sub(word, text)
    for sign, fraction in _FRACTIONS.items():
        text = text.replace(sign, fraction)
    text = _BETWEEN.sub(r" \1 ", text)
    return _SLASHED.sub(lambda found: _quotient(int(found[1]), int(found[2])), text)


def _quotient(over: int, under: int) -> str:
    return f" {over / under:.2f} " if under in (2, 4) and over < under else f"{over}/{under}"


@lru_cache(maxsize=64)
def duration_words(lang: str) -> Words:
    """The words of a language; those that everybody writes come with them."""
    own, every = table("durations").get(lang, {}), table("durations")[EVERY]
    units: dict[str, Length] = {}
    alone: set[str] = set(split(own.get("alone", "")))
    for entries in (every["units"], own.get("units", {})):
        for iso, words in entries.items():
            single, _, many = words.partition(";")
            alone |= set(split(single))
            units.update(dict.fromkeys((*split(single), *split(many)), _from_iso(iso)))
    parts = {word: Fraction(number) for number, words in own.get("parts", {}).items() for word in split(words)}
    return Words(units, frozenset(alone), parts, frozenset(split(own.get("beside", ""))))


def _from_iso(written: str) -> Length:
    found = _ISO.fullmatch(written)
    assert found is not None, written
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    time = hours * HOURS + minutes * MINUTES + seconds
    return Length(Fraction(12 * years + months), Fraction(7 * weeks + days), Fraction(time))


class _Reading:
    """Numbers and units from left to right; everything else must be a word that says nothing."""

    def __init__(self, tokens: list[Token], lang: str) -> None:
        self.tokens, self.lang = tokens, lang
        self.words, self.numbers = duration_words(base(lang)), lexicon(lang)
        self.sum, self.last = Length(), Length()
        self.found = False

    def length(self) -> Length | None:
        start = 0
        while start < len(self.tokens):
            end = self._next(start)
            if end is None:
                return None
            start = end
        return self.sum if self.found else None

    def _next(self, start: int) -> int | None:
        """Where the reading goes on: behind a number with its unit, a half of the last unit, a word beside."""
        place, unit_end, unit = self._unit(start)
        if unit is not None:
            number = self._number(self.tokens[start:place], self._text(place, unit_end))
            while number is None and start < place and (beside := self._beside(start)) is not None:
                start = min(beside, place)
                number = self._number(self.tokens[start:place], self._text(place, unit_end))
            if number is None:
                return None
            self.last, self.found = unit, True
            self.sum += unit.times(number)
            return unit_end
        return self._behind(start)

    def _behind(self, start: int) -> int | None:
        rest = self.tokens[start:]
        joined = "".join(token.text for token in rest)
        if self.found and (joined in self.numbers.half or joined in self._halves()):
            self.sum += self.last.times(Fraction(1, 2))
            return len(self.tokens)
        if self.last == Length(seconds=Fraction(HOURS)) and len(rest) == 1 and len(rest[0].values) == 1:
            self.sum += Length(seconds=rest[0].values[0] * MINUTES)  # 1h30
            return len(self.tokens)
        return self._beside(start)

    def _beside(self, start: int) -> int | None:
        """Behind the longest words at `start` that say nothing."""
        ends = range(min(start + _BESIDE, len(self.tokens)), start, -1)
        return next((end for end in ends if self._is_beside(start, end)), None)

    def _halves(self) -> frozenset[str]:
        """ "and a half", "and half" put together from the words of the language."""
        halves = [word for word, number in self.words.parts.items() if number == Fraction(1, 2)]
        return frozenset((link + half).replace(" ", "") for link in self.numbers.links for half in halves)

    def _unit(self, start: int) -> tuple[int, int, Length | None]:
        for place in range(start, len(self.tokens)):
            for end in range(min(len(self.tokens), place + _WORDS), place, -1):
                unit = self.words.units.get(self._text(place, end))
                if unit is not None and not self._is_part_before(place, end):
                    return place, end, unit
        return 0, 0, None

    def _is_part_before(self, place: int, end: int) -> bool:
        """ "çeyrek yıl", "three quarters of an hour": a unit itself, but part of the next one."""
        return any(
            self._text(start, stop) in self.words.parts and self._starts_unit(stop)
            for start in range(max(0, place - _WORDS), place + 1)
            for stop in range(end, min(len(self.tokens), end + _WORDS))
        )

    def _starts_unit(self, place: int) -> bool:
        return any(self._text(place, place + length) in self.words.units for length in (1, 2))

    def _number(self, tokens: list[Token], unit: str) -> Fraction | None:
        bare = list(tokens)
        while bare and (bare[0].text in self.numbers.links or bare[0].text in self.words.beside) and len(bare) > 1:
            bare.pop(0)
        if not bare or (len(bare) == 1 and not bare[0].values and self._links(bare[0].text)):
            return Fraction(1) if unit in self.words.alone else None
        part = self._parts(bare)
        if part is not None:
            return part
        values = number_of(bare, self.numbers)
        return values[0] if len(values) == 1 and values[0] >= 0 else None

    def _links(self, word: str) -> bool:
        return word in self.numbers.links or (word in self.words.beside and word not in self.words.parts)

    def _parts(self, tokens: list[Token]) -> Fraction | None:
        """Halves and quarters before the unit, alone or behind a whole number."""
        whole = " ".join(token.text for token in tokens)
        if whole in self.words.parts:
            return self.words.parts[whole]
        for place in range(1, len(tokens)):
            tail = " ".join(token.text for token in tokens[place:])
            if tail in self.words.parts:
                head = tokens[:place]
                while len(head) > 1 and head[-1].text in self.numbers.links:
                    head = head[:-1]
                values = number_of(head, self.numbers)
                if len(values) == 1 and values[0].denominator == 1:
                    return self._with_part(values[0], self.words.parts[tail], linked=len(head) < place)
        return None

    def _with_part(self, whole: Fraction, part: Fraction, linked: bool) -> Fraction:
        """ "Five and a half" adds, "three quarter" and "one half" multiply."""
        return whole + part if linked else whole * part

    def _is_beside(self, start: int, end: int) -> bool:
        text = self._text(start, end)
        return text in self.words.beside or text in self.numbers.links

    def _text(self, start: int, end: int) -> str:
        return key(" ".join(token.text for token in self.tokens[start:end]))
