"""Getting a turn stored, whatever it takes: away means again, unreadable means parked, the person hears of it once."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from bot.gateway import Gateway
from bot.logs import event_name
from flows.errors import LotseError
from flows.protocol import Parked, TurnReply, TurnRequest

T = TypeVar("T")
log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 5.0  # seconds between two tries while the backend is away
TOLD_AT = 2  # failures until the person hears of it: a hiccup is not worth a message
TRIES = 4  # for an error that lies in the event, perhaps
#: Tries of one event that are logged: the first ones, and then every so many, or an outage of a day would fill a disk.
LOGGED, EVERY = 10, 60
RAW_LIMIT = 1_000_000


class Committer:
    """`parallel`: turns at once, over all chats."""

    def __init__(
        self, gateway: Gateway, parallel: int, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._gateway, self._sleep = gateway, sleep
        self._places = asyncio.Semaphore(parallel)

    async def turn(self, request: TurnRequest, pausing: Callable[[], None]) -> TurnReply:
        """`pausing` is called once when the backend is away. Raises LotseError only for an event nobody can take."""
        return await self._insist(lambda: self._gateway.turn(request), request.event_id, pausing)

    async def park(self, event_id: str, raw: Any, error: Exception) -> None:
        """Comes back when the event is stored; a parked event that cannot even be parked is given up, in the log."""
        parked = Parked(channel="telegram", event_id=event_id, raw=_written(raw), error=_name(error))
        log.warning("telegram.parked event=%s error=%s", event_name(event_id), parked.error)
        try:
            await self._insist(lambda: self._gateway.park(parked), event_id, lambda: None)
        except LotseError as refused:
            log.error("telegram.park_refused event=%s code=%s", event_name(event_id), refused.code)

    async def _insist(self, call: Callable[[], Awaitable[T]], event_id: str, pausing: Callable[[], None]) -> T:
        pause, failures = FIRST_PAUSE, 0
        for tries in itertools.count(1):
            try:
                async with self._places:
                    return await call()
            except Exception as caught:  # noqa: BLE001  whatever it is, the update must not be lost
                error = _ours(caught)
                failures += not error.kind.outage
                if not error.kind.outage and (failures >= TRIES or error.status < 500):
                    raise error from None
                if tries <= LOGGED or tries % EVERY == 0:
                    cause = error.detail.get("cause", "")
                    log.warning("telegram.waiting event=%s code=%s %s", event_name(event_id), error.code, cause)
            if tries == TOLD_AT:
                pausing()
            await self._sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        raise AssertionError("counts for ever")


def _ours(error: Exception) -> LotseError:
    return error if isinstance(error, LotseError) else LotseError("internal", cause=type(error).__name__)


def _name(error: Exception) -> str:
    return (error.code if isinstance(error, LotseError) else type(error).__name__)[:200]


def _written(raw: Any) -> str:
    try:
        return json.dumps(raw, ensure_ascii=True)[:RAW_LIMIT]
    except (ValueError, RecursionError, TypeError):
        return repr(type(raw))
