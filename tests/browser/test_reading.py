"""Messages are read aloud where the device has a voice for their language, and nothing shows where it has none.

Headless Chromium has no voices, so the tests bring some; what the page asks of them is written down.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.channels.webchat.app import create_app
from bot.channels.webchat.settings import WebchatSettings
from tests.browser.conftest import ROOT, Serve, until
from tests.support.german_texts import german_texts
from tests.support.memory_gateway import MemoryGateway
from tests.support.pictures import media_of
from tests.support.sounds import sound

Open = Callable[..., BrowserContext]
Axe = Callable[[Page], list[str]]

#: `speechSynthesis` as far as the page uses it, with voices of these languages.
VOICES = """
window.spoken = [];
const voices = LANGUAGES.map((lang) => ({lang, name: lang}));
const said = {
  getVoices: () => voices,
  speak: (words) => { window.spoken.push({text: words.text, lang: words.lang}); window.last = words; },
  cancel: () => { window.spoken.push({text: "", lang: ""}); },
  addEventListener: (name, then) => { window.found = then; },
};
Object.defineProperty(window, "speechSynthesis", {value: said, configurable: true});
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""


@pytest.fixture
def address(serve: Serve) -> str:
    return served(serve, MemoryGateway())


@pytest.fixture
def recorded(serve: Serve) -> str:
    """The first question has been recorded."""
    gateway = MemoryGateway()
    spoken = media_of(sound(), "Frage zum Anhören", "audio/ogg")
    gateway.illustrations, gateway.pictures = {"adult": [spoken]}, {spoken.hash: sound()}
    return served(serve, gateway)


def served(serve: Serve, gateway: MemoryGateway) -> str:
    settings = WebchatSettings(public_url="http://127.0.0.1", assets=ROOT / "build/static")
    return serve(create_app(gateway, settings, texts=german_texts()))


def begin(address: str, opened: BrowserContext, voices: list[str], lang: str = "de") -> Page:
    opened.add_init_script(VOICES.replace("LANGUAGES", str(voices)))
    page = opened.new_page()
    page.goto(f"{address}/c/kreis-unna")
    page.click(f"button[value={lang}]")
    expect(page.locator("#text")).to_be_visible()
    page.wait_for_load_state()
    return page


def spoken(page: Page) -> list[dict[str, str]]:
    found: list[dict[str, str]] = page.evaluate("window.spoken.filter((one) => one.text)")
    return found


def test_the_question_is_read_with_its_answers(address: str, context: Open) -> None:
    page = begin(address, context(), ["en-US", "de-DE"])
    button = page.locator(".msg__read").last
    expect(button).to_have_text("Vorlesen")
    button.click()
    expect(button).to_have_text("Anhalten")
    (read,) = spoken(page)
    assert read["lang"] == "de-DE"
    question = page.locator(".msg:not(.msg--person) .msg__text").last.inner_text()
    answers = page.locator("#now .choice").all_inner_texts()
    assert question in read["text"]
    assert answers
    assert all(answer in read["text"] for answer in answers)


def test_pressing_again_stops_and_the_end_is_noticed(address: str, context: Open) -> None:
    page = begin(address, context(), ["de-DE"])
    button = page.locator(".msg__read").last
    button.click()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    page.evaluate("window.last.onend()")
    expect(button).to_have_text("Vorlesen")
    assert len(spoken(page)) == 2


def test_without_a_voice_for_the_language_there_is_no_button(address: str, context: Open) -> None:
    page = begin(address, context(), ["de-DE", "en-US"], "ar")
    assert page.locator(".msg__read").count() == 0


def test_a_voice_that_the_phone_names_late_is_used(address: str, context: Open) -> None:
    page = begin(address, context(), [])
    assert page.locator(".msg__read").count() == 0
    page.evaluate("window.speechSynthesis.getVoices().push({lang: 'de_DE', name: 'late'}); window.found()")
    expect(page.locator(".msg__read").last).to_be_visible()


def test_new_messages_can_be_read_and_own_ones_have_no_button(address: str, context: Open) -> None:
    page = begin(address, context(), ["de-DE"])
    before = page.locator(".msg__read").count()
    page.click(".choices .choice >> nth=0")
    expect(page.locator(".ticks")).to_be_visible()
    expect(page.locator(".msg__read")).not_to_have_count(before)
    assert page.locator(".msg--person .msg__read").count() == 0


def test_a_recording_is_played_and_then_the_answers_are_read(recorded: str, context: Open) -> None:
    page = begin(recorded, context(), ["de-DE"])
    button = page.locator(".msg__read").last
    button.click()
    expect(button).to_have_text("Anhalten")
    until(page, "window.spoken.some((one) => one.text)")
    (read,) = spoken(page)
    assert page.evaluate("document.querySelector('audio').ended")
    assert read["text"] == ". ".join(page.locator("#now .choice").all_inner_texts())
    page.evaluate("window.last.onend()")
    expect(button).to_have_text("Vorlesen")


def test_a_recording_needs_no_voice_and_stops_when_it_is_pressed_again(recorded: str, context: Open) -> None:
    page = begin(recorded, context(), [])
    button = page.locator(".msg__read")
    button.click()
    button.click()
    expect(button).to_have_text("Vorlesen")
    assert page.evaluate("document.querySelector('audio').paused")
    button.click()
    until(page, "document.querySelector('audio').ended")
    expect(button).to_have_text("Vorlesen")
    expect(page.locator("audio")).to_be_hidden()
    assert spoken(page) == []


@pytest.mark.parametrize("voices", [["de-DE"], []])
def test_where_a_recording_does_not_come_the_voice_speaks_or_the_player_shows(
    recorded: str, context: Open, voices: list[str]
) -> None:
    opened = context()
    opened.route("**/media/**", lambda route: route.abort())
    page = begin(recorded, opened, voices)
    page.locator(".msg__read").last.click()
    if voices:
        until(page, "window.spoken.some((one) => one.text)")
        question = page.locator(".msg:not(.msg--person) .msg__text").last.inner_text()
        assert question in spoken(page)[0]["text"]
    else:
        expect(page.locator("audio")).to_be_visible()
        expect(page.locator(".msg__read")).to_have_text("Vorlesen")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("lang", "voice"), [("de", "de-DE"), ("ar", "ar-SA")])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    address: str, context: Open, axe: Axe, lang: str, voice: str, scheme: str
) -> None:
    opened = context(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    page = begin(address, opened, [voice], lang)
    expect(page.locator(".msg__read").last).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
