"""What keeps other sites, other sessions and other people out."""

from __future__ import annotations

import logging

import httpx
import pytest

from bot.channels.webchat.app import ROUTES, create_app
from bot.channels.webchat.sessions import Session
from bot.channels.webchat.settings import WebchatSettings
from tests.support.german_texts import german_texts
from tests.support.memory_gateway import MemoryGateway
from tests.support.plain_browser import PlainBrowser
from tests.unit.bot.webchat.conftest import HOST, Clock
from tests.unit.bot.webchat.test_conversation import begun

FORM = "application/x-www-form-urlencoded"
POSTS = [path.format(token="t0ken") for path, method, _ in ROUTES if method == "POST"]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_no_form_of_another_site_is_taken(
    browser: PlainBrowser, client: httpx.AsyncClient, gateway: MemoryGateway, path: str, headers: dict[str, str]
) -> None:
    """faults: C (CSRF per route): even with the right token in it."""
    page = await browser.get("/")
    body = str(httpx.QueryParams([*page.form_with("de")[0].fields, ("lang", "de"), ("text", "x")]))
    response = await client.post(path, content=body, headers={"content-type": FORM, **headers})
    assert response.status_code == 403
    assert gateway.requests == []


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("token", ["", "0" * 64, "ü"])
async def test_no_form_without_the_sessions_token_is_taken(
    browser: PlainBrowser, gateway: MemoryGateway, path: str, token: str
) -> None:
    page = await browser.get("/")
    form, _ = page.form_with("de")
    form.action = path
    assert (await browser.send(form, [("lang", "de")], csrf=token)).status == 403
    assert gateway.requests == []


async def test_another_sessions_form_is_not_taken(browser: PlainBrowser, client: httpx.AsyncClient) -> None:
    page = await browser.get("/")
    client.cookies.clear()
    await browser.get("/")
    assert (await browser.tap(page, "de")).status == 403


async def test_event_ids_of_two_sessions_never_meet(
    browser: PlainBrowser, client: httpx.AsyncClient, gateway: MemoryGateway
) -> None:
    """Somebody who learns a form's id must not get the stored reply to it. faults: B (forged)"""
    first = await browser.get("/")
    stolen = first.form_with("de")[0].values["event"]
    await browser.tap(first, "de")
    client.cookies.clear()
    await browser.tap(await browser.get("/"), "de", event=stolen)
    assert gateway.requests[0].event_id != gateway.requests[1].event_id


@pytest.mark.parametrize("forged", ["", "x", "../../etc", "0" * 31, "A" * 32])
async def test_a_form_id_we_never_made_is_refused(browser: PlainBrowser, forged: str) -> None:
    assert (await browser.tap(await browser.get("/"), "de", event=forged)).status == 422


@pytest.mark.parametrize("scheme", ["https", "HTTPS"])
async def test_the_cookie_is_as_closed_as_cookies_can_be(scheme: str) -> None:
    app = create_app(MemoryGateway(), WebchatSettings(public_url=f"{scheme}://chat.test"), texts=german_texts())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://chat.test") as client:
        response = await client.get("/")
    cookie = next(line for line in response.headers.get_list("set-cookie") if line.startswith("__Host-lotse="))
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert response.headers["strict-transport-security"]


@pytest.mark.parametrize("brought", ["", "a" * 42, "a" * 44, "ü" * 43, "../" * 15])
async def test_a_session_somebody_made_up_is_replaced(client: httpx.AsyncClient, brought: str) -> None:
    response = await client.get("/", headers={"cookie": f"lotse={brought}".encode()})
    assert len(response.cookies["lotse"]) == 43
    assert response.cookies["lotse"] != brought


@pytest.mark.parametrize(
    "path", ["/", "/c/kreis-unna", "/h/t0ken", "/qr/kreis-unna.svg", "/nowhere", "/static/chat/chat.css"]
)
async def test_every_response_closes_the_browser_down(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


async def test_pages_are_kept_by_no_cache(client: httpx.AsyncClient) -> None:
    assert (await client.get("/")).headers["cache-control"] == "no-store"
    static = await client.get("/static/chat/chat.css", params={"v": "abc"})
    assert "immutable" in static.headers["cache-control"]


async def test_one_sessions_flood_is_slowed_and_others_go_on(
    browser: PlainBrowser, client: httpx.AsyncClient, gateway: MemoryGateway, clock: Clock
) -> None:
    """faults: B (10,000 messages from one chat)"""
    page = await begun(browser)
    statuses = [(await browser.write(page, "x", event=f"{number:032x}")).status for number in range(40)]
    assert statuses.count(429) > 5
    throttled = await browser.write(page, "kept", event="f" * 32)
    assert throttled.composer.values["text"] == "kept"
    assert int(throttled.response.headers["retry-after"]) >= 1
    mine = dict(client.cookies)
    client.cookies.clear()
    assert (await begun(browser)).status == 200
    client.cookies.update(mine)
    clock.now += 60
    assert (await browser.write(page, "later", event="e" * 32)).status == 200


async def test_nothing_a_person_writes_or_owns_is_logged_or_in_an_address(
    browser: PlainBrowser, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    """faults: C (canaries)"""
    with caplog.at_level(logging.DEBUG):
        page = await browser.write(await begun(browser), "CANARY-4711")
    ours = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx"))
    assert "CANARY-4711" not in ours
    assert client.cookies["lotse"] not in ours
    assert "CANARY" not in str(page.response.url)
    assert client.cookies["lotse"] not in page.response.text
    assert HOST in str(page.response.url)


async def test_made_up_sessions_begin_no_more_conversations_than_honest_ones(
    client: httpx.AsyncClient, gateway: MemoryGateway
) -> None:
    """faults: B. Whoever makes up a cookie can make up its form token: what it begins counts for its address."""
    statuses = []
    for number in range(130):
        session = Session(f"{number:043d}", known=True)
        body = {"csrf": session.csrf, "event": f"{number:032x}", "text": "x"}
        client.cookies.set("lotse", session.token)
        statuses.append((await client.post("/turn", data=body)).status_code)
        client.cookies.clear()
    assert statuses.count(303) == WebchatSettings().start_rate[0]
    assert statuses[-1] == 429
