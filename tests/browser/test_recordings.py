"""Recordings at the desk in a real browser: uploaded, heard, refused beside the question, taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_desk import Axe, Desk, Open, desk, enter
from tests.support.sounds import GOOD, HERE

__all__ = ["desk"]
PAGE = "/desk/languages/ar/recordings"


def box(page: Page) -> Locator:
    return page.locator("#step-of_age")


def upload(page: Page, name: str) -> None:
    box(page).locator("input[type=file]").set_input_files(HERE / name)
    box(page).get_by_role("button", name="Hochladen").click()
    expect(box(page).locator(".kern-alert")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_uploaded_refused_removed_and_taken_back(desk: Desk, context: Open, javascript: bool) -> None:
    page = enter(desk, context(java_script_enabled=javascript, viewport={"width": 1366, "height": 900}), "coordinator")
    page.goto(f"{desk.address}{PAGE}")
    upload(page, "tone.ogg")
    expect(box(page)).to_contain_text("Die Aufnahme ist gespeichert.")
    expect(box(page)).to_be_in_viewport()
    upload(page, "film.mp4")
    expect(box(page)).to_contain_text("keine Aufnahme, die wir abspielen")
    expect(box(page)).to_be_in_viewport()
    box(page).get_by_role("button", name="Entfernen").click()
    expect(box(page)).to_contain_text("nicht mehr abgespielt")
    expect(box(page).locator("audio:visible")).to_have_count(0)
    box(page).get_by_role("button", name="Rückgängig").click()
    expect(box(page).locator("audio:visible")).to_have_count(1)
    box(page).get_by_text("Verlauf").click()
    box(page).get_by_text("Alle Aufnahmen dieser Frage löschen").click()
    box(page).get_by_role("button", name="Endgültig löschen").click()
    expect(box(page)).to_contain_text("Die Aufnahmen sind gelöscht.")
    expect(box(page).locator("audio")).to_have_count(0)


@pytest.mark.parametrize("name", GOOD)
def test_every_sort_is_played_at_the_desk(desk: Desk, context: Open, name: str) -> None:
    opened = context()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    page = enter(desk, opened, "coordinator")
    page.goto(f"{desk.address}{PAGE}")
    upload(page, name)
    play = "audio => { audio.muted = true; return audio.play().then(() => audio.duration) }"
    assert 0.5 < box(page).locator("audio").first.evaluate(play) < 0.8
    assert said == []


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (768, "dark"), (1366, "light")])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    desk: Desk, context: Open, axe: Axe, width: int, scheme: str
) -> None:
    opened = context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = enter(desk, opened, "coordinator")
    page.goto(f"{desk.address}{PAGE}")
    upload(page, "tone.m4a")
    for details in box(page).locator("summary").all():
        details.click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for panel in page.locator(".sounds").all():
        assert panel.evaluate("it => it.scrollWidth <= it.clientWidth")
