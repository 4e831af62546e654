"""Days of the Iranian (solar Hijri) calendar, as it is used in Iran and Afghanistan, as days of ours.

The years lived in by people alive follow the cycle of 33 years that leaps in the years listed; it agrees with the
official calendar from 1300 to 1410 (1921 to 2032).
"""

from __future__ import annotations

from datetime import date, timedelta

FIRST, LAST = 1300, 1410
_LEAPS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
_NEW_YEAR_1300 = date(1921, 3, 21)


def is_leap(year: int) -> bool:
    """Has the year 366 days?"""
    return year % 33 in _LEAPS


def days_in(year: int, month: int) -> int:
    """Six months of 31 days, five of 30, the last of 29 or, in leap years, 30."""
    if month <= 6:
        return 31
    return 30 if month < 12 or is_leap(year) else 29


def to_date(year: int, month: int, day: int) -> date | None:
    """The day in our calendar; None for a day that does not exist or is outside the years known."""
    if not (FIRST <= year <= LAST and 1 <= month <= 12 and 1 <= day <= days_in(year, month)):
        return None
    before = sum(365 + is_leap(past) for past in range(FIRST, year))
    return _NEW_YEAR_1300 + timedelta(days=before + sum(days_in(year, past) for past in range(1, month)) + day - 1)
