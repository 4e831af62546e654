"""The day it is where the people are. Instants are kept in UTC; in the first hours after midnight the day is still
yesterday's there, and somebody who says that they came today would be told that this lies in the future."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

#: North Rhine-Westphalia.
ZONE = ZoneInfo("Europe/Berlin")


@lru_cache(maxsize=64)  # one turn asks several times about the same instant
def day_of(now: datetime) -> date:
    """Of an aware time. Raises ValueError for one without a zone."""
    if now.tzinfo is None:
        raise ValueError("a time without a time zone")
    return now.astimezone(ZONE).date()


def same_time_on(day: date, now: datetime) -> datetime:
    """`day` at the time of day of `now`, in UTC: with summer time there is an hour more or less between them."""
    return datetime.combine(day, now.astimezone(ZONE).time(), ZONE).astimezone(UTC)
