"""Dates people half know. "2019" is a span of days: comparing it gives an honest *unknown* where the span decides.

A span is `(first, last, day)`: the days it may be, and the single day stored for it, from which ages are counted.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

Span = tuple[date, date, date]


def exact(day: date) -> Span:
    return (day, day, day)


def span(value: Any) -> Span | None:
    """A stored date answer as a span (or one that was read already); anything else, such as an answer of another
    revision, is unknown."""
    if value.__class__ is tuple:
        return value  # only `read_once` makes them
    try:
        day = date.fromisoformat(value["date"])
        precision = value["precision"]
    except (TypeError, KeyError, ValueError):
        return None
    if precision == "day":
        return (day, day, day)
    return _month(day) if precision == "month" else _year(day) if precision == "year" else None


def spans_in(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same answers, every date read once: for whoever asks many conditions about one person."""
    return {
        name: read_once(value) if value.__class__ is dict and "date" in value else value
        for name, value in values.items()
    }


def read_once(value: Any) -> Any:
    """A stored date for conditions that read it again and again; what is none stays as it is."""
    found = span(value)
    return value if found is None else found


def _month(day: date) -> Span:
    return (day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]), day)


def _year(day: date) -> Span:
    return (date(day.year, 1, 1), date(day.year, 12, 31), day)


def before(left: Span, right: Span) -> bool | None:
    if left[1] < right[0]:
        return True
    return False if left[0] >= right[1] else None


def not_after(left: Span, right: Span) -> bool | None:
    if left[1] <= right[0]:
        return True
    return False if left[0] > right[1] else None


def same(left: Span, right: Span) -> bool | None:
    if left[1] < right[0] or right[1] < left[0]:
        return False
    return True if left[0] == left[1] == right[0] == right[1] else None


def years_between(day: date, today: date) -> int:
    """Whole years, as a birthday counts them; somebody born on 29 February turns on 1 March."""
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))


def months_between(day: date, today: date) -> int:
    """Whole months; negative for a day to come."""
    return (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)


def days_between(day: date, today: date) -> int:
    return today.toordinal() - day.toordinal()
