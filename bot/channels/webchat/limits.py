"""How much one session or address may ask for, and how large a request may be."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flows.errors import LotseError


class Buckets:
    """Token buckets by key. Forgets the keys unused longest, so that memory stays bounded whoever knocks."""

    def __init__(self, rate: tuple[float, float], clock: Callable[[], float], keys: int = 50_000) -> None:
        self._burst, self._per_second = rate
        self._clock, self._keys = clock, keys
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        """Whether this one has asked for anything lately."""
        return key in self._levels

    def take(self, key: str) -> float:
        """Seconds to wait until the next one is allowed; 0.0: it was allowed and is counted."""
        now = self._clock()
        level, at = self._levels.pop(key, (self._burst, now))
        level = min(self._burst, level + (now - at) * self._per_second)
        wait = 0.0 if level >= 1 else (1 - level) / self._per_second
        self._levels[key] = (level - 1 if wait == 0 else level, now)
        if len(self._levels) > self._keys:
            self._levels.popitem(last=False)
        return wait

    def check(self, key: str) -> None:
        """Raises LotseError web.throttled with the seconds to wait."""
        if wait := self.take(key):
            raise LotseError("web.throttled", retry_after=int(wait) + 1)


class BodyLimit:
    """ASGI middleware: a body over the limit is cut off while it arrives, before anything holds it whole."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app, self._limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        got = 0

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > self._limit:
                raise LotseError("wire.too_large", limit=self._limit)
            return message

        await self._app(scope, counted, send)
