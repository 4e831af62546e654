"""Arabic, Persian, Pashto and Sorani: every page is the mirror image of itself and reads from the right; and in every
language each letter is drawn by a font we bring.

No stored pictures: letters come out a little different on every machine. What is measured is the same page twice, once
as it is and once turned round in the browser: what is not mirrored was pinned to a side.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from flows.extraction import flow_sources
from flows.library import builtin
from locales.languages import LANGUAGES, OFFERED, direction
from locales.source_texts import interface_sources
from locales.texts import load_texts
from tests.browser.test_webchat import Chat, Open, chat
from tests.browser.test_webchat import begin as begin_here
from tests.browser.whole import Running, answer_until, begin

__all__ = ["chat"]
FROM_THE_RIGHT = tuple(code for code in OFFERED if direction(code) == "rtl")
WIDTH = 360
#: Everything with a place of its own on a page. Words inside are not: brackets turn with the direction.
PLACED = (
    ".bar__row > *, .brand img, .sos, .menu__open, .menu__icon, .menu__list, .menu__item, .progress__part, .msg, "
    ".choice, .tick, .tick__box, .pictogram, .aside, .composer__field, .composer__send, .search, .language, .hero, "
    ".sheet"
)
#: Name, left and right edge of each, as the page is and once it runs from left to right.
EDGES = """
selector => {
    const shown = Array.from(document.querySelectorAll(selector)).filter(one => one.getClientRects().length);
    const edges = () => shown.map(one => {
        const box = one.getBoundingClientRect();
        return [one.getAttribute('class'), box.left, box.right];
    });
    const here = edges();
    document.querySelectorAll('[dir=rtl]').forEach(one => one.setAttribute('dir', 'ltr'));
    return [here, edges()];
}
"""
Edges = list[tuple[str, float, float]]


def turned(page: Page) -> tuple[Edges, Edges]:
    """Where everything is, and where it is once the page is turned round. The page is of no use afterwards."""
    here, there = page.evaluate(EDGES, PLACED)
    return here, there


def faults(here: Edges, there: Edges) -> list[str]:
    """What is not where the mirror image has it, by more than two pixels."""
    found = []
    for (name, left, right), (_, begins, ends) in zip(here, there, strict=True):
        if abs(left - (WIDTH - ends)) > 2 or abs(right - (WIDTH - begins)) > 2:
            found.append(f"{name}: {left:.0f} to {right:.0f}, mirrored {WIDTH - ends:.0f} to {WIDTH - begins:.0f}")
    return found


def in_reading_order(buttons: Locator) -> None:
    """Line by line, and in each line from the right: as a keyboard walks through them."""
    boxes = [box for one in buttons.all() if (box := one.bounding_box())]
    assert len(boxes) > 1
    for before, after in pairwise(boxes):
        below = after["y"] >= before["y"] + before["height"] - 1
        assert below or after["x"] + after["width"] <= before["x"] + 1, (before, after)


# --- the same page, turned round --------------------------------------------------------------------------------------


def the_first_page(running: Running, context: Open, lang: str) -> Page:
    page = context().new_page()
    page.goto(f"{running.chat}/c/kreis-unna?lang={lang}")
    expect(page.locator("#search")).to_be_visible()
    return page


def short_answers(running: Running, context: Open, lang: str) -> Page:
    return begin(running, context(), lang)


def the_menu(running: Running, context: Open, lang: str) -> Page:
    page = begin(running, context(), lang)
    page.click(".menu__open")
    expect(page.locator(".menu__list")).to_be_visible()
    return page


def emergency(running: Running, context: Open, lang: str) -> Page:
    page = begin(running, context(), lang)
    page.click(".sos")
    expect(page.locator(".msg--emergency")).to_be_visible()
    expect(page.locator(".is-busy")).to_have_count(0)
    return page


def boxes_to_tick(running: Running, context: Open, lang: str) -> Page:
    page = begin(running, context(), lang)
    answer_until(page, "[data-step=fields]")
    return page


PAGES = (the_first_page, short_answers, the_menu, emergency, pytest.param(boxes_to_tick, marks=pytest.mark.slow))


@pytest.mark.parametrize("shown", PAGES)
@pytest.mark.parametrize("lang", FROM_THE_RIGHT)
def test_the_page_is_the_mirror_image(
    running: Running, context: Open, lang: str, shown: Callable[[Running, Open, str], Page]
) -> None:
    page = shown(running, context, lang)
    assert (page.get_attribute("html", "lang"), page.get_attribute("html", "dir")) == (lang, "rtl")
    if shown is not the_first_page:
        reads_from_the_right(page)
    here, there = turned(page)
    assert len(here) > 10
    assert here != there  # the turn did something: two equal pages would prove nothing
    assert faults(here, there) == []


def reads_from_the_right(page: Page) -> None:
    parts = page.locator(".progress__part")
    in_reading_order(parts)
    assert "to left" in page.locator(".progress__part--now").evaluate("p => getComputedStyle(p).backgroundImage")
    if page.locator(".choices .choice").count():
        in_reading_order(page.locator(".choices .choice"))
    else:
        in_reading_order(page.locator(".tick"))
    for text in page.locator(".msg--question .msg__text").all():
        box, bubble = text.evaluate(LINES), text.bounding_box()
        assert bubble is not None
        assert abs(box - bubble["x"] - bubble["width"]) < 3


#: The right edge of the text's first line.
LINES = """
text => { const all = document.createRange(); all.selectNodeContents(text);
          return Math.max(...Array.from(all.getClientRects(), line => line.right)); }
"""


def test_the_test_sees_what_is_pinned_to_a_side(running: Running, context: Open) -> None:
    page = short_answers(running, context, "ar")
    page.evaluate("() => { document.querySelector('.sos').style.marginLeft = '40px'; }")
    assert any("sos" in fault for fault in faults(*turned(page)))


#: Language of the team's last message, and how far its first line begins from the left and right edge of its box.
FIRST_LINE = """
text => { const all = document.createRange(); all.selectNodeContents(text);
          const parts = Array.from(all.getClientRects()), top = Math.min(...parts.map(part => part.top));
          const line = parts.filter(part => part.top < top + 2), box = text.getBoundingClientRect();
          return [text.lang, Math.min(...line.map(part => part.left)) - box.left,
                  box.right - Math.max(...line.map(part => part.right))]; }
"""


def test_words_of_the_team_run_as_their_own_letters_do_and_no_arabic_voice_speaks_german(
    chat: Chat, context: Open
) -> None:
    """A short line and a long one, so that the short one has room to stand at either side."""
    page = begin_here(chat, context(), "ar")
    (token,) = chat.gateway.talks
    for text, from_the_left in (("Bitte.\n" + "Am Montag " * 9, True), ("أهلاً.\n" + "يوم الاثنين " * 9, False)):
        chat.gateway.staff_writes(token, text)
        page.reload()
        written = page.locator(".msg--staff .msg__text").last
        expect(written).to_contain_text(text.split()[0])
        lang, left, right = written.evaluate(FIRST_LINE)
        assert lang == ""
        assert (left < 3, right < 3) == (from_the_left, not from_the_left)


# --- letters ----------------------------------------------------------------------------------------------------------


def letters(lang: str) -> str:
    """Every letter, figure and sign of punctuation that any text in this language holds, and its name."""
    texts = load_texts()
    ids = [*interface_sources(), *flow_sources(builtin("kim-intake"))]
    said = LANGUAGES[lang].name + "".join(texts.raw(lang, text_id) for text_id in ids)
    return "".join(sorted(sign for sign in set(said) if unicodedata.category(sign)[0] in "LNP"))


#: Which signs look like one that no font has, or like nothing.
MISSING = """
async ([signs, weight]) => {
    const font = `${weight} 32px ${getComputedStyle(document.body).fontFamily}`;
    await document.fonts.load(font, signs);
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 64;
    const pen = canvas.getContext('2d', {willReadFrequently: true});
    const drawn = sign => {
        pen.clearRect(0, 0, 64, 64); pen.font = font; pen.fillText(sign, 12, 44);
        return pen.getImageData(0, 0, 64, 64).data.join();
    };
    const none = new Set(['', '\\u0378', '\\u05ff', '\\u{e0fff}', '\\u{10fffe}'].map(drawn));
    return Array.from(signs).filter(sign => none.has(drawn(sign)));
}
"""
WRITE = """
([signs, weight]) => {
    const text = document.createElement('p');
    text.id = 'letters'; text.style.fontWeight = weight; text.textContent = Array.from(signs).join(' ');
    document.querySelector('#letters')?.remove(); document.body.append(text);
    const font = `${weight} 16px ${getComputedStyle(text).fontFamily}`;
    return document.fonts.load(font, signs).then(() => document.fonts.ready);
}
"""


@pytest.fixture
def page(chat: Chat, context: Open) -> Page:
    opened = context().new_page()
    opened.goto(f"{chat.address}/c/kreis-unna")
    return opened


def fonts(page: Page, signs: str, weight: int) -> list[dict[str, Any]]:
    """What the browser really draws with: family, how many signs, and whether it came from us."""
    page.evaluate(WRITE, [signs, weight])
    asked: CDPSession = page.context.new_cdp_session(page)
    asked.send("DOM.enable")
    asked.send("CSS.enable")
    root = asked.send("DOM.getDocument")["root"]["nodeId"]
    node = asked.send("DOM.querySelector", {"nodeId": root, "selector": "#letters"})["nodeId"]
    found: list[dict[str, Any]] = asked.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return found


def foreign(page: Page, signs: str, weight: int) -> list[str]:
    """Signs that only a font of this machine has."""
    if all(font["isCustomFont"] for font in fonts(page, signs, weight)):
        return []
    return [sign for sign in signs if not all(font["isCustomFont"] for font in fonts(page, sign, weight))]


@pytest.mark.parametrize("weight", [400, 600])
@pytest.mark.parametrize("lang", OFFERED)
def test_every_letter_is_drawn_and_by_a_font_we_bring(page: Page, lang: str, weight: int) -> None:
    """On any phone, whatever fonts it has: no box in place of a letter."""
    signs = letters(lang)
    assert len(signs) > 50
    assert page.evaluate(MISSING, [signs, weight]) == []
    assert foreign(page, signs, weight) == []


def test_the_test_sees_a_box_in_place_of_a_letter(page: Page) -> None:
    """A code point nobody has assigned, among letters."""
    assert page.evaluate(MISSING, ["aب\u0379ም", 400]) == ["\u0379"]


def test_the_test_sees_a_letter_of_another_font(page: Page) -> None:
    """Our families taken away, both letters come from the machine."""
    assert foreign(page, "aب", 400) == []
    page.evaluate(
        "() => document.documentElement.style.setProperty('--kern-typography-font-family-default', 'monospace')"
    )
    assert foreign(page, "aب", 400) == ["a", "ب"]
