"""Dates: whole, or a month or a year, in words and digits of the language, in its calendar. Nothing is guessed.

03/04/1990 is two dates. A number that is no year, a weekday, "B2" or "25 years" are none. Values are ISO 8601, as
precise as what was written: `1990-07-05`, `1990-07`, `1990`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction

from flows.parsing.fuzzy import nearest
from flows.parsing.normalise import fold, key
from nlu.answers import solar
from nlu.answers.date_words import DateWords, date_words
from nlu.answers.durations import Length, duration_words, read_length
from nlu.answers.model import Answer, Question, answer
from nlu.answers.numbers import mixes_digits
from nlu.answers.words import base

LONGEST = 100  # characters
FIRST, LAST = 1900, 2100
AHEAD = 15  # years a two-digit year may lie in the future
OLDEST = 110  # years somebody who writes may have lived
MONTH_WORDS = 3
_TOKEN = re.compile(r"\d+|[^\W\d_]+|[./,\-–—−~≈?:]|\S")
_MARKS = str.maketrans("–—−،؛፣،", "---,,,,")
_SOLAR = frozenset({"fa", "ps", "ckb"})


def read(question: Question, text: str) -> Answer:
    """Value: ISO, of the precision written. Any date from 1900 to 2100."""
    return answer(found_dates(question, text))


def read_birth_date(question: Question, text: str) -> Answer:
    """As a date, but in the past, of somebody who lives, and not counted from today."""
    oldest = str(question.today.year - OLDEST)
    last = question.today.isoformat()
    return answer(
        found for found in _absolute(question, text) if oldest <= found and found[: len(last)] <= last[: len(found)]
    )


def read_month(question: Question, text: str) -> Answer:
    """Value: `YYYY-MM`; of a whole date its month."""
    return answer(found[:7] for found in found_dates(question, text) if len(found) >= 7)


def found_dates(question: Question, text: str) -> list[str]:
    """What a text may mean as a date, in ISO form."""
    return _absolute(question, text) or _relative(question, text)


# --- counted from today ----------------------------------------------------------------------------------------------


def _relative(question: Question, text: str) -> list[str]:
    words, today = date_words(question.lang), question.today
    if len(text) > LONGEST:
        return []
    written = key(text)
    for names, days in ((words.today, 0), (words.yesterday, -1), (words.before, -2), (words.tomorrow, 1)):
        if written in names or _without(written, words.beside - names) in names:
            return [(today + timedelta(days=days)).isoformat()]
    for names, shift in ((words.last, -1), (words.this, 0)):
        if rest := _cut(written, names):
            length = _unit(rest, words, question.lang)
            return [] if length is None else [_back(today, length.times_whole(-shift))]
    if rest := _cut(written, words.ago):
        length = read_length(rest, question.lang)
        return [] if length is None or length.seconds or not length.is_whole() else [_back(today, length)]
    return []


def _without(written: str, beside: frozenset[str]) -> str:
    return " ".join(word for word in written.split(" ") if word not in beside)


def _cut(written: str, names: frozenset[str]) -> str | None:
    """What is left of a text without the first of `names` in it; None where there is none of them."""
    padded = f" {written} "
    for name in sorted(names, key=len, reverse=True):
        if f" {name} " in padded:
            return padded.replace(f" {name} ", " ", 1).strip()
    return None


def _unit(rest: str, words: DateWords, lang: str) -> Length | None:
    """One month or year, named alone but for words that say nothing."""
    units = duration_words(base(lang)).units
    named = [word for word in rest.split(" ") if word in units]
    others = [word for word in rest.split(" ") if word not in units and word not in words.beside]
    length = units[named[0]] if len(named) == 1 and not others else None
    return length if length in (Length(Fraction(1)), Length(Fraction(12))) else None


def _back(today: date, length: Length) -> str:
    """As precise as the length: "three years ago" is a year, "two weeks ago" a day."""
    if not length.months:
        return (today - timedelta(days=int(length.days))).isoformat()
    years, month = divmod(today.year * 12 + today.month - 1 - int(length.months), 12)
    return str(years) if length.months % 12 == 0 else f"{years}-{month + 1:02}"


# --- written out -----------------------------------------------------------------------------------------------------


def _absolute(question: Question, text: str) -> list[str]:
    if len(text) > LONGEST or mixes_digits(text):
        return []
    parts = _Parts(date_words(question.lang))
    if not parts.take(_TOKEN.findall(fold(text).translate(_MARKS))):
        return []
    return _unique(_Readings(parts, question).found())


def _unique(found: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(one for one in found if one is not None))


class _Parts:
    """A text taken apart: numbers, the marks between them, months; `shape` has N and M in their order."""

    def __init__(self, words: DateWords) -> None:
        self.words = words
        self.numbers: list[str] = []
        self.marks: list[str] = []  # what stands between one number and the next
        self.months: frozenset[int] = frozenset()
        self.solar: frozenset[int] = frozenset()
        self.season: int | None = None
        self.shape = ""
        self._mark, self._weekday = "", False

    def take(self, tokens: list[str]) -> bool:
        """False for a text with anything in it that does not belong to a date."""
        place = 0
        while place < len(tokens):
            used = self._take(tokens, place)
            if not used:
                return False
            place += used
        if self._weekday and self.shape == "MNNN":
            self.shape = "NNN"
        return bool(self.numbers) and self.shape.count("N") <= 3 and len(self.shape) - self.shape.count("N") <= 1

    def _take(self, tokens: list[str], place: int) -> int:
        token = tokens[place]
        if token.isdecimal():
            if self.numbers:
                self.marks.append(self._mark)
            self.numbers.append(token)
            self.shape, self._mark = self.shape + "N", ""
            return 1
        if not token[0].isalpha():
            return self._take_mark(tokens, place)
        return self._take_word(tokens, place)

    def _take_mark(self, tokens: list[str], place: int) -> int:
        token = tokens[place]
        between = 0 < place < len(tokens) - 1 and tokens[place - 1].isdecimal() and tokens[place + 1].isdecimal()
        self._mark += token
        return int(token in "./-,~≈?" or (token == ":" and not between))

    def _take_word(self, tokens: list[str], place: int) -> int:
        for length in range(min(MONTH_WORDS, len(tokens) - place), 0, -1):
            if self._is_named(" ".join(token for token in tokens[place : place + length])):
                return length
        if tokens[place] in self.words.beside:
            self._mark += " "
            return 1
        return int(self._is_mistyped(tokens[place]))

    def _is_named(self, name: str) -> bool:
        written = key(name)
        self_months, self_solar = self.words.months.get(written), self.words.solar.get(written)
        if self_months is None and self_solar is None and written not in self.words.seasons:
            return False
        if self._weekday and self.shape in ("M", "MN"):
            self.shape = self.shape[1:]  # "mar. 5 mar.": the first was a weekday
        self._weekday = written in self.words.weekdays
        self.months, self.solar = self_months or frozenset(), self_solar or frozenset()
        self.season = self.words.seasons.get(written) if not (self.months or self.solar) else None
        self.shape, self._mark = self.shape + "M", self._mark + "M"
        return True

    def _is_mistyped(self, word: str) -> bool:
        """One slip in the name of a month, where it can be one month only."""
        near = nearest(word if len(word) != 4 else "", self.words.months)
        meant = {self.words.months[name] for name in near}
        if len(meant) != 1:
            return False
        self.months, self.shape, self._mark = meant.pop(), self.shape + "M", self._mark + "M"
        return True


class _Readings:
    """What the parts may mean."""

    def __init__(self, parts: _Parts, question: Question) -> None:
        self.parts, self.today = parts, question.today
        self.birth = question.type == "birth_date"
        self.iranian = base(question.lang) in _SOLAR
        self.shape = parts.shape

    def found(self) -> list[str | None]:
        numbers = self.parts.numbers
        if "M" in self.shape:
            return self._named(numbers)
        readers: dict[int, Callable[..., list[str | None]]] = {1: self._alone, 2: self._pair, 3: self._three}
        return readers[len(numbers)](*numbers)

    def _alone(self, number: str) -> list[str | None]:
        if self.parts.marks or len(number) not in (4, 8):
            return []
        if len(number) == 4:
            return self._year(number)
        return [
            *self._day(number[4:], (int(number[2:4]),), number[:2]),
            *self._day(number[:4], (int(number[4:6]),), number[6:]),
        ]

    def _pair(self, first: str, last: str) -> list[str | None]:
        if self.parts.marks[0].strip() not in ("/", "-", ".", ""):
            return []
        year, month = (first, last) if len(first) == 4 else (last, first)
        if len(year) != 4 or len(month) > 2 or (self.parts.marks[0] == "" and len(first) == 4):
            return []
        return self._month(year, (int(month),), (int(month),))

    def _three(self, first: str, middle: str, last: str) -> list[str | None]:
        mark = self._mark()
        if mark is None or len(middle) > 2:
            return []
        if len(first) > 2:
            return self._day(first, (int(middle),), last) if len(first) == 4 and len(last) <= 2 else []
        if mark == "" and len(last) != 4:
            return []  # "12 20 30"
        found = self._by_order(first, middle, last, mark)
        if len(last) == 2 and (int(first) > 31 or self.parts.words.year_first):
            found += self._day(first, (int(middle),), last)
        return found

    def _by_order(self, first: str, middle: str, last: str, mark: str) -> list[str | None]:
        """Day and month in the order of dots; in both orders between other marks."""
        if len(last) not in (2, 4):
            return []
        found = self._day(last, (int(middle),), first)
        return found if mark == "." else found + self._day(last, (int(first),), middle)

    def _mark(self) -> str | None:
        """The mark between three numbers, where it is the same one."""
        first, second = (mark.strip().strip(",") for mark in self.parts.marks)
        return first if first == second and first in ("/", "-", ".", "") else None

    def _named(self, numbers: list[str]) -> list[str | None]:
        """A month by name, or a season, with a year and perhaps a day."""
        months, iranian = tuple(self.parts.months), tuple(self.parts.solar)
        if len(numbers) == 1:
            year = numbers[0]
            if self.parts.season is not None:
                return [found for month in _season(self.parts.season) for found in self._month(year, (month,), ())]
            return self._month(year, months, iranian)
        if len(numbers) != 2 or self.parts.season is not None:
            return []
        first, last = numbers
        if any(set(mark) - set("M .,-/") for mark in self.parts.marks):
            return []
        year, day = (first, last) if len(first) == 4 or (len(last) <= 2 and int(first) > 31) else (last, first)
        return self._day(year, months, day, iranian) if len(day) <= 2 else []

    # --- values ---

    def _year(self, written: str) -> list[str | None]:
        if FIRST <= int(written) <= LAST:
            return [written]
        begin, end = self._solar_days(int(written), 1, 1), self._solar_days(int(written), 12, 29)
        return [begin[:4], end[:4]] if begin and end else []

    def _month(self, written: str, months: tuple[int, ...], iranian: tuple[int, ...]) -> list[str | None]:
        if len(written) != 4:
            return []
        year = int(written)
        found: list[str | None] = [
            f"{year}-{month:02}" for month in months if 1 <= month <= 12 and FIRST <= year <= LAST
        ]
        for month in iranian:
            days = (self._solar_days(year, month, 1), self._solar_days(year, month, 29))
            found += [day[:7] for day in days if day]
        return found

    def _day(
        self, year: str, months: tuple[int, ...], day: str, iranian: tuple[int, ...] | None = None
    ) -> list[str | None]:
        """The days there are: in our calendar, in each century a short year may mean, and in the Iranian one."""
        if len(year) not in (2, 4):
            return []
        ours = [self._our_day(full, month, int(day)) for full in self._centuries(year) for month in months]
        theirs = months if iranian is None else iranian
        years = [int(year)] if len(year) == 4 else [1300 + int(year)] if self.iranian else []
        return ours + [self._solar_days(full, month, int(day)) for full in years for month in theirs]

    def _our_day(self, year: int, month: int, day: int) -> str | None:
        try:
            return date(year, month, day).isoformat() if FIRST <= year <= LAST else None
        except ValueError:
            return None

    def _solar_days(self, year: int, month: int, day: int) -> str | None:
        if not (self.iranian or self.parts.solar):
            return None
        found = solar.to_date(year, month, day)
        return None if found is None else found.isoformat()

    def _centuries(self, written: str) -> list[int]:
        if len(written) == 4:
            return [int(written)]
        century, ahead = self.today.year // 100 * 100, 0 if self.birth else AHEAD
        years = (century + int(written), century - 100 + int(written))
        return [year for year in years if self.today.year - 100 < year <= self.today.year + ahead]


def _season(number: int) -> tuple[int, ...]:
    """The months of spring, summer, autumn and winter."""
    return ((3, 4, 5), (6, 7, 8), (9, 10, 11), (1, 2, 12))[number]
