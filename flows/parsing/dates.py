"""Dates as people write them: whole, or only month or year, roughly, in any script, with month names of many languages.

A date must be the whole answer (beside words like "since" or "about"): a number that only looks like one is not read as
a date. Day and month are not guessed: 03/04 is asked back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.parsing.calendar import YEARS, month, two_digit_years, whole, year
from flows.parsing.date_words import Words
from flows.parsing.normalise import fold
from flows.parsing.relative_dates import read_relative
from flows.parsing.terms import Everywhere

Value = dict[str, Any]

#: Years of the Iranian and the Islamic calendar in which people living today were born or travelled.
OTHER_CALENDARS = range(1300, 1500)
LONGEST = 80
_TOKEN = re.compile(r"\d+|[^\W\d_]+|[./\-–—−~≈?,]|\S")
_DASHES = str.maketrans("–—−≈", "---~")


@dataclass(frozen=True, slots=True)
class Dates:
    """`found`: what a text may mean. Empty: `problem` is misfit, year_missing, calendar or impossible."""

    found: tuple[Value, ...] = ()
    problem: str = "misfit"


MISFIT = Dates()


def read_dates(text: str, today: date, everywhere: Everywhere, years: range = YEARS) -> Dates:
    """What a text means as a date of these years, with `today` for "today" and two-digit years. Never raises."""
    folded = fold(text[: LONGEST + 1]).translate(_DASHES)
    words = Words(everywhere)
    if len(text) > LONGEST:
        return MISFIT
    if (relative := read_relative(folded, today, words)) is not None:
        return Dates((relative,))
    read = _Reading(words, today, years)
    return read.dates(_TOKEN.findall(folded))


class _Reading:
    """One text on its way to a date: `shape` is the text with N for numbers and M for months."""

    def __init__(self, words: Words, today: date, years: range) -> None:
        self.words, self.today, self.years = words, today, years
        self.numbers: list[str] = []
        self.months: list[int] = []
        self.shape = ""
        self.about = False

    def dates(self, parts: list[str]) -> Dates:
        if not self._take_apart(parts):
            return MISFIT
        shape = re.sub(r"[./-]*M[./-]*", "M", self.shape).strip(".-/,").replace(",", "")
        found = self._found(shape)
        return Dates(tuple({**value, "about": self.about} for value in found.found), found.problem)

    def _take_apart(self, parts: list[str]) -> bool:
        """False for a text with anything in it that does not belong to a date."""
        place = 0
        while place < len(parts):
            used = self._take(parts, place)
            if not used:
                return False
            place += used
        return True

    def _take(self, parts: list[str], place: int) -> int:
        part = parts[place]
        if part.isdecimal():
            self.numbers.append(part)
            self.shape += "N"
            return 1
        if not part[0].isalpha():
            self.about |= part in "~?"
            self.shape += part if part in "./-," else ""
            return int(part in "./-,~?")
        return self._take_word(parts, place)

    def _take_word(self, parts: list[str], place: int) -> int:
        for length in (2, 1):
            called = self.words.month(parts[place : place + length])
            if called is not None:
                self.months.append(called)
                self.shape += "M"
                return length
        self.about |= self.words.is_about(parts[place])
        return int(self.words.belongs(parts[place]))

    def _found(self, shape: str) -> Dates:
        match shape:
            case "N":
                return self._alone(self.numbers[0])
            case "M":
                return Dates(problem="year_missing")
            case "NM" | "MN":
                return self._month_and(self.numbers[0])
            case "NMN" | "MNN":
                return self._named_month(*self.numbers)
            case "NN" | "N.N" | "N/N" | "N-N":
                return self._two(shape[1:-1], *self.numbers)
            case "NNN" | "N.N.N" | "N/N/N" | "N-N-N":
                return self._three(shape[1], *self.numbers)
        return MISFIT

    def _alone(self, number: str) -> Dates:
        if len(number) == 8:
            return self._three(".", number[:2], number[2:4], number[4:])
        return _or_problem([year(number, self.years)], number)

    def _month_and(self, number: str) -> Dates:
        if len(number) == 4:
            return _or_problem([month(number, self.months[0], self.years)], number)
        return Dates(problem="year_missing" if 1 <= int(number[:3]) <= 31 else "misfit")

    def _named_month(self, first: str, last: str) -> Dates:
        if len(first) == 4:
            first, last = last, first
        return self._days([(first, self.months[0])], last)

    def _two(self, between: str, first: str, last: str) -> Dates:
        if len(first) == len(last) == 4:
            return _or_problem([year(first, self.years), year(last, self.years)], first, last)
        if len(first) == 4 and between:
            first, last = last, first
        if len(last) == 4 and between and len(first) <= 2:
            return _or_problem([month(last, int(first), self.years)], last)
        day_and_month = between == "." and len(first) <= 2 and len(last) <= 2
        return Dates(problem="year_missing" if day_and_month and whole("2020", last, first) else "misfit")

    def _three(self, between: str, first: str, middle: str, last: str) -> Dates:
        if len(first) == 4:
            return self._days([(last, int(middle[:3]))], first)
        order = [(first, int(middle[:3]))]
        if between != ".":
            order.append((middle, int(first[:3])))
        return self._days(order, last)

    def _days(self, order: list[tuple[str, int]], written_year: str) -> Dates:
        """The days that exist among readings of day and month, in each century a short year may mean."""
        years = [written_year] if len(written_year) == 4 else two_digit_years(written_year, self.today)
        found = [whole(one, str(which), day, self.years) for day, which in order for one in years]
        dates = _or_problem(found, written_year)
        return Dates(problem="impossible") if years and not dates.found and dates.problem == "misfit" else dates


def _or_problem(found: list[Value | None], *years: str) -> Dates:
    values = tuple(value for place, value in enumerate(found) if value and value not in found[:place])
    other = any(len(written) == 4 and int(written) in OTHER_CALENDARS for written in years)
    return Dates(values, "calendar" if other else "misfit")
