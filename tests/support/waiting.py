"""Waiting for what must come true, on a machine that may be busy."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 180.0  # seconds; nothing waits that long unless it is broken, or the machine has much to do


async def until(condition: Callable[[], Awaitable[T]], what: str = "", within: float = PATIENCE) -> T:
    """The first true value. Fails naming `what` when none comes."""
    deadline = time.monotonic() + within
    while True:
        found = await condition()
        if found:
            return found
        assert time.monotonic() < deadline, f"never: {what or condition}"
        await asyncio.sleep(0.02)
