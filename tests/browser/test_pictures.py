"""Pictures and recordings on a phone: drawn, never wider than the screen, described where they do not come."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import whole
from tests.browser.conftest import Serve, until
from tests.browser.test_webchat import Axe, Chat, Open, begin, chat
from tests.browser.whole import Running
from tests.support.pictures import media_of, png, wav
from tests.support.publishing import intake_files

__all__ = ["chat"]
WIDE = png(1600, 400)
HIGH = png(300, 2400, color=(30, 30, 200))
DRAWN = "image => image.complete && image.naturalWidth"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A system of its own: what is published here has German only, and the others' tests speak other languages."""
    with Running(tmp_path_factory.mktemp("whole")) as started:
        yield started


@pytest.fixture
def illustrated(chat: Chat, serve: Serve) -> Chat:
    sound = media_of(wav(), "Frage zum Anhören", "audio/wav")
    wide, high = media_of(WIDE, "Ein langer Zug"), media_of(HIGH, "Ein hoher Turm")
    chat.gateway.illustrations = {"adult": [wide, sound], "needs": [high]}
    chat.gateway.pictures = {wide.hash: WIDE, high.hash: HIGH, sound.hash: wav()}
    return chat


def drawn(page: Page, alt: str) -> int:
    """Pixels across of the picture as the browser has read it."""
    image = page.get_by_role("img", name=alt)
    image.scroll_into_view_if_needed()
    image.evaluate("image => image.decode()")
    return int(image.evaluate(DRAWN))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_picture_is_drawn_and_fits_the_phone(illustrated: Chat, context: Open, javascript: bool) -> None:
    opened = context(java_script_enabled=javascript)
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    page = begin(illustrated, opened)
    assert drawn(page, "Ein langer Zug") == 1600
    page.click(".choices .choice >> nth=0")
    expect(page.locator(".ticks")).to_be_visible()
    assert drawn(page, "Ein hoher Turm") == 300
    for alt in ("Ein langer Zug", "Ein hoher Turm"):
        box = page.get_by_role("img", name=alt).bounding_box()
        assert box is not None
        assert 0 < box["width"] <= 360
        assert 0 < box["height"] <= 740 * 0.45 + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert said == []


def test_a_recording_is_loaded_only_when_it_is_played(illustrated: Chat, context: Open) -> None:
    opened = context()
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url) if request.resource_type == "media" else None)
    page = begin(illustrated, opened)
    expect(page.locator("audio")).to_be_hidden()
    assert asked == []
    page.locator(".msg__read").last.click()
    until(page, "document.querySelector('audio').duration > 0")
    assert len(asked) >= 1


def test_without_a_script_a_recording_has_the_browsers_own_player(illustrated: Chat, context: Open) -> None:
    page = begin(illustrated, context(java_script_enabled=False))
    expect(page.locator("audio[controls]")).to_be_visible()
    assert page.locator(".msg__read").count() == 0


def test_a_picture_that_does_not_come_shows_what_it_is(illustrated: Chat, context: Open) -> None:
    opened = context()
    opened.route("**/media/**", lambda route: route.abort())
    page = begin(illustrated, opened)
    image = page.get_by_role("img", name="Ein langer Zug")
    image.scroll_into_view_if_needed()
    expect(image).to_be_visible()
    assert image.evaluate(DRAWN) in (False, 0)
    expect(page.get_by_text("adult?")).to_be_visible()
    page.click(".choices .choice >> nth=0")
    expect(page.locator(".ticks")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["de", "ar"])
def test_axe_finds_nothing_beside_pictures(illustrated: Chat, context: Open, axe: Axe, lang: str, scheme: str) -> None:
    page = begin(illustrated, context(color_scheme=scheme), lang)
    assert drawn(page, "Ein langer Zug") == 1600
    assert axe(page) == []


def test_a_published_picture_reaches_the_phone_through_the_whole_system(running: Running, context: Open) -> None:
    """From the coordinator's package through the database to the browser; not to another browser."""
    asked = "prompt: Sind Sie 16 Jahre alt oder älter?"
    shown = f"{asked}\n        media: {{image: alter.png}}\n        alt: Eine Torte mit 16 Kerzen"
    running.publish({**intake_files((asked, shown)), "media/alter.png": WIDE})
    page = whole.begin(running, context(), "de")
    assert drawn(page, "Eine Torte mit 16 Kerzen") == 1600
    address = str(page.get_by_role("img", name="Eine Torte").get_attribute("src"))
    assert page.request.get(running.chat + address).body() == WIDE
    assert context().request.get(running.chat + address).status == 404
    page.reload()
    assert drawn(page, "Eine Torte mit 16 Kerzen") == 1600
