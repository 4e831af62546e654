"""The gateway over HTTP and the one in process give the same; and over HTTP nobody else is believed."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI, Response

import backend.bootstrap.world
from backend.allinone.gateway import InProcessGateway
from backend.bootstrap.app import create_app
from backend.bootstrap.turns import create_turns
from backend.services.publishing import publish
from backend.services.transcript import transcript
from backend.services.world import World
from backend.serving import Served, serving
from bot.gateway import Gateway
from bot.gateway.http import HttpGateway
from flows.errors import LotseError
from flows.library import builtin
from flows.protocol import (
    ChatKeyboards,
    CommandIn,
    FloodIn,
    KeyboardReport,
    Keyboards,
    MediaIn,
    Parked,
    TapIn,
    TextIn,
    Transcript,
    TurnInput,
    TurnRequest,
    WireError,
)
from flows.signing import NONCE, sign_response
from tests.support.german_texts import german_texts
from tests.support.pictures import illustrated, png
from tests.support.ports import free_port
from tests.support.world import SECRET, START, a_world

HEADERS = "content-type"


@pytest_asyncio.fixture
async def world(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    texts = german_texts(builtin("kim-intake").source)
    monkeypatch.setattr(backend.bootstrap.world, "load_texts", lambda: texts)
    made = await a_world(sqlite_url, shared_secret=SECRET)
    yield made
    await made.db.close()


def over_http(world: World, secret: str = SECRET, transport: httpx.AsyncBaseTransport | None = None) -> HttpGateway:
    app = create_app(world, create_turns(world))
    return HttpGateway(
        "http://backend",
        secret.encode(),
        transport=transport or httpx.ASGITransport(app, raise_app_exceptions=False),
        clock=START.timestamp,
    )


def in_process(world: World) -> Gateway:
    return InProcessGateway(world, create_turns(world))


def a_turn(event: str, given: TurnInput, chat: str = "chat ä/1") -> TurnRequest:
    return TurnRequest(channel="web", chat=chat, event_id=event, input=given, lang_hint="de")


@pytest.fixture(params=[over_http, in_process], ids=["http", "in-process"])
def gateway(request: pytest.FixtureRequest, world: World) -> Gateway:
    make: Callable[[World], Gateway] = request.param
    return make(world)


async def test_a_turn_is_taken_once_and_known_again(gateway: Gateway) -> None:
    """faults: A2"""
    first = await gateway.turn(a_turn("e1", CommandIn(name="start")))
    again = await gateway.turn(a_turn("e1", CommandIn(name="start")))
    assert first.messages
    assert not first.duplicate
    assert again.duplicate
    assert [(message.text, message.rows) for message in again.messages] == [
        (message.text, message.rows) for message in first.messages
    ]
    assert again.conversation == first.conversation


class FromBefore(httpx.ASGITransport):
    """A backend from before `Widened.LATER`: refuses what it does not know."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not set(json.loads(request.content)["input"]) & {"caption", "said", "step", "unheard"}:
            return await super().handle_async_request(request)
        body = WireError(code="wire.invalid").model_dump_json().encode()
        return httpx.Response(
            422, content=body, headers=sign_response(SECRET.encode(), request.headers[NONCE], 422, body)
        )


HEARD = TextIn(text="Mein Mann schlägt mich", step="language")


@pytest.mark.parametrize(
    "given",
    [
        MediaIn(media="photo", caption=HEARD.text),
        FloodIn(events=["e7"], said=[HEARD]),
        FloodIn(events=["e7"], unheard=True),
    ],
    ids=["caption", "flood", "unheard"],
)
async def test_a_backend_that_hears_no_danger_in_it_answers_all_the_same(world: World, given: TurnInput) -> None:
    older = over_http(world, transport=FromBefore(create_app(world, create_turns(world))))
    await older.turn(a_turn("e1", CommandIn(name="start")))
    reply = await older.turn(a_turn("e2", given))
    assert [message.role for message in reply.messages] == ["notice", "question"]
    newer = await over_http(world).turn(a_turn("e3", given))
    assert [message.role for message in newer.messages] == ["emergency", "notice", "question"]


async def test_a_backend_that_knows_no_questions_of_words_takes_the_words(world: World) -> None:
    older = over_http(world, transport=FromBefore(create_app(world, create_turns(world))))
    await older.turn(a_turn("e1", CommandIn(name="start")))
    assert (await older.turn(a_turn("e2", HEARD))).messages[0].role == "emergency"


async def test_the_transcript_is_the_chats_own(gateway: Gateway) -> None:
    await gateway.turn(a_turn("e1", CommandIn(name="start")))
    assert (await gateway.transcript("web", "chat ä/1")).messages
    assert (await gateway.transcript("web", "another")).conversation is None


def report(*chats: tuple[str, Keyboards]) -> KeyboardReport:
    return KeyboardReport(chats=[ChatKeyboards(channel="web", chat=chat, keyboards=there) for chat, there in chats])


async def test_what_was_reported_of_a_chat_is_known_to_the_next_who_asks(gateway: Gateway) -> None:
    for chat in ("a ä/1", "b"):
        await gateway.turn(a_turn(chat, CommandIn(name="start"), chat))
    first, later = Keyboards(question=7, step="language", others=[3, 5]), Keyboards(question=9, step="x", weighty=True)
    await gateway.keep_keyboards(report(("a ä/1", first), ("b", later)))
    assert [await gateway.keyboards("web", chat) for chat in ("a ä/1", "b")] == [first, later]
    await gateway.keep_keyboards(report(("a ä/1", first), ("a ä/1", later)))
    assert await gateway.keyboards("web", "a ä/1") == later


async def test_of_a_chat_that_is_not_there_nothing_is_kept(gateway: Gateway) -> None:
    """Nor does it keep back the others of a report."""
    await gateway.turn(a_turn("e1", CommandIn(name="start"), "b"))
    await gateway.keep_keyboards(report(("nobody", Keyboards(question=7)), ("b", Keyboards(question=8))))
    assert await gateway.keyboards("web", "nobody") == Keyboards()
    assert await gateway.keyboards("telegram", "b") == Keyboards(), "another channel's"
    assert (await gateway.keyboards("web", "b")).question == 8


async def test_who_deletes_everything_or_begins_anew_leaves_no_numbers(gateway: Gateway) -> None:
    """faults: A11"""
    await gateway.turn(a_turn("e1", CommandIn(name="start"), "b"))
    await gateway.keep_keyboards(report(("b", Keyboards(question=8))))
    asked = await gateway.turn(a_turn("e2", CommandIn(name="delete"), "b"))
    yes = next(one for row in asked.messages[-1].rows for one in row if one.data)
    erased = await gateway.turn(a_turn("e3", TapIn(data=yes.data or ""), "b"))
    assert erased.status == "erased"
    await gateway.keep_keyboards(report(("b", Keyboards(question=9))))
    assert await gateway.keyboards("web", "b") == Keyboards()
    await gateway.turn(a_turn("e4", CommandIn(name="start"), "b"))
    assert await gateway.keyboards("web", "b") == Keyboards()


async def test_an_unknown_link_is_unknown(gateway: Gateway) -> None:
    """faults: B"""
    assert (await gateway.redeem("no such token", "web", "chat-1")).outcome == "unknown"


async def test_parked_events_are_kept(gateway: Gateway) -> None:
    parked = Parked(channel="telegram", event_id="u:1", raw='{"\\u0000": 1}', error="TypeError")
    await gateway.park(parked)
    await gateway.park(parked)


async def test_a_picture_is_had_by_its_hash(gateway: Gateway, world: World) -> None:
    await publish(world.db, illustrated(), author="k", note="", now=world.clock())
    assert await gateway.media(hashlib.sha256(png()).hexdigest()) == png()


@pytest.mark.parametrize("key", ["0" * 64, "0", "", "../transcript?channel=web&chat=x"])
async def test_an_unknown_picture_is_unknown(gateway: Gateway, key: str) -> None:
    with pytest.raises(LotseError) as raised:
        await gateway.media(key)
    assert raised.value.code == "media.unknown"


async def test_another_picture_than_asked_for_is_not_taken(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged database, say: what a hash names is checked where it is shown."""

    async def another(*_: object) -> tuple[str, bytes]:
        return "image/png", png(9, 9)

    monkeypatch.setattr(type(world.editions), "media", another)
    with pytest.raises(LotseError) as raised:
        await over_http(world).media(hashlib.sha256(png()).hexdigest())
    assert raised.value.code == "internal"


async def test_texts_of_any_kind_cross_the_wire(gateway: Gateway) -> None:
    """faults: B"""
    await gateway.turn(a_turn("e0", CommandIn(name="start")))
    for number, text in enumerate(["\u0000", "\u202e", "😀" * 4096, "x" * 16_384, "'; DROP TABLE turns; --"]):
        assert (await gateway.turn(a_turn(f"e{number + 1}", TextIn(text=text)))).messages


async def test_another_secret_is_not_let_in(world: World) -> None:
    """faults: C"""
    stranger = over_http(world, secret="another secret of length")
    with pytest.raises(LotseError) as raised:
        await stranger.turn(a_turn("e1", CommandIn(name="start")))
    assert raised.value.code == "wire.unauthenticated"
    assert (await over_http(world).transcript("web", "chat ä/1")).conversation is None


@pytest.mark.parametrize(
    ("status", "code"), [(200, "wire.unauthenticated"), (404, "wire.unauthenticated"), (502, "backend.unavailable")]
)
async def test_who_is_not_the_backend_is_not_believed(world: World, status: int, code: str) -> None:
    """faults: C. A well-formed answer without the signature: somebody sits in between, or a proxy has an outage."""
    body = (await in_process(world).turn(a_turn("e1", CommandIn(name="start")))).model_dump_json()
    impostor = httpx.MockTransport(lambda request: httpx.Response(status, text=body))
    with pytest.raises(LotseError) as raised:
        await over_http(world, transport=impostor).turn(a_turn("e1", CommandIn(name="start")))
    assert raised.value.code == code


async def test_the_operator_is_told_that_it_is_the_clock_and_by_how_much(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """faults: A9. On a real socket: the answer's `Date` is the server's. Nothing but the log tells the reason."""
    app = FastAPI()
    app.add_api_route("/v1/turns", lambda: Response("{}", 401), methods=["POST"])
    port = free_port()
    async with serving(Served(app, "127.0.0.1", port, choose="nothing")):
        slow = HttpGateway(f"http://127.0.0.1:{port}", b"x" * 16, clock=lambda: time.time() - 412)
        async with slow as gateway:
            with pytest.raises(LotseError) as raised:
                await gateway.turn(a_turn("e1", CommandIn(name="start")))
    assert raised.value.code == "wire.unauthenticated"
    assert re.search(r"our clock is 41[0-4] s behind", caplog.text)


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.PoolTimeout])
async def test_every_fault_of_the_network_is_one_code(world: World, error: type[httpx.TransportError]) -> None:
    """faults: A6"""

    def fail(request: httpx.Request) -> httpx.Response:
        raise error("secret words", request=request)

    with pytest.raises(LotseError) as raised:
        await over_http(world, transport=httpx.MockTransport(fail)).transcript("web", "chat-1")
    assert raised.value.code == "backend.unavailable"
    assert raised.value.detail == {"cause": error.__name__}


async def test_a_look_that_nobody_sees_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[bool] = []

    async def looked(*about: Any, seen: bool) -> Transcript:
        noted.append(seen)
        return await transcript(*about, seen=seen)

    monkeypatch.setattr("backend.api.routes.transcript", looked)
    await over_http(world).transcript("web", "chat-1")
    await over_http(world).transcript("web", "chat-1", seen=False)
    assert noted == [True, False]


async def test_errors_of_the_backend_keep_their_code(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object) -> None:
        raise LotseError("storage.full")

    broken = replace(world)
    monkeypatch.setattr(type(world.db), "write_then", full)
    with pytest.raises(LotseError) as raised:
        await over_http(broken).turn(a_turn("e1", CommandIn(name="start")))
    assert raised.value.code == "storage.full"


async def test_a_backend_that_does_not_answer_is_given_up_in_time() -> None:
    """faults: A6, A9. On a real socket that accepts and says nothing."""
    server = await asyncio.start_server(lambda reader, writer: asyncio.sleep(30), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with HttpGateway(f"http://127.0.0.1:{port}", b"x" * 16, timeout=httpx.Timeout(0.2)) as gateway:
        with pytest.raises(LotseError) as raised:
            await asyncio.wait_for(gateway.transcript("web", "c"), 20)
    server.close()
    assert raised.value.code == "backend.unavailable"


async def test_nobody_listening_is_an_outage() -> None:
    """faults: A6"""
    async with HttpGateway("http://127.0.0.1:9", b"x" * 16) as gateway:
        with pytest.raises(LotseError) as raised:
            await gateway.transcript("web", "c")
    assert raised.value.code == "backend.unavailable"
