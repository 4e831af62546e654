"""The clock of a conversation that is tried out: the real time of day, on any day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from backend.bootstrap.world import system_clock
from flows.days import day_of, same_time_on

#: Days that can be supposed: what a calendar of people who are alive needs, and far from where time arithmetic ends.
FIRST, LAST = date(1950, 1, 1), date(2199, 12, 31)


class SupposedClock:
    """`real` gives aware UTC times. Moves in whole days, and goes on from there."""

    def __init__(self, real: Callable[[], datetime] = system_clock, day: date | None = None) -> None:
        self._real, self._ahead = real, timedelta()
        if day is not None:
            self.suppose(day)

    def __call__(self) -> datetime:
        return self._real() + self._ahead

    @property
    def today(self) -> date:
        return day_of(self())

    def suppose(self, day: date | None) -> None:
        """From now on it is this day; None: the real one."""
        now = self._real()
        self._ahead = timedelta() if day is None else same_time_on(day, now) - now


def read_day(text: str) -> date:
    """`2027-01-31` or `31.01.2027`. Raises ValueError for what is no day, or none that can be supposed."""
    day = date.fromisoformat("-".join(reversed(text.split("."))) if text.count(".") == 2 else text)
    if not FIRST <= day <= LAST:
        raise ValueError(text)
    return day
