"""What htmx gets: only what is new, every part of the page that must change with it, or the order to load anew."""

from __future__ import annotations

import httpx

from tests.support.memory_gateway import MemoryGateway
from tests.support.plain_browser import Page, PlainBrowser
from tests.unit.bot.webchat.test_conversation import begun

HX = {"hx-request": "true", "content-type": "application/x-www-form-urlencoded"}


async def tap(client: httpx.AsyncClient, page: Page, label: str, **state: str) -> httpx.Response:
    form, button = page.form_with(label)
    fields = [(name, state.pop(name, value)) for name, value in form.fields] + [button, *state.items()]
    return await client.post("/turn", content=str(httpx.QueryParams(fields)), headers=HX)


async def test_a_turn_brings_only_the_new_messages(browser: PlainBrowser, client: httpx.AsyncClient) -> None:
    response = await tap(client, await begun(browser), "Ja", seen="1.0")
    assert "needs?" in response.text
    assert "adult?" not in response.text
    for part in ("now", "tools", "progress", "state"):
        assert f'id="{part}"' in response.text
    assert response.text.count('hx-swap-oob="true"') == 4


async def test_a_retry_after_a_lost_reply_brings_what_was_missed(
    browser: PlainBrowser, client: httpx.AsyncClient, gateway: MemoryGateway
) -> None:
    page = await begun(browser)
    await tap(client, page, "Ja", seen="1.0")  # the reply never arrived
    response = await tap(client, page, "Ja", seen="1.0")
    assert response.text.count('class="msg ') == 2  # what the person said, and the next question
    assert len(next(iter(gateway.talks.values())).answers) == 1


async def test_a_page_that_shows_something_else_loads_anew(browser: PlainBrowser, client: httpx.AsyncClient) -> None:
    page = await begun(browser)
    assert (await tap(client, page, "Ja", seen="nonsense")).headers["hx-refresh"] == "true"


async def test_another_language_loads_the_page_anew(browser: PlainBrowser, client: httpx.AsyncClient) -> None:
    page = await begun(browser)
    assert (await tap(client, page, "Ja", seen="1.0", lang="uk")).headers["hx-refresh"] == "true"


async def test_delete_everything_leaves_the_page(browser: PlainBrowser, client: httpx.AsyncClient) -> None:
    response = await tap(client, await begun(browser), "delete", seen="1.0")
    assert response.headers["hx-redirect"] == "/erased"


async def updates(client: httpx.AsyncClient, **state: str) -> httpx.Response:
    return await client.get("/updates", params={"lang": "de", **state}, headers=HX)


async def test_nothing_new_is_no_content(browser: PlainBrowser, client: httpx.AsyncClient) -> None:
    await begun(browser)
    response = await updates(client, seen="1.0", question="1.0")
    assert (response.status_code, response.text) == (204, "")


async def test_word_from_the_desk_leaves_the_answer_being_written_alone(
    browser: PlainBrowser, client: httpx.AsyncClient, gateway: MemoryGateway
) -> None:
    await begun(browser)
    gateway.staff_writes(client.cookies["lotse"], "Guten Morgen")
    response = await updates(client, seen="1.0", question="1.0")
    assert "Guten Morgen" in response.text
    assert 'id="now"' not in response.text


async def test_an_answer_given_elsewhere_brings_the_new_question(
    browser: PlainBrowser, client: httpx.AsyncClient
) -> None:
    """Two devices on one conversation. faults: A3"""
    await browser.tap(await begun(browser), "Ja")
    response = await updates(client, seen="1.0", question="1.0")
    assert "needs?" in response.text
    assert 'id="now"' in response.text
