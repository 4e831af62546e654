"""The worker's sign of life: a file touched at each look-out that could see the database, asked by a health check.

Whether the database answers says nothing of a worker that hangs, and nobody else asks a worker anything.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

#: How old the sign may be: a look-out is due every second, and one that starts much at once takes longer.
SILENCE = timedelta(seconds=60)


def show_life(sign: Path | None) -> None:
    """Raises OSError where the file cannot be written."""
    if sign is not None:
        sign.touch(mode=0o600)


def silent_for(sign: Path, now: datetime) -> timedelta | None:
    """How long the worker has shown no life; None where it never has. Raises OSError for what cannot be read."""
    try:
        seen = sign.stat().st_mtime
    except FileNotFoundError:
        return None
    return max(timedelta(0), timedelta(seconds=now.timestamp() - seen))
