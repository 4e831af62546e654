"""Choosing a language: found by its name in any of three languages with typing errors, and whole without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from locales.languages import LANGUAGES, OFFERED
from tests.browser.conftest import ROOT
from tests.browser.test_webchat import Axe, Chat, Open, chat
from tests.browser.whole import Running, answer_until, begin

__all__ = ["chat"]


def opened(chat: Chat, page: Page, lang: str = "de") -> Page:
    page.goto(f"{chat.address}/c/kreis-unna?lang={lang}")
    return page


def left(page: Page) -> list[str | None]:
    """Codes of the languages that are to be seen."""
    return [button.get_attribute("value") for button in page.locator(".language:visible").all()]


#: What somebody writes -> what is left of the list.
WRITTEN = {
    "türk": ["tr"],
    "Tuerkisch": ["tr"],
    "turkce": ["tr"],
    "turkihs": ["tr"],
    "العرب": ["ar"],
    "عربي": ["ar"],
    "Arabish": ["ar"],
    "arabik": ["ar"],
    "فارسي": ["fa"],  # with the Arabic letter
    "dari": ["fa"],
    "farsi": ["fa"],
    "سورانی": ["ckb"],
    "Kurdisch": ["ckb", "kmr"],
    "kurmanci": ["kmr"],
    "пол": [],
    "украінс": ["uk"],
    "Ukranian": ["uk"],
    "ትግር": ["ti"],
    "tigrinia": ["ti"],
    "albanien": ["sq"],
    "leichte": ["de-simple"],
    "somali": ["so"],
    "pastho": ["ps"],
    "p": ["ps", "fa", "pl"],
    "!!": [],
    "": None,
}


def test_a_language_is_found_by_any_of_its_names(chat: Chat, context: Open) -> None:
    page = opened(chat, context().new_page())
    for written, expected in WRITTEN.items():
        page.fill("#search", written)
        whole = expected is None or not expected
        found = set(left(page))
        assert found == (set(OFFERED) if whole else set(expected or ())), (written, found)
        said = page.locator(".search__none").inner_text()
        assert bool(said) == (expected == []), written


@pytest.mark.parametrize("lang", ["de", "ar"])
def test_every_language_is_found_by_its_own_name(chat: Chat, context: Open, lang: str) -> None:
    page = opened(chat, context().new_page(), lang)
    for code in OFFERED:
        page.fill("#search", LANGUAGES[code].name)
        assert left(page)[0] == code or code in left(page), code
        assert len(left(page)) <= 2, code


def test_enter_shows_what_was_found_and_begins_nothing(chat: Chat, context: Open) -> None:
    page = opened(chat, context().new_page())
    page.press("#search", "Enter")
    assert chat.gateway.talks == {}
    page.fill("#search", "arabisch")
    page.press("#search", "Enter")
    expect(page.locator("button[value=ar]")).to_be_focused()
    assert chat.gateway.talks == {}
    page.keyboard.press("Enter")
    expect(page.locator("html[lang=ar] #text")).to_be_visible()


def test_without_javascript_there_is_no_field_and_the_whole_list(chat: Chat, context: Open) -> None:
    page = opened(chat, context(java_script_enabled=False).new_page(), "ar")
    expect(page.locator("#search")).to_be_hidden()
    assert left(page) == ["ar", *(code for code in OFFERED if code != "ar")]


@pytest.mark.parametrize("lang", ["de", "ar"])
def test_searching_is_accessible_and_fits_the_smallest_phone(chat: Chat, context: Open, axe: Axe, lang: str) -> None:
    page = opened(chat, context(viewport={"width": 320, "height": 640}).new_page(), lang)
    for written in ("", "xyz", "engl"):
        page.fill("#search", written)
        assert axe(page) == [], written
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator("#search").evaluate("field => field.offsetHeight") >= 44


def test_the_script_is_small() -> None:
    assert (ROOT / "bot/channels/webchat/static/picker.js").stat().st_size < 5_000


def test_another_language_in_the_middle_asks_nothing_again(running: Running, context: Open) -> None:
    """The same question, the same answers before it, in another script from the other side."""
    page = begin(running, context(), "de")
    answer_until(page, "[data-step=german]")
    before = page.locator(".msg--person").count()
    page.click(".menu__open")
    page.click(".menu__item:has-text('Sprache')")
    page.click(".choice:has-text('العربية')")
    expect(page.locator("html[dir=rtl]")).to_be_attached()
    assert page.locator("#now").get_attribute("data-step") == "german"
    assert page.locator(".msg--person").count() <= before + 2  # the command and the choice, no answer
    answer_until(page, "[data-step=fields]")
