"""Days moved and compared: a day so many days, weeks, months or years later, and the days between two days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from flows.expressions.dates import Span, exact

UNITS = ("days", "weeks", "months", "years")


def later(unit: str) -> Callable[[Span, Any], Span | None]:
    """A half-known day stays half known: the whole span moves."""

    def moved(span: Span, amount: Any) -> Span | None:
        if amount != int(amount):
            return None
        try:
            if span[0] == span[1]:
                return exact(_moved(span[0], unit, int(amount)))
            first, last, day = (_moved(each, unit, int(amount)) for each in span)
        except (ValueError, OverflowError):
            return None
        return (first, last, day)

    return moved


@lru_cache(maxsize=4096)  # `today - years(18)`, asked by every condition about age
def _moved(day: date, unit: str, amount: int) -> date:
    if unit in ("days", "weeks"):
        return day + timedelta(days=amount * (7 if unit == "weeks" else 1))
    months = day.year * 12 + day.month - 1 + amount * (12 if unit == "years" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))  # 31 January + 1 month: 28 February


def date_of(year: Any, month: Any, day: Any) -> Span | None:
    try:
        return exact(date(int(year), int(month), int(day)))
    except (ValueError, OverflowError):
        return None


DAYS: Mapping[str, Callable[..., Any]] = {
    **{f"plus_{unit}": later(unit) for unit in UNITS},
    "days_from": lambda one, other: (one[2] - other[2]).days,
    "month": lambda span: span[2].month,
    "day": lambda span: span[2].day,
    "weekday": lambda span: span[2].isoweekday(),
    "date_of": date_of,
}
