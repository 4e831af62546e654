"""Many requests at once, each on a connection of its own: no more than allowed, none kept for ever, none lost."""

from __future__ import annotations

import asyncio
import contextlib

import httpx
import pytest

from bot.connections import Connections, connections


class Slow(httpx.AsyncBaseTransport):
    """Answers once it may; `answers` never where it must fail."""

    def __init__(self, go: asyncio.Event, busy: list[int]) -> None:
        self.go, self.busy, self.closed = go, busy, False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.busy.append(self.busy[-1] + 1)
        try:
            await self.go.wait()
        finally:
            self.busy.append(self.busy[-1] - 1)
        if request.url.path == "/broken":
            raise httpx.ReadError("broken", request=request)
        return httpx.Response(200, text=request.url.path)

    async def aclose(self) -> None:
        self.closed = True


def asked(path: str, pool: float | None = None) -> httpx.Request:
    return httpx.Request("GET", f"http://x{path}", extensions={"timeout": {"pool": pool}})


async def test_no_more_at_once_than_allowed_and_the_others_follow() -> None:
    go, busy = asyncio.Event(), [0]
    many = Connections(3, lambda: Slow(go, busy))
    asking = [asyncio.create_task(many.handle_async_request(asked(f"/{number}"))) for number in range(10)]
    await asyncio.sleep(0)
    go.set()
    answers = await asyncio.gather(*asking)
    assert [answer.text for answer in answers] == [f"/{number}" for number in range(10)]
    assert max(busy) == len(many) == 3


async def test_one_after_the_other_is_one_connection() -> None:
    go = asyncio.Event()
    go.set()
    many = Connections(3, lambda: Slow(go, [0]))
    for _ in range(5):
        await many.handle_async_request(asked("/"))
    assert len(many) == 1


async def test_what_fails_or_is_given_up_gives_its_place_back() -> None:
    go = asyncio.Event()
    many = Connections(1, lambda: Slow(go, [0]))
    given_up = asyncio.create_task(many.handle_async_request(asked("/")))
    await asyncio.sleep(0)
    with pytest.raises(httpx.PoolTimeout):
        await many.handle_async_request(asked("/", pool=0.001))
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    go.set()
    with pytest.raises(httpx.ReadError):
        await many.handle_async_request(asked("/broken"))
    assert (await many.handle_async_request(asked("/", pool=0.0))).text == "/"
    assert len(many) == 1


async def test_closing_closes_all() -> None:
    go, made = asyncio.Event(), list[Slow]()
    go.set()

    def make() -> Slow:
        made.append(Slow(go, [0]))
        return made[-1]

    many = Connections(2, make)
    await asyncio.gather(*(many.handle_async_request(asked("/")) for _ in range(2)))
    await many.aclose()
    assert made
    assert all(one.closed for one in made)


async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A server that says ok to everything, until the other side hangs up."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
            await writer.drain()
    writer.close()


@pytest.mark.parametrize("steps", range(12))
async def test_who_is_given_up_at_any_step_leaves_nothing_that_serves_nobody(steps: int) -> None:
    """The real transport, given up before its connection is made, while it is, and after."""
    server = await asyncio.start_server(answering, "127.0.0.1", 0)
    many = connections(1, trust_env=False)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    request = httpx.Request("GET", url, extensions={"timeout": {"pool": 1.0, "connect": 5.0, "read": 5.0}})
    given_up = asyncio.create_task(many.handle_async_request(request))
    for _ in range(steps):
        await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    assert (await many.handle_async_request(request)).text == "ok"
    await many.aclose()
    server.close()
