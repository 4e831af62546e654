"""A browser with a conversation of its own that is led into another one by a one-time link. faults: A3, A4."""

from __future__ import annotations

import httpx

from backend.persistence import tables
from bot.channels.webchat.app import create_app
from bot.channels.webchat.settings import WebchatSettings
from locales.texts import load_texts
from tests.integration.privacy.conftest import House
from tests.support.desk import rows_of
from tests.support.person import token_of
from tests.support.plain_browser import PlainBrowser

HOST = "http://chat.test"
OTHER = load_texts().raw("de", "webchat.other")


async def test_both_are_kept_and_each_leads_to_the_other(house: House) -> None:
    writer = house.intake("555", "telegram", residence="44532")
    await writer.until()
    app = create_app(house.gateway, WebchatSettings(public_url=HOST))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as client:
        browser = PlainBrowser(client)
        mine = await browser.tap(await browser.get("/"), "de")
        link = f"/h/{token_of(writer.person.link)}"
        asked = await browser.get(link)
        led = await browser.tap(asked, load_texts().raw("de", "webchat.handover.button"))
        back = await browser.tap(led, OTHER)
        again = await browser.tap(back, OTHER)
    assert mine.text != led.text
    assert (back.text.replace(OTHER, "").split(), again.text) == (mine.text.split(), led.text)
    assert len(await rows_of(house.world, tables.conversations)) == 2
    assert sorted(row["channel"] for row in await rows_of(house.world, tables.chats)) == ["telegram", "web", "web"]
