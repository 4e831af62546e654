"""Who may call, what is refused, and that a refusal says what it must and nothing more. On a real socket."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

from backend.api.signed import BODY_LIMIT, SignedRoute
from backend.bootstrap.app import create_app
from backend.bootstrap.turns import create_turns
from backend.services.publishing import publish
from backend.services.world import World
from flows.protocol import WireError
from flows.signing import NONCE, SIGNATURE, TIME, WINDOW, sign_request, verify_response
from tests.integration.api.conftest import JSON, KEY, Api
from tests.support.pictures import illustrated, png, wav
from tests.support.waiting import PATIENCE
from tests.support.world import START

CANARY = "CANARY-Amira-0171"
TURNS = "/v1/turns"


def a_turn(**more: Any) -> bytes:
    text = {"type": "text", "text": CANARY}
    return json.dumps({"channel": "web", "chat": CANARY, "event_id": CANARY, "input": text, **more}).encode()


def code_of(response: httpx.Response) -> str:
    return WireError.model_validate_json(response.content).code


def is_signed(response: httpx.Response) -> bool:
    nonce = response.request.headers[NONCE]
    verify_response(KEY, nonce, response.status_code, response.content, response.headers)
    return True


# --- who may call ----------------------------------------------------------------------------------------------------


def unsigned(api: Api) -> dict[str, str]:
    return JSON


def wrong_secret(api: Api) -> dict[str, str]:
    headers = sign_request(
        b"another secret that is long", "POST", TURNS, a_turn(), now=START.timestamp(), nonce="n" * 32
    )
    return {**JSON, **headers}


def other_body(api: Api) -> dict[str, str]:
    return api.signed(TURNS, a_turn(lang_hint="ar"))


def other_target(api: Api) -> dict[str, str]:
    return api.signed("/v1/parked", a_turn())


def other_method(api: Api) -> dict[str, str]:
    return api.signed(TURNS, a_turn(), method="GET")


def too_old(api: Api) -> dict[str, str]:
    headers = sign_request(KEY, "POST", TURNS, a_turn(), now=START.timestamp() - WINDOW - 2, nonce="o" * 32)
    return {**JSON, **headers}


def from_the_future(api: Api) -> dict[str, str]:
    headers = sign_request(KEY, "POST", TURNS, a_turn(), now=START.timestamp() + WINDOW + 2, nonce="f" * 32)
    return {**JSON, **headers}


def without_a_nonce(api: Api) -> dict[str, str]:
    return {name: value for name, value in api.signed(TURNS, a_turn()).items() if name != NONCE}


def nonsense(api: Api) -> dict[str, str]:
    return {**JSON, TIME: "9" * 4000, NONCE: "\u00e4" * 20, SIGNATURE: "\u00e4" * 64}


STRANGERS = [
    unsigned, wrong_secret, other_body, other_target, other_method, too_old, from_the_future, without_a_nonce, nonsense,
]  # fmt: skip


@pytest.mark.parametrize("headers", STRANGERS)
async def test_strangers_are_refused_and_nothing_happens(
    api: Api, world: World, headers: Callable[[Api], dict[str, str]]
) -> None:
    """faults: C"""
    raw = {name: value.encode("utf-8") for name, value in headers(api).items()}
    response = await api.client.post(TURNS, content=a_turn(), headers=list(raw.items()))
    assert (response.status_code, code_of(response)) == (401, "wire.unauthenticated")
    assert CANARY not in response.text
    assert await world.db.read(rows_in_all_tables) == 0


def rows_in_all_tables(conn: Any) -> int:
    tables = ("people", "conversations", "chats", "turns", "parked")
    return sum(conn.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() for table in tables)


async def test_a_request_is_good_once(api: Api) -> None:
    """faults: C. Recorded on the way and played again."""
    headers = api.signed(TURNS, a_turn())
    assert (await api.post(TURNS, a_turn(), headers)).status_code == 200
    again = await api.post(TURNS, a_turn(), headers)
    assert (again.status_code, code_of(again)) == (401, "wire.unauthenticated")


@pytest.mark.parametrize(
    "target", ["/v1/transcript?channel=web&chat=a%2Fb%20%C3%A4", "/v1/transcript?chat=x&channel=web"]
)
async def test_the_query_is_signed_as_it_is_written(api: Api, target: str) -> None:
    headers = api.signed(target, b"", method="GET")
    assert (await api.client.get(target, headers=headers)).status_code == 200
    headers = api.signed(target, b"", method="GET")
    assert (await api.client.get(target.replace("chat=", "chat=z"), headers=headers)).status_code == 401


async def test_every_route_of_the_wire_wants_a_signature(api: Api, world: World) -> None:
    """faults: C. From the route table: a new route that forgets it fails here."""
    found = wire_routes(world)
    for route in found:
        assert isinstance(route, SignedRoute), route.path
        for method in route.methods:
            response = await api.client.request(method, route.path, content=b"{}", headers=JSON)
            assert (response.status_code, code_of(response)) == (401, "wire.unauthenticated"), route.path
    assert len(found) >= 4


def wire_routes(world: World) -> list[APIRoute]:
    from backend.api import offers, routes

    both = (*routes.router.routes, *offers.router.routes)
    return [route for route in both if isinstance(route, APIRoute)]


# --- what is refused -------------------------------------------------------------------------------------------------

BAD = {
    "brackets": b"[" * 200_000,
    "nested": b'{"input":' + b'{"a":' * 200_000,
    "deep and closed": b"[" * 200_000 + b"]" * 200_000,
    "no JSON": f"{CANARY}".encode(),
    "nothing": b"",
    "no UTF-8": b'{"channel": "\xff\xfe"}',
    "not an object": b"[1, 2]",
    "unknown field": a_turn(admin=True),
    "unknown field inside": a_turn(input={"type": "text", "text": CANARY, "value": "name"}),
    "unknown input": a_turn(input={"type": "sql", "text": CANARY}),
    "unknown channel": a_turn(channel=CANARY),
    "no chat": a_turn(chat=""),
    "long event": a_turn(event_id="e" * 129),
    "long text": a_turn(input={"type": "text", "text": "x" * 20_000}),
    "lone surrogate": a_turn(input={"type": "text", "text": "@@"}).replace(b"@@", b"\\ud800"),
    "not a number": a_turn(input={"type": "flood", "events": "@"}).replace(b'"@"', b"NaN"),
    "huge number": a_turn(chat="@").replace(b'"@"', b"9" * 5000),
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
async def test_what_does_not_fit_is_refused_signed_and_not_repeated(
    api: Api, body: bytes, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """faults: B"""
    response = await api.post(TURNS, body)
    assert (response.status_code, code_of(response)) == (422, "wire.invalid")
    assert is_signed(response)
    assert CANARY not in response.text + caplog.text + "".join(capfd.readouterr())
    assert "Traceback" not in response.text + caplog.text
    assert (await api.post(TURNS, a_turn())).status_code == 200, "and the next one is served"


@pytest.mark.parametrize("path", ["/v1/transcript", "/v1/keyboards"])
@pytest.mark.parametrize("channel", ["", "?channel=web", "?channel=fax&chat=1", f"?channel=web&chat={'c' * 129}"])
async def test_a_query_that_does_not_fit_is_refused_signed(api: Api, path: str, channel: str) -> None:
    target = f"{path}{channel}"
    response = await api.client.get(target, headers=api.signed(target, b"", method="GET"))
    assert (response.status_code, code_of(response)) == (422, "wire.invalid")
    assert is_signed(response)


def a_report(chats: int = 1, channel: str = "telegram", **keyboards: Any) -> bytes:
    there = [{"channel": channel, "chat": f"{CANARY}-{number}", "keyboards": keyboards} for number in range(chats)]
    return json.dumps({"chats": there}).encode()


@pytest.mark.parametrize(
    "body",
    [
        a_report(0),
        a_report(201),
        a_report(channel="fax"),
        a_report(question="zwölf"),
        a_report(question=1.5),
        a_report(step="s" * 201),
        a_report(others=list(range(21))),
        a_report(text=CANARY),
    ],
)
async def test_a_report_that_does_not_fit_is_refused_signed(
    api: Api, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """faults: B"""
    response = await api.post("/v1/keyboards", body)
    assert (response.status_code, code_of(response)) == (422, "wire.invalid")
    assert is_signed(response)
    assert CANARY not in response.text + caplog.text
    assert (await api.post("/v1/keyboards", a_report(200, question=1))).status_code == 200


async def test_a_body_without_end_is_cut_off(api: Api) -> None:
    """faults: B. No length is told, and it is counted all the same."""
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 20 * BODY_LIMIT:
            sent += 65_536
            yield b"x" * 65_536

    try:
        response = await api.client.post(TURNS, content=endless(), headers=JSON)
    except httpx.TransportError:
        pass  # it hung up on us
    else:
        assert (response.status_code, code_of(response)) == (413, "wire.too_large")
    assert sent < 4 * BODY_LIMIT


async def test_a_body_that_says_it_is_too_large_is_not_read(api: Api) -> None:
    host, port = api.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"POST {TURNS} HTTP/1.1\r\nhost: x\r\ncontent-length: {BODY_LIMIT + 1}\r\n\r\n".encode())
    answer = await asyncio.wait_for(reader.readuntil(b"}"), PATIENCE)
    assert b" 413 " in answer
    assert b"wire.too_large" in answer
    writer.close()


async def test_somebody_who_hangs_up_leaves_no_traceback(
    api: Api, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    host, port = api.url.removeprefix("http://").split(":")
    for _ in range(5):
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"POST {TURNS} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nabc".encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    assert (await api.post(TURNS, a_turn())).status_code == 200
    assert "Traceback" not in caplog.text + "".join(capfd.readouterr())


# --- pictures --------------------------------------------------------------------------------------------------------


async def get(api: Api, target: str) -> httpx.Response:
    return await api.client.get(target, headers=api.signed(target, b"", method="GET"))


async def test_a_picture_is_served_signed_as_what_it_is_and_kept_for_ever(api: Api, world: World) -> None:
    await publish(world.db, illustrated(), author="k", note="", now=world.clock())
    for content, media_type in ((png(), "image/png"), (wav(), "audio/wav")):
        response = await get(api, f"/v1/media/{hashlib.sha256(content).hexdigest()}")
        assert (response.status_code, response.content) == (200, content)
        assert is_signed(response)
        assert response.headers["content-type"] == media_type
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "immutable" in response.headers["cache-control"]


async def test_a_picture_is_for_the_bot_alone(api: Api, world: World) -> None:
    await publish(world.db, illustrated(), author="k", note="", now=world.clock())
    target = f"/v1/media/{hashlib.sha256(png()).hexdigest()}"
    other = api.signed(f"/v1/media/{'0' * 64}", b"", method="GET")
    for headers in ({}, other, api.signed(target, b"", method="POST")):
        response = await api.client.get(target, headers=headers)
        assert (response.status_code, code_of(response)) == (401, "wire.unauthenticated")


@pytest.mark.parametrize(
    ("key", "status", "code"),
    [
        (hashlib.sha256(b"nobody's").hexdigest(), 404, "media.unknown"),
        ("0" * 63, 422, "wire.invalid"),
        ("A" * 64, 422, "wire.invalid"),
        ("..%2F..%2Fetc%2Fpasswd", 404, None),
    ],
)
async def test_what_is_no_picture_of_ours_is_refused_with_its_code(
    api: Api, key: str, status: int, code: str | None
) -> None:
    response = await get(api, f"/v1/media/{key}")
    assert response.status_code == status
    if code is not None:
        assert code_of(response) == code
        assert is_signed(response)


# --- what it says about itself ---------------------------------------------------------------------------------------


async def test_the_description_names_every_route_and_its_refusals(api: Api, world: World) -> None:
    document = (await api.client.get("/openapi.json")).json()
    for route in wire_routes(world):
        for method in route.methods:
            told = document["paths"][route.path][method.lower()]
            assert told["summary"], route.path
            assert {"401", "422", "503"} <= told["responses"].keys(), route.path
            for status in ("401", "422", "503"):
                schema = told["responses"][status]["content"]["application/json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/WireError"}
    assert all(path.startswith("/v1/") for path in document["paths"]), "the desk is for people, not for programs"


async def test_a_conversation_leaves_no_words_in_the_logs(
    api: Api, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """faults: C (canaries)"""
    caplog.set_level("DEBUG", logger="backend")
    for number in range(3):
        body = a_turn(event_id=f"{CANARY}-{number}")
        assert (await api.post(TURNS, body)).status_code == 200
    target = f"/v1/transcript?channel=web&chat={CANARY}"
    answer = await api.client.get(target, headers=api.signed(target, b"", method="GET"))
    assert CANARY in answer.text, "the search itself works"
    assert CANARY not in caplog.text + "".join(capfd.readouterr())


async def test_health_tells_alive_from_able(api: Api, world: World) -> None:
    """faults: A6. A full disk or a database that is away is no reason to restart the process."""
    assert (await api.client.get("/health/ready")).json() == {"status": "ok"}
    await world.db.close()
    ready = await api.client.get("/health/ready")
    assert (ready.status_code, ready.json()) == (503, {"status": "storage.unavailable"})
    assert (await api.client.get("/health/live")).status_code == 200


async def test_a_fresh_application_has_no_other_pages(world: World) -> None:
    """No interactive documentation: it would load scripts from elsewhere."""
    app = create_app(world, create_turns(world))
    assert app.docs_url is None
    assert app.redoc_url is None
