"""A Rasa server that is away, slow or out of its mind costs a moment at most; then the bot understands by itself.

The server is a real one on this machine that says what a test wants.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import circuitbreaker
import pytest

from nlu.port import SEEN, Entity, Meaning
from nlu.remote import RasaListener
from nlu.remote.listener import FAILURES

Reply = Callable[[bytes], Awaitable[bytes]]


def http(body: bytes, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n".encode() + body


def intent(name: str, confidence: float = 0.9) -> bytes:
    return http(json.dumps({"intent": {"name": name, "confidence": confidence}}).encode())


class Server:
    """Says `reply` to every request and keeps what was asked."""

    def __init__(self, reply: Reply | bytes) -> None:
        self.reply, self.asked = reply, list[dict[str, str]]()
        self.paths: list[str] = []

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(int(line.split(":")[1]) for line in head.split("\r\n") if line.lower().startswith("content-len"))
        body = await reader.readexactly(length)
        self.paths.append(head.split()[1])
        self.asked.append(json.loads(body))
        try:
            writer.write(self.reply if isinstance(self.reply, bytes) else await self.reply(body))
            await writer.drain()
        except ConnectionError:
            pass
        writer.close()

    @asynccontextmanager
    async def listener(self, wait: float = 30, rest: float = 30, path: str = "") -> AsyncIterator[RasaListener]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        listener = RasaListener(f"http://127.0.0.1:{port}{path}", timeout=wait, rest=rest)
        try:
            yield listener
        finally:
            await listener.close()
            server.close()


async def test_what_the_server_says_is_handed_on() -> None:
    server = Server(intent("school_place"))
    async with server.listener() as listener:
        heard = await listener.hear("mein Kind hat keinen Schulplatz", "de")
    assert heard == Meaning("school_place", 0.9, source="rasa")
    assert (server.paths, server.asked) == (["/model/parse"], [{"text": "mein Kind hat keinen Schulplatz"}])


async def test_a_server_for_each_language_is_asked_in_its_own() -> None:
    server = Server(intent("work"))
    async with server.listener(path="/{lang}") as listener:
        await listener.hear("ich suche Arbeit", "de-simple")
        await listener.hear("أبحث عن عمل", "ar")
    assert server.paths == ["/de/model/parse", "/ar/model/parse"]


async def test_the_language_somebody_wishes_for_is_named() -> None:
    async with Server(intent("change_language")).listener() as listener:
        heard = await listener.hear("bitte auf Arabisch weiter", "de")
    assert heard is not None
    assert heard.entities == (Entity("language", "ar"),)


async def test_strict_intents_need_to_be_sure() -> None:
    async with Server(intent("delete_data", 0.4)).listener() as listener:
        heard = await listener.hear("weg damit bitte", "de")
    assert heard is not None
    assert heard.intent == "none"


async def test_no_more_is_sent_than_interpreters_see_and_no_command_of_rasas() -> None:
    server = Server(intent("work"))
    async with server.listener() as listener:
        await listener.hear("ich suche " * 400, "de")
        await listener.hear(" //delete_data", "de")
    assert len(server.asked[0]["text"]) <= SEEN
    assert server.asked[1]["text"] == "delete_data"


@pytest.mark.parametrize(
    "reply",
    [
        http(b"<html>busy</html>"),
        http(b"{}"),
        http(b'{"intent": {"name": "book_flight", "confidence": 0.9}}'),
        http(b'{"intent": {"name": "work", "confidence": 7}}'),
        http(b"fault", "500 Internal Server Error"),
        http(b"", "404 Not Found"),
        b"no http at all\r\n\r\n",
        b"",
        http(b"[" * 5_000_000),
    ],
    ids=["html", "empty", "foreign intent", "confidence", "500", "404", "no http", "hangs up", "huge"],
)
async def test_nonsense_is_silence(reply: bytes) -> None:
    async with Server(reply).listener() as listener:
        assert await listener.hear("ich suche Arbeit", "de") is None


async def test_a_slow_server_is_not_waited_for() -> None:
    async def late(body: bytes) -> bytes:
        await asyncio.sleep(30)
        return intent("work")

    async with Server(late).listener(wait=0.05) as listener:
        assert await asyncio.wait_for(listener.hear("ich suche Arbeit", "de"), 20) is None


async def test_an_absent_server_is_silence() -> None:
    listener = RasaListener("http://127.0.0.1:9", timeout=1)
    assert await listener.hear("ich suche Arbeit", "de") is None
    await listener.close()


async def test_after_some_failures_it_is_left_alone_and_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(circuitbreaker, "monotonic", lambda: now)
    server = Server(http(b"", "503 Service Unavailable"))
    async with server.listener(rest=30) as listener:
        for _ in range(FAILURES + 3):
            assert await listener.hear("ich suche Arbeit", "de") is None
        assert len(server.asked) == FAILURES
        server.reply = intent("work")
        now += 31
        assert await listener.hear("ich suche Arbeit", "de") == Meaning("work", 0.9, source="rasa")
        assert await listener.hear("ich suche Arbeit", "de") is not None


async def test_one_failure_alone_does_not_stop_asking() -> None:
    server = Server(http(b"", "503 Service Unavailable"))
    async with server.listener() as listener:
        assert await listener.hear("ich suche Arbeit", "de") is None
        server.reply = intent("work")
        for _ in range(2):
            assert await listener.hear("ich suche Arbeit", "de") is not None


async def test_no_word_of_the_message_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with Server(http(b"geheim", "500 Internal Server Error")).listener() as listener:
        await listener.hear("mein geheimes Wort", "de")
    assert "nlu.rasa.unavailable" in caplog.text
    assert "geheim" not in caplog.text


@pytest.mark.parametrize(("text", "lang"), [("", "de"), ("///", "de"), ("hallo", "../x"), ("hallo", "")])
async def test_what_cannot_be_asked_is_not_asked(text: str, lang: str) -> None:
    server = Server(intent("work"))
    async with server.listener() as listener:
        assert await listener.hear(text, lang) is None
    assert server.asked == []
