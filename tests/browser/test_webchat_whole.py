"""The whole path with real parts: the phone, the web chat, the services, SQLite, the desk."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.whole import Running, answer_until, begin

Open = Callable[..., BrowserContext]
Axe = Callable[[Page], list[str]]
RECEIPT = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "javascript"), [("de", True), ("ar", True), ("uk", False)])
def test_the_real_intake_from_the_first_tap_to_the_receipt(
    running: Running, context: Open, lang: str, javascript: bool
) -> None:
    page = begin(running, context(java_script_enabled=javascript), lang)
    answer_until(page, "[data-status=submitted]")
    assert RECEIPT.search(page.locator("#log").inner_text())
    assert page.locator("html").get_attribute("lang") == lang
    for times in (1, 2):  # whoever scrolls back to the list asks again
        page.locator(".msg__row .aside").first.click()
        expect(page.locator(".msg:has-text('https://example.org/')")).to_have_count(times)


def test_back_why_language_and_emergency_from_any_step(running: Running, context: Open, axe: Axe) -> None:
    page = begin(running, context(), "de")
    page.locator(".choices .choice").first.click()
    expect(page.get_by_text("Dürfen wir die Antworten speichern").first).to_be_visible()
    page.click(".aside:has-text('Zurück')")
    expect(page.locator(".msg--question").last).to_contain_text("Sind Sie 16 Jahre alt")
    page.click(".sos")
    expect(page.locator(".msg--emergency a[href='tel:112']").first).to_be_visible()
    assert axe(page) == []
    page.click(".menu__open")
    page.click(".menu__item:has-text('Sprache')")
    page.click(".choice:has-text('العربية')")
    expect(page.locator("html[dir=rtl]")).to_be_attached()
    assert axe(page) == []


def test_everything_is_deleted_from_the_menu(running: Running, context: Open) -> None:
    page = begin(running, context(), "de")
    page.click(".menu__open")
    page.click(".menu__item:has-text('Alles löschen')")
    page.click(".choice:has-text('Ja, alles löschen')")
    expect(page.locator("h1")).to_have_text("Alles ist gelöscht")
    page.goto(running.chat)
    expect(page.locator(".language").first).to_be_visible()


@pytest.mark.slow
def test_an_arabic_speaking_father_goes_on_after_the_browser_was_closed(
    running: Running, context: Open, axe: Axe
) -> None:
    """From right to left on a phone, accessible while asking, before sending and at the end."""
    first = context(locale="ar")
    page = begin(running, first, "ar")
    answer_until(page, "[data-step=fields]")
    assert (page.get_attribute("html", "lang"), page.get_attribute("html", "dir")) == ("ar", "rtl")
    parts = page.locator(".progress__part")
    done, coming = parts.first.bounding_box(), parts.last.bounding_box()
    assert done is not None
    assert coming is not None
    assert done["x"] > 180 > coming["x"], "progress grows from the right"
    assert axe(page) == []
    kept, said = first.storage_state(), page.locator(".msg--person").all_inner_texts()
    first.close()

    page = context(locale="ar", storage_state=kept).new_page()
    page.goto(running.chat)
    expect(page.locator("#now[data-step=fields]")).to_be_attached()
    assert page.locator(".msg--person").all_inner_texts() == said
    answer_until(page, "[data-step=summary]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(page) == []
    answer_until(page, "[data-status=submitted]")
    assert RECEIPT.fullmatch(page.locator(".receipt").inner_text())
    assert axe(page) == []


def log_in(running: Running, context: BrowserContext, login: str) -> Page:
    page = context.new_page()
    page.goto(running.desk)
    page.fill("#login", login)
    page.fill("#password", running.accounts[login])
    page.click("main button")
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    return page


@pytest.mark.slow
def test_a_case_from_luenen_in_ukrainian_stands_on_the_desk_in_german_and_the_answer_comes_back(
    running: Running, context: Open
) -> None:
    chat = begin(running, context(locale="uk"), "uk")
    answer_until(chat, "[data-status=submitted]")
    receipt = chat.locator(".receipt").inner_text()

    desk = log_in(running, context(viewport={"width": 1366, "height": 850}), "nord-1@kreis-unna")
    found = f"{running.desk}/cases?list=all&receipt={receipt}"
    desk.goto(found)
    desk.locator("main table a").click()
    for german in ("Ukrainisch", "Lünen (44532)", "KIM-Team Nordkreis", "Aufenthalt und Recht"):
        expect(desk.get_by_text(german).first).to_be_visible()
    desk.get_by_role("button", name="Fall übernehmen").click()
    desk.fill("#text", "Guten Tag! Passt Ihnen Montag um 10 Uhr?")
    desk.get_by_role("button", name="Nachricht senden").click()
    expect(desk.get_by_text("Ihre Nachricht ist auf dem Weg.")).to_be_visible()

    expect(chat.locator(".msg--staff")).to_contain_text("Passt Ihnen Montag")  # the open page asks by itself
    chat.fill("#text", "Так, дякую!")
    chat.click(".composer__send")
    expect(chat.locator(".msg--person", has_text="Так, дякую!")).to_be_visible()
    desk.reload()
    expect(desk.locator(".post")).to_contain_text(["Passt Ihnen Montag", "Так, дякую!"])

    elsewhere = log_in(running, context(viewport={"width": 1366, "height": 850}), "koordination@leverkusen")
    elsewhere.goto(found)
    expect(elsewhere.locator("main table a")).to_have_count(0)
