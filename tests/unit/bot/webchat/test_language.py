"""Which language a first page speaks."""

from __future__ import annotations

import pytest

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
