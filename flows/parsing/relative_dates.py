"""Dates counted from today: today, yesterday, three years ago."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flows.parsing.calendar import month, whole, year
from flows.parsing.date_words import Words
from flows.parsing.normalise import tokens
from flows.parsing.numbers import number_words

FARTHEST = 120  # years


def read_relative(folded: str, today: date, words: Words) -> dict[str, Any] | None:
    """The date, or None when the text is not of that form."""
    parts = tokens(folded)
    if " ".join(parts) in words.of("today"):
        return _day(today)
    if " ".join(parts) in words.of("yesterday"):
        return _day(today - timedelta(days=1))
    rest = [part for part in parts if part not in words.of("ago") and not words.is_about(part)]
    if len(rest) == len(parts) or not 1 <= len(rest) <= 2:
        return None
    return _ago(rest, today, words)


def _ago(rest: list[str], today: date, words: Words) -> dict[str, Any] | None:
    unit, count = rest[-1], _count(rest[0], words) if len(rest) == 2 else 1
    if count is None or not 0 <= count <= FARTHEST:
        return None
    if unit in words.of("years"):
        found = year(str(today.year - count))
    elif unit in words.of("months"):
        years, number = divmod(today.year * 12 + today.month - 1 - count, 12)
        found = month(str(years), number + 1)
    else:
        return None
    return None if found is None else {**found, "about": True}


def _count(written: str, words: Words) -> int | None:
    if written.isdecimal():
        return int(written) if len(written) <= 3 else None
    return number_words(words.everywhere).get(written)


def _day(day: date) -> dict[str, Any] | None:
    return whole(str(day.year), str(day.month), str(day.day))
