"""Offers that could help stand above the receipt: "more" stays good in the page, whatever was said after it."""

from __future__ import annotations

import httpx

from flows.protocol import Button, TapIn
from tests.support.memory_gateway import MemoryGateway
from tests.support.plain_browser import Page, PlainBrowser

MORE = "n0nce.1.!offer.abc"


async def told(browser: PlainBrowser, gateway: MemoryGateway, client: httpx.AsyncClient) -> Page:
    """A list with one offer, then a word that has no buttons."""
    await browser.tap(await browser.get("/"), "de")
    rows = [[Button(label="Mehr zu 1", data=MORE), Button(label="Karte 1", url="https://map.example/", role="link")]]
    talk = gateway.talks[client.cookies["lotse"]]
    gateway._say(talk, "notice", "1. Sprachcafé", rows=rows)
    gateway._say(talk, "notice", "Ihre Nummer")
    return await browser.get("/")


async def test_more_about_an_offer_can_be_tapped_above_later_words(
    browser: PlainBrowser, gateway: MemoryGateway, client: httpx.AsyncClient
) -> None:
    page = await told(browser, gateway, client)
    assert "https://map.example/" in page.response.text
    await browser.tap(page, "Mehr zu 1")
    assert gateway.requests[-1].input == TapIn(data=MORE)


async def test_more_stands_once_also_while_the_list_is_the_last_word(
    browser: PlainBrowser, gateway: MemoryGateway, client: httpx.AsyncClient
) -> None:
    page = await told(browser, gateway, client)
    gateway.talks[client.cookies["lotse"]].said.pop()
    page = await browser.get("/")
    assert [said for form in page.parsed.forms for _, _, said in form.buttons].count("Mehr zu 1") == 1


async def test_buttons_of_earlier_questions_do_not_stay(browser: PlainBrowser, gateway: MemoryGateway) -> None:
    page = await browser.tap(await browser.tap(await browser.get("/"), "de"), "Ja")
    assert "n0nce.0.adult.no" not in page.response.text
