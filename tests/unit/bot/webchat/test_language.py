"""Which language a first page speaks."""

from __future__ import annotations

import re

import httpx
import pytest

from bot.channels.webchat.app import create_app
from bot.channels.webchat.settings import WebchatSettings
from locales.languages import OFFERED
from locales.texts import load_texts
from tests.support.memory_gateway import MemoryGateway
from tests.support.plain_browser import PlainBrowser


@pytest.mark.parametrize(
    ("path", "accept", "lang"),
    [
        ("/", "ar-SY,ar;q=0.9,en;q=0.5", "ar"),
        ("/", "en;q=0.4, uk;q=0.8", "uk"),
        ("/", "it-IT, it;q=0.9", "de"),
        ("/", "", "de"),
        ("/", "x;q=abc,,;q=,uk", "uk"),
        ("/c/kreis-unna?lang=ar", "en", "ar"),
        ("/c/kreis-unna?lang=xx", "en", "en"),
        ("/c/kreis-unna?lang=uk-UA", "en", "uk"),
    ],
)
async def test_the_link_then_the_phone_then_german(browser: PlainBrowser, path: str, accept: str, lang: str) -> None:
    page = await browser.get(path, **{"accept-language": accept})
    assert page.lang == lang
    assert page.parsed.forms[0].buttons[0][1] == lang  # it also stands first in the list


async def test_every_language_stands_there_in_its_own_script(browser: PlainBrowser) -> None:
    page = await browser.get("/")
    for name in ("Deutsch", "English", "العربية", "Українська"):
        assert name in page.text


@pytest.mark.parametrize("lang", ["ar", "de", "de-simple", "tr"])
async def test_no_greeting_is_said_twice(gateway: MemoryGateway, settings: WebchatSettings, lang: str) -> None:
    """German and Leichte Sprache share theirs, which is also the heading of a page in one of them."""
    app, texts = create_app(gateway, settings, texts=load_texts()), load_texts()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=settings.public_url) as client:
        page = (await client.get(f"/?lang={lang}")).text
    said = re.findall(r"<bdi lang=[^>]+>([^<]+)</bdi>", page[: page.index('class="sheet__lead"')])
    said.append(texts.get(lang, "webchat.picker.heading"))
    assert sorted(said) == sorted({texts.get(code, "webchat.picker.heading") for code in OFFERED})
