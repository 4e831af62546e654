"""The web chat on a real phone-sized browser: languages, directions, bad networks, no JavaScript, accessibility."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from bot.channels.webchat.app import create_app
from bot.channels.webchat.settings import WebchatSettings
from tests.browser.conftest import ROOT, Serve
from tests.support.german_texts import german_texts
from tests.support.memory_gateway import MemoryGateway, Talk

Open = Callable[..., BrowserContext]
Axe = Callable[[Page], list[str]]


@dataclass
class Chat:
    gateway: MemoryGateway
    address: str

    @property
    def talk(self) -> Talk:
        (talk,) = self.gateway.talks.values()
        return talk


@pytest.fixture
def chat(serve: Serve) -> Chat:
    gateway = MemoryGateway()
    settings = WebchatSettings(public_url="http://127.0.0.1", assets=ROOT / "build/static")
    return Chat(gateway, serve(create_app(gateway, settings, texts=german_texts())))


def begin(chat: Chat, context: BrowserContext, lang: str = "de") -> Page:
    page = context.new_page()
    page.goto(f"{chat.address}/c/kreis-unna")
    page.click(f"button[value={lang}]")
    expect(page.locator("#text")).to_be_visible()
    page.wait_for_load_state()  # scripts come last: before them, a tap is an ordinary form
    return page


def to_the_end(page: Page) -> None:
    page.click(".choices .choice >> nth=0")
    page.check("input[type=checkbox] >> nth=0")
    page.click(".choice--done")
    for words in ("44532 Lünen", "0231 123456", "Ich suche Arbeit."):
        before = page.locator(".msg--person").count()
        page.fill("#text", words)
        page.click(".composer__send")
        expect(page.locator(".msg--person:not(.msg--pending)")).to_have_count(before + 1)
    expect(page.get_by_text("A1B2-C3D4")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("lang", ["de", "ar"])
def test_a_whole_conversation(chat: Chat, context: Open, lang: str, javascript: bool) -> None:
    """With and without JavaScript, in both directions of writing."""
    page = begin(chat, context(java_script_enabled=javascript), lang)
    assert page.get_attribute("html", "dir") == ("rtl" if lang == "ar" else "ltr")
    to_the_end(page)
    assert [step for step, _ in chat.talk.answers] == ["adult", "needs", "residence", "phone", "story"]


@pytest.mark.parametrize("javascript", [True, False])
def test_only_a_script_glides_to_the_next_question(chat: Chat, context: Open, javascript: bool) -> None:
    """A page that is loaded opens where reading goes on; it would glide past the whole conversation."""
    page = begin(chat, context(java_script_enabled=javascript, reduced_motion="no-preference"))
    page.click(".choices .choice >> nth=0")
    expect(page.locator(".ticks")).to_be_in_viewport()
    behaviour = page.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
    assert behaviour == ("smooth" if javascript else "auto")


def test_who_comes_back_without_a_script_finds_the_waiting_question_in_view(chat: Chat, context: Open) -> None:
    """By the address of the chat, which leads to the top of all that was said; an answer leads to the next question."""
    page = begin(chat, context(java_script_enabled=False, viewport={"width": 360, "height": 480}))
    for said in range(2):
        page.fill("#text", "\n".join("Davon weiß ich nichts." for _ in range(20)))
        page.click(".composer__send")
        expect(page.locator(".msg--person")).to_have_count(said + 1)
    page.goto(chat.address)
    expect(page.locator(".msg").first).not_to_be_in_viewport()
    expect(page.locator("#here")).to_be_focused()
    expect(page.locator("#here")).to_have_css("outline-style", "none")
    expect(page.locator("#here + *")).to_be_in_viewport()


def test_htmx_answers_without_loading_the_page_again(chat: Chat, context: Open) -> None:
    page = begin(chat, context())
    loads: list[str] = []
    page.on("request", lambda request: loads.append(request.url) if request.resource_type == "document" else None)
    to_the_end(page)
    assert loads == []


def test_nothing_is_asked_of_any_other_host_and_no_rule_of_the_page_is_broken(chat: Chat, context: Open) -> None:
    """No external request, no inline script or style, no error in the console."""
    opened = context()
    asked: list[str] = []
    said: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: said.append(message.text))
    opened.on("weberror", lambda error: said.append(str(error.error)))
    to_the_end(begin(chat, opened, "ar"))
    assert len(asked) > 5
    assert [url for url in asked if not url.startswith(chat.address)] == []
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["de", "ar"])
def test_axe_finds_nothing(chat: Chat, context: Open, axe: Axe, lang: str, scheme: str) -> None:
    """Every state of the page: languages, buttons, boxes, emergency, open menu, end, hand-over, error."""
    opened = context(color_scheme=scheme, locale=lang)
    page = opened.new_page()
    for path in ("/c/kreis-unna", "/h/t0ken", "/erased", "/nowhere"):
        page.goto(chat.address + path)
        assert axe(page) == [], path
    page = begin(chat, opened, lang)
    assert axe(page) == []
    page.click(".choices .choice >> nth=0")
    expect(page.locator(".ticks")).to_be_visible()
    assert axe(page) == []
    page.click(".sos")
    expect(page.locator(".msg--emergency")).to_be_visible()
    assert axe(page) == []
    page.click(".menu__open")
    assert axe(page) == []


@pytest.mark.parametrize("width", [320, 360, 768])
@pytest.mark.parametrize("lang", ["de", "ar"])
def test_no_page_is_wider_than_the_phone(chat: Chat, context: Open, lang: str, width: int) -> None:
    page = begin(chat, context(viewport={"width": width, "height": 640}), lang)
    page.fill("#text", "ein-sehr-langes-Wort" * 30)
    page.click(".composer__send")
    expect(page.locator(".msg--person")).to_be_visible()
    page.click(".sos")
    expect(page.locator(".msg--emergency")).to_be_visible()
    page.click(".menu__open")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator(".menu__list").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_everything_to_tap_is_large_enough_for_a_thumb(chat: Chat, context: Open) -> None:
    page = begin(chat, context())
    page.click(".choices .choice >> nth=0")
    expect(page.locator(".ticks")).to_be_visible()
    page.click(".menu__open")
    sizes = page.eval_on_selector_all(
        "button, summary, .tick, a[href^='tel:'], .composer__field",
        "all => all.filter(e => e.offsetParent).map(e => [e.className, e.offsetWidth, e.offsetHeight])",
    )
    assert len(sizes) > 10
    assert [size for size in sizes if min(size[1:]) < 44] == []


def test_the_bar_of_progress_grows_from_the_side_reading_begins(chat: Chat, context: Open) -> None:
    def first_part(lang: str) -> float:
        page = begin(chat, context(), lang)
        box = page.locator(".progress__part").first.bounding_box()
        chat.gateway.talks.clear()
        assert box is not None
        return box["x"]

    assert first_part("de") < 180 < first_part("ar")


def test_bubbles_stand_on_the_side_of_who_speaks_in_both_directions(chat: Chat, context: Open) -> None:
    page = begin(chat, context(), "ar")
    page.click(".choices .choice >> nth=0")
    expect(page.locator(".msg--person:not(.msg--pending)")).to_be_visible()
    mine = page.locator(".msg--person").bounding_box()
    theirs = page.locator(".msg--say").bounding_box()
    assert mine is not None
    assert theirs is not None
    assert mine["x"] < 20
    assert theirs["x"] + theirs["width"] > 340


# --- bad networks ----------------------------------------------------------------------------------------------------


def events_of(page: Page) -> list[str]:
    sent: list[str] = []

    def keep(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/turn"):
            sent.append(next(part for part in (request.post_data or "").split("&") if part.startswith("event=")))

    page.on("request", keep)
    return sent


def test_without_network_the_answer_waits_and_goes_out_once(chat: Chat, context: Open) -> None:
    """faults: A2: the same event id on every try."""
    opened = context()
    page = begin(chat, opened)
    sent = events_of(page)
    opened.set_offline(True)
    page.fill("#text", "Ja")
    page.click(".composer__send")
    expect(page.locator("#status")).to_contain_text("Keine Verbindung")
    expect(page.locator(".msg--pending")).to_have_text("Ja")
    expect(page.locator("#status a[href='tel:112']")).to_be_visible()
    opened.set_offline(False)
    expect(page.locator(".ticks")).to_be_visible()
    expect(page.locator("#status")).to_be_hidden()
    assert len(sent) >= 2
    assert len(set(sent)) == 1
    assert chat.talk.answers == [("adult", "Ja")]


def test_a_reply_that_never_arrives_is_fetched_by_the_same_event(chat: Chat, context: Open) -> None:
    """The turn was taken, the connection broke: faults: A1, A2"""
    page = begin(chat, context())
    dropped: list[str] = []

    def drop(route: Route) -> None:
        if dropped:
            route.fallback()
            return
        dropped.append(route.request.url)
        route.fetch()
        route.abort("connectionreset")

    page.route("**/turn", drop)
    page.click(".choices .choice >> nth=0")
    expect(page.locator("#status")).to_contain_text("Keine Verbindung")
    page.click(".status__retry")
    expect(page.locator(".ticks")).to_be_visible()
    assert chat.talk.answers == [("adult", "yes")]
    expect(page.locator(".msg--person")).to_have_count(1)


def test_the_backend_away_is_waited_for(chat: Chat, context: Open) -> None:
    page = begin(chat, context())
    chat.gateway.fail = ["backend.unavailable"]
    page.click(".choices .choice >> nth=0")
    expect(page.locator("#status")).to_contain_text("Keine Verbindung")
    page.click(".status__retry")
    expect(page.locator(".ticks")).to_be_visible()


def test_an_error_that_waiting_does_not_mend_says_so_and_keeps_the_words(chat: Chat, context: Open) -> None:
    page = begin(chat, context())
    chat.gateway.fail = ["storage.full"]
    page.fill("#text", "44532")
    page.click(".composer__send")
    expect(page.locator("#status")).to_contain_text("Wir können gerade nichts speichern")
    expect(page.locator("#text")).to_have_value("44532")
    expect(page.locator("#text")).to_be_editable()
    page.click(".status__retry")
    expect(page.locator(".ticks")).to_be_visible()
    expect(page.locator("#status")).to_be_hidden()
    assert chat.talk.answers == [("adult", "44532")]
    assert chat.gateway.requests[-1].event_id == chat.gateway.requests[-2].event_id


def test_a_tap_that_was_refused_is_sent_again_by_the_button_that_says_so(chat: Chat, context: Open) -> None:
    page = begin(chat, context())
    chat.gateway.fail = ["wire.unauthenticated", "internal"]
    page.click(".choices .choice >> nth=0")
    expect(page.locator("#status")).to_contain_text("Bitte versuchen Sie es gleich noch einmal")
    page.click(".status__retry")
    expect(page.locator("#status")).to_contain_text("etwas schiefgegangen")
    page.click(".status__retry")
    expect(page.locator(".ticks")).to_be_visible()
    assert chat.talk.answers == [("adult", "yes")]


def test_two_quick_taps_are_one_answer(chat: Chat, context: Open) -> None:
    """faults: A3"""
    page = begin(chat, context())
    page.evaluate("() => document.querySelectorAll('.choices .choice').forEach(b => { b.click(); b.click(); })")
    expect(page.locator(".ticks")).to_be_visible()
    assert chat.talk.answers == [("adult", "yes")]
    assert chat.talk.turns == 2


def test_a_call_for_help_is_not_lost_behind_an_answer_on_its_way(chat: Chat, context: Open) -> None:
    """The number stands there at once, the tap follows the answer."""
    page = begin(chat, context())
    held: list[Route] = []
    page.route("**/turn", lambda route: route.fallback() if held else held.append(route))
    page.fill("#text", "Ja")
    page.click(".composer__send")
    expect(page.locator(".msg--pending")).to_be_visible()
    page.click(".sos")
    expect(page.locator("#status a[href='tel:112']")).to_be_visible()
    held[0].fallback()
    expect(page.locator(".msg--emergency")).to_be_visible()
    assert [answer for _, answer in chat.talk.answers] == ["Ja"]


# --- reading on ------------------------------------------------------------------------------------------------------


def test_the_new_question_is_in_view_and_the_focus_is_at_its_answers(chat: Chat, context: Open) -> None:
    page = begin(chat, context(viewport={"width": 360, "height": 560}))
    page.click(".choices .choice >> nth=0")
    question = page.get_by_text("needs?", exact=True)
    expect(question).to_be_in_viewport()
    expect(page.locator(".ticks")).to_be_focused()


def test_who_types_may_go_on_typing(chat: Chat, context: Open) -> None:
    page = begin(chat, context())
    page.click(".choices .choice >> nth=0")
    page.click(".choice--done")
    expect(page.get_by_text("residence?", exact=True)).to_be_visible()
    page.fill("#text", "44532")
    page.press("#text", "Enter")
    expect(page.get_by_text("phone?", exact=True)).to_be_visible()
    expect(page.locator("#text")).to_be_focused()
    assert page.get_attribute("#text", "inputmode") == "tel"


def test_new_messages_are_announced_to_screen_readers(chat: Chat, context: Open) -> None:
    page = begin(chat, context())
    log = page.locator("#log")
    assert (log.get_attribute("role"), log.get_attribute("aria-live")) == ("log", "polite")
    bar = page.get_by_role("progressbar")
    assert (bar.get_attribute("aria-valuenow"), bar.get_attribute("aria-valuetext")) == ("1", "1/5")
    page.click(".choices .choice >> nth=0")
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "2")


def test_word_from_the_desk_arrives_while_somebody_is_writing(chat: Chat, context: Open) -> None:
    page = begin(chat, context())
    page.fill("#text", "halb fert")
    chat.gateway.staff_writes(next(iter(chat.gateway.talks)), "Bitte kommen Sie am Montag.")
    page.evaluate("htmx.trigger('#poll', 'lotse:poll')")
    expect(page.locator(".msg--staff")).to_contain_text("Bitte kommen Sie am Montag.")
    expect(page.locator("#text")).to_have_value("halb fert")


def test_the_menu_closes_by_escape_and_by_a_tap_beside_it(chat: Chat, context: Open) -> None:
    page = begin(chat, context())
    for close in (lambda: page.keyboard.press("Escape"), lambda: page.mouse.click(10, 700)):
        page.click(".menu__open")
        expect(page.locator(".menu__list")).to_be_visible()
        close()
        expect(page.locator(".menu__list")).to_be_hidden()


def test_the_keyboard_alone_is_enough(chat: Chat, context: Open) -> None:
    page = begin(chat, context(viewport={"width": 1024, "height": 700}))
    page.locator(".choices .choice").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ticks")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("input[type=checkbox]").first).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("residence?", exact=True)).to_be_visible()


def test_the_first_load_is_small(chat: Chat, context: Open) -> None:
    """Less than 150 KB over the line without fonts: prepaid data is dear."""
    opened = context()
    asked: list[Request] = []
    opened.on("requestfinished", lambda request: asked.append(request))
    begin(chat, opened).wait_for_load_state("networkidle")
    weights: dict[str, int] = {}
    for request in asked:
        if request.resource_type != "font":  # taken from the cache, a file counts less than nothing
            weights[request.url] = max(weights.get(request.url, 0), request.sizes()["responseBodySize"])
    assert any("kern" in url and size > 10_000 for url, size in weights.items())
    assert sum(weights.values()) < 150_000, weights


@pytest.mark.parametrize("javascript", [True, False])
def test_letters_twice_as_large_on_the_smallest_phone_leave_room_for_the_answers(
    chat: Chat, context: Open, axe: Axe, javascript: bool
) -> None:
    """320 pixels at 200 % are 160: the bar stays one line high, the answers can be tapped, words are read aloud."""
    page = begin(chat, context(viewport={"width": 160, "height": 320}, java_script_enabled=javascript))
    assert page.locator(".bar").evaluate("bar => bar.offsetHeight") < 320 / 4
    expect(page.get_by_role("button", name="Notfall")).to_be_visible()
    assert page.locator(".sos__number").evaluate("number => number.getClientRects().length") == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 160
    if javascript:
        assert axe(page) == []
    page.click(".choices .choice >> nth=0", timeout=10_000)
    expect(page.locator(".tick__box").first).to_be_attached()
