"""Date values: what is stored for a day, a month or a year, and how it is said.

For a month its middle is stored, for a year the first of July: ages counted from it are wrong by as little as can be.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton

YEARS = range(1900, 2101)  # that an answer may name
ANY_YEAR = range(1000, 10000)  # that somebody may have written
AHEAD = 15  # years that a two-digit year may lie in the future


def _year(written: str, years: range) -> int | None:
    return int(written) if len(written) == 4 and int(written) in years else None


def _value(day: date, precision: str) -> dict[str, Any]:
    return {"date": day.isoformat(), "precision": precision, "about": False}


def year(written: str, years: range = YEARS) -> dict[str, Any] | None:
    number = _year(written, years)
    return None if number is None else _value(date(number, 7, 1), "year")


def month(written_year: str, number: int, years: range = YEARS) -> dict[str, Any] | None:
    found = _year(written_year, years)
    return _value(date(found, number, 15), "month") if found and 1 <= number <= 12 else None


def whole(written_year: str, number: str, day: str, years: range = YEARS) -> dict[str, Any] | None:
    """A day that exists, or None."""
    found = _year(written_year, years)
    if found is None or len(number) > 2 or len(day) > 2:
        return None
    try:
        return _value(date(found, int(number), int(day)), "day")
    except ValueError:
        return None


def from_iso(written: str) -> dict[str, Any]:
    """The value of `1990-07-05`, `1990-07` or `1990`. Raises ValueError for anything else."""
    if len(written) == 10:
        return _value(date.fromisoformat(written), "day")
    found = year(written) if len(written) == 4 else month(written[:4], int(written[5:]))
    if found is None:
        raise ValueError(written)
    return found


def two_digit_years(written: str, today: date) -> list[str]:
    """The years a short one may mean: the last one gone by, and one not far ahead."""
    if len(written) != 2:
        return []
    century, short = today.year // 100 * 100, int(written)
    years = [century + short, century - 100 + short]
    return [str(number) for number in years if today.year - 100 < number <= today.year + AHEAD]


def say_date(value: dict[str, Any], locale: Locale) -> str:
    """The date in words of the language, as precise as it is known."""
    day = date.fromisoformat(value["date"])
    if value["precision"] == "year":
        return str(day.year)
    if value["precision"] == "month":
        return format_skeleton("yMMMM", day, locale=locale)
    return format_date(day, "long", locale=locale)
