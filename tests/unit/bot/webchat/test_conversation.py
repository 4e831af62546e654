"""A whole conversation in the web chat without JavaScript."""

from __future__ import annotations

import httpx
import pytest

from flows.protocol import CommandIn, FormIn, TapIn, TextIn
from tests.support.memory_gateway import MemoryGateway
from tests.support.plain_browser import Page, PlainBrowser


async def begun(browser: PlainBrowser, lang: str = "de", entrance: str = "/c/kreis-unna") -> Page:
    return await browser.tap(await browser.get(entrance), lang)


async def test_a_mere_look_asks_the_backend_nothing(browser: PlainBrowser, gateway: MemoryGateway) -> None:
    """Link previews and robots open the page, too: no turn, no conversation."""
    page = await browser.get("/c/kreis-unna?lang=ar")
    assert page.status == 200
    assert (gateway.requests, gateway.talks) == ([], {})


async def test_the_first_tap_begins_in_that_language_with_the_links_municipality(
    browser: PlainBrowser, gateway: MemoryGateway
) -> None:
    page = await begun(browser, "ar")
    (request,) = gateway.requests
    assert (request.channel, request.jurisdiction, request.lang_hint) == ("web", "kreis-unna", "ar")
    assert request.input == CommandIn(name="language", arg="ar")
    assert (page.lang, page.parsed.html["dir"]) == ("ar", "rtl")


async def test_every_way_to_answer_reaches_the_backend(browser: PlainBrowser, gateway: MemoryGateway) -> None:
    """Button, ticked boxes, words: each becomes its own kind of input."""
    page = await browser.tap(await begun(browser), "Ja")
    page = await browser.tap(page, "Fertig", ticked=(0, 2))
    page = await browser.write(page, "44532 Lünen")
    assert [request.input for request in gateway.requests[1:]] == [
        TapIn(data="n0nce.0.adult.yes"),
        FormIn(data="n0nce.1.needs.done", values=["work", "health"]),
        TextIn(text="44532 Lünen", step="residence"),
    ]
    assert "phone?" in page.text


async def test_boxes_with_nothing_ticked_are_still_a_form(browser: PlainBrowser, gateway: MemoryGateway) -> None:
    page = await browser.tap(await begun(browser), "Ja")
    await browser.tap(page, "Fertig")
    assert gateway.requests[-1].input == FormIn(data="n0nce.1.needs.done", values=[])


async def test_a_command_beside_the_boxes_is_sent_as_that_command(
    browser: PlainBrowser, gateway: MemoryGateway
) -> None:
    """The service reads a form by its button: "back" with boxes ticked goes back."""
    page = await browser.tap(await begun(browser), "Ja")
    form = next(form for form in page.parsed.forms if form.ticks)
    assert ("data", "n0nce.1..back", "back") in form.buttons
    page = await browser.send(form, [("values", form.ticks[1]), ("data", "n0nce.1..back")])
    assert gateway.requests[-1].input == FormIn(data="n0nce.1..back", values=["school"])
    assert "back." in page.text


async def test_the_same_form_sent_twice_is_one_event(browser: PlainBrowser, gateway: MemoryGateway) -> None:
    """Double tap, or the browser's "send again". faults: A2, A3"""
    page = await begun(browser)
    await browser.tap(page, "Ja")
    again = await browser.tap(page, "Ja")
    assert gateway.requests[-1].event_id == gateway.requests[-2].event_id
    assert next(iter(gateway.talks.values())).answers == [("adult", "yes")]
    assert "needs?" in again.text


async def test_every_form_of_a_page_is_an_event_of_its_own(browser: PlainBrowser) -> None:
    page = await begun(browser)
    ids = [form.values["event"] for form in page.parsed.forms]
    assert len(ids) == len(set(ids)) >= 4


async def test_the_chat_is_there_again_after_the_phone_was_off(
    browser: PlainBrowser, client: httpx.AsyncClient
) -> None:
    """The cookie lasts 30 days; the page is drawn anew from what the backend remembers."""
    await browser.tap(await begun(browser), "Ja")
    (cookie,) = [cookie for cookie in client.cookies.jar if cookie.name == "lotse"]
    assert cookie.expires is not None
    assert "needs?" in (await browser.get("/")).text


async def test_delete_everything_leaves_nothing_that_leads_back(
    browser: PlainBrowser, client: httpx.AsyncClient, gateway: MemoryGateway
) -> None:
    page = await begun(browser)
    before = client.cookies["lotse"]
    gone = await browser.tap(page, "delete")
    assert "Alles ist gelöscht" in gone.text
    assert client.cookies["lotse"] != before
    assert gateway.talks == {}


async def test_what_the_desk_writes_stands_in_the_chat_and_keeps_the_questions_buttons(
    browser: PlainBrowser, gateway: MemoryGateway, client: httpx.AsyncClient
) -> None:
    await begun(browser)
    gateway.staff_writes(client.cookies["lotse"], "Bitte kommen Sie am Montag.")
    page = await browser.get("/")
    assert "Ihr Team schreibt:" in page.text
    assert page.form_with("Ja")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}"])
async def test_markup_in_an_answer_stays_text(browser: PlainBrowser, text: str) -> None:
    """faults: C (stored XSS)"""
    page = await browser.write(await begun(browser), text)
    assert text in page.text
    assert text not in page.response.text or "{{" in text


async def test_no_way_of_writing_leaves_the_page_open_to_the_menu(browser: PlainBrowser) -> None:
    """Every command and the emergency button are forms: reachable without JavaScript, whatever is asked."""
    page = await begun(browser)
    for name in ("back", "edit", "why", "help", "pause", "language", "human", "data", "delete", "emergency"):
        assert page.form_with(f"n0nce.0..{name}"), name


async def test_a_pause_offers_to_go_on(browser: PlainBrowser, gateway: MemoryGateway) -> None:
    page = await browser.tap(await begun(browser), "pause")
    await browser.tap(page, "Weitermachen")
    assert gateway.requests[-1].input == CommandIn(name="resume")
