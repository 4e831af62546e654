"""One representation of time in the database: whole milliseconds since 1970 in UTC, exact in both directions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_ms(at: datetime) -> int:
    """Milliseconds since the epoch, rounded down. Raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("a time without a time zone")
    return (at - _EPOCH) // _MILLISECOND


def from_ms(ms: int) -> datetime:
    """The aware UTC time of `ms`."""
    return _EPOCH + ms * _MILLISECOND
