"""The option `--on`: the day a command speaks of."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flows import days
from flows.errors import LotseError


def day_of(on: str | None) -> date:
    """Today where none is given. Raises LotseError settings.invalid for what is no day."""
    try:
        return date.fromisoformat(on) if on else days.day_of(datetime.now(UTC))
    except ValueError:
        raise LotseError("settings.invalid", names="on", problem="a day, YYYY-MM-DD") from None
