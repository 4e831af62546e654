"""Pictograms beside the choices: drawn, on the side where reading begins, silent for screen readers, in any colours."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from flows.pictograms import PICTOGRAMS
from tests.browser.conftest import ROOT
from tests.browser.test_webchat import Axe, Chat, Open, begin, chat

__all__ = ["chat"]
SPRITE = ROOT / "build/static/vendor/pictograms.svg"
#: Width and height in pixels of what is drawn: nothing where the browser could not load it.
DRAWN = """
async picture => {
    const use = picture.querySelector('use');
    for (let tries = 0; tries < 1500 && !use.getBBox().width; tries++) await new Promise(done => setTimeout(done, 20));
    return Math.min(use.getBBox().width, use.getBBox().height);
}
"""
COLOUR = "shown => getComputedStyle(shown).color"


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    found = [one.bounding_box() for one in page.locator(selector).all()]
    return [dict(box) for box in found if box is not None]


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("lang", ["de", "ar"])
def test_every_picture_is_drawn_and_stands_before_its_words(
    chat: Chat, context: Open, lang: str, javascript: bool
) -> None:
    opened = context(java_script_enabled=javascript)
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    page = begin(chat, opened, lang)
    assert [page.locator(".choice .pictogram").nth(at).evaluate(DRAWN) > 5 for at in range(2)] == [True, True]
    page.click(".choices .choice >> nth=0")
    expect(page.locator(".tick .pictogram")).to_have_count(3)  # one has none, one names what does not exist
    for picture in page.locator(".tick .pictogram").all():
        assert picture.evaluate(DRAWN) > 5
    for label in page.locator(".tick:has(.pictogram)").all():
        drawn, words = label.locator(".pictogram").bounding_box(), label.locator(".tick__label").bounding_box()
        assert drawn is not None
        assert words is not None
        ends = words["x"] + words["width"] <= drawn["x"] if lang == "ar" else drawn["x"] + drawn["width"] <= words["x"]
        assert ends, (drawn, words)
    assert said == []


def test_they_say_nothing_to_a_screen_reader(chat: Chat, context: Open, axe: Axe) -> None:
    page = begin(chat, context())
    assert page.get_by_role("button", name="Ja", exact=True).count() == 1
    assert page.locator(".pictogram:not([aria-hidden=true])").count() == 0
    page.click(".choices .choice >> nth=0")
    expect(page.get_by_role("checkbox", name="housing", exact=True)).to_be_visible()
    assert axe(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_they_are_as_visible_as_the_words(chat: Chat, context: Open, scheme: str) -> None:
    page = begin(chat, context(forced_colors="active", color_scheme=scheme))
    choice = page.locator(".choice").first
    assert choice.locator(".pictogram").evaluate(COLOUR) == choice.locator("span").evaluate(COLOUR)
    page.click(".choices .choice >> nth=0")
    tick = page.locator(".tick:has(.pictogram)").first
    assert tick.locator(".pictogram").evaluate(COLOUR) == tick.locator(".tick__label").evaluate(COLOUR)
    parts = [
        part.evaluate("p => getComputedStyle(p).backgroundColor") for part in page.locator(".progress__part").all()
    ]
    assert parts[0] != parts[-1]  # done and to come


@pytest.mark.parametrize("lang", ["de", "ar"])
def test_they_fit_the_smallest_phone(chat: Chat, context: Open, lang: str) -> None:
    page = begin(chat, context(viewport={"width": 320, "height": 640}), lang)
    page.click(".choices .choice >> nth=0")
    expect(page.locator(".ticks")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert {(box["width"], box["height"]) for box in boxes(page, ".pictogram")} == {(28.0, 28.0)}


def test_the_file_of_all_holds_each_once_and_no_script() -> None:
    text = SPRITE.read_text()
    assert sorted(re.findall(r'<symbol id="([^"]+)"', text)) == sorted(PICTOGRAMS)
    assert set(re.findall(r"<(\w+)", text)) == {"svg", "symbol", "path", "rect", "circle", "line"}
    assert len(text) < 60_000
    assert (SPRITE.parent / "licences/lucide-static-LICENSE").read_text().startswith("ISC License")
