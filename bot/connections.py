"""Connections to one server for many requests at once, of which none pays for the others.

httpcore looks at every connection of a pool twice for each request, and asks the system of each idle one whether it was
closed: with a few dozen that costs more than all else of a request. So here each connection is a pool of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx

#: Unused for 3 s means closed: our own servers close after 5, and a request into one just being closed is lost.
ONE = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=3.0)


class Connections(httpx.AsyncBaseTransport):
    """At most `size` requests at once; whoever comes later waits in order, as long as its pool timeout says. What was
    given back last is taken first, so no more stay in use than are needed. Answers are read to their end in here.
    """

    def __init__(self, size: int, make: Callable[[], httpx.AsyncBaseTransport]) -> None:
        self._places, self._make = asyncio.Semaphore(size), make
        self._free: list[httpx.AsyncBaseTransport] = []
        self._made: list[httpx.AsyncBaseTransport] = []
        self._closing: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        """How many were needed at once so far."""
        return len(self._made)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self._wait(request)
        one = self._free.pop() if self._free else self._another()
        try:
            response = await one.handle_async_request(request)
            await response.aread()  # before that, the connection serves nobody else
        except asyncio.CancelledError:
            self._drop(one)
            raise
        except BaseException:
            self._free.append(one)
            raise
        else:
            self._free.append(one)
            return response
        finally:
            self._places.release()

    async def aclose(self) -> None:
        made, self._made, self._free = self._made, [], []
        for one in made:
            await one.aclose()
        await asyncio.gather(*self._closing, return_exceptions=True)

    def _drop(self, one: httpx.AsyncBaseTransport) -> None:
        """Given up in the middle: httpcore may keep a connection that was just being made for ever, and its pool serves
        nobody any more (github.com/encode/httpcore/issues/1093).
        """
        if one in self._made:
            self._made.remove(one)
        closing = asyncio.create_task(one.aclose())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def _wait(self, request: httpx.Request) -> None:
        """Raises httpx.PoolTimeout."""
        try:
            async with asyncio.timeout(request.extensions.get("timeout", {}).get("pool")):
                await self._places.acquire()
        except TimeoutError:
            raise httpx.PoolTimeout("all connections are in use", request=request) from None

    def _another(self) -> httpx.AsyncBaseTransport:
        one = self._make()
        self._made.append(one)
        return one


def connections(size: int, *, trust_env: bool = True) -> Connections:
    """`trust_env`: whether the environment may name the certificates to trust. No proxy either way."""
    known = httpx.create_ssl_context(trust_env=trust_env)  # once: reading the certificates takes tens of milliseconds
    return Connections(size, lambda: httpx.AsyncHTTPTransport(verify=known, limits=ONE, trust_env=trust_env))
