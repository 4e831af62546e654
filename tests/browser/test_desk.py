"""The desk in a real browser: reads well on every width and in the dark, works without JavaScript, passes axe-core."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from backend.content.offer_sheets import sample_offers
from backend.domain.permissions import Role
from backend.services.offers import seed_samples
from backend.services.world import World
from tests.browser.conftest import Serve
from tests.support.desk import (
    PASSWORD,
    SeedCase,
    answer,
    desk_app,
    seed_case,
    seed_staff,
    seed_teams,
    ukrainian_answers,
)
from tests.support.second_translator import second_translator
from tests.support.world import a_world, sqlite_url

Open = Callable[..., BrowserContext]
Axe = Callable[[Page], list[str]]

NORD = "kreis-unna.nordkreis"
WIDTHS = [320, 768, 1366]


@dataclass
class Desk:
    address: str
    case: str
    long: str


@pytest.fixture
def desk(serve: Serve, tmp_path: Path) -> Iterator[Desk]:
    """Three cases of a manager in Lünen, one urgent and told in Arabic, one (`long`) of words without an end."""
    with ThreadPoolExecutor(1) as beside:  # playwright's own loop runs in this thread
        world, case, long = beside.submit(lambda: asyncio.run(_seeded(sqlite_url(tmp_path)))).result()
        app = desk_app(world, secure=False)
        yield Desk(serve(app), case, long)
        app.state.desk.gate.close()
        beside.submit(lambda: asyncio.run(world.db.close())).result()


async def _seeded(url: str) -> tuple[World, str, str]:
    world = await a_world(url)
    await seed_teams(world)
    me = await seed_staff(world, "manager", Role.CASE_MANAGER, "kreis-unna", NORD)
    await seed_staff(world, "coordinator", Role.COORDINATOR, "kreis-unna", None)
    await seed_samples(world, sample_offers())
    await seed_case(world, SeedCase(owner_id=me))
    arabic = {
        **ukrainian_answers(),
        "wish": answer("أريد أن أعمل نجاراً. هاتفي 0231 1234567.", lang="ar"),
        "status_since": answer(None),
    }
    urgent = SeedCase(owner_id=me, urgent=True, wants_human=True, name="سمير", lang="ar", answers=arabic)
    endless = {**ukrainian_answers(), "wish": answer("Довгесловобезпробілів" * 15)}
    long = await seed_case(world, SeedCase(owner_id=me, name="Наддовгепрізвище" * 5, answers=endless))
    return world, await seed_case(world, urgent), long


def enter(desk: Desk, context: BrowserContext, login: str = "manager") -> Page:
    page = context.new_page()
    page.goto(f"{desk.address}/desk")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("main button")
    expect(page).to_have_url(f"{desk.address}/desk/cases")
    return page


def too_wide(page: Page) -> bool:
    """Whether the page scrolls sideways, or something sticks out of it or of its part."""
    parts = "[document.documentElement, ...document.querySelectorAll('main, .panel, .cases tbody tr')]"
    return bool(page.evaluate(f"{parts}.some(part => part.scrollWidth > part.clientWidth)"))


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_fits(desk: Desk, context: Open, axe: Axe, width: int, colours: str) -> None:
    """WCAG 2.2 AA by axe-core, no sideways scrolling down to 320 pixels."""
    page = context(viewport={"width": width, "height": 800}, color_scheme=colours, bypass_csp=True).new_page()
    page.goto(f"{desk.address}/desk/login")
    assert axe(page) == []
    page.fill("#login", "manager")
    page.fill("#password", "wrong")
    page.click("main button")
    expect(page.get_by_role("alert")).to_be_visible()
    assert axe(page) == []
    page.fill("#password", PASSWORD)
    page.click("main button")
    for path in (
        "/desk/cases?list=all",
        "/desk/cases?list=all&receipt=ZZ",
        f"/desk/cases/{desk.case}",
        f"/desk/cases/{desk.long}",
        "/desk/account",
        "/desk/x",
    ):
        page.goto(desk.address + path)
        assert axe(page) == [], path
        assert not too_wide(page), path


def test_in_english_every_page_is_english_and_accessible(desk: Desk, context: Open, axe: Axe) -> None:
    page = context(viewport={"width": 360, "height": 800}, bypass_csp=True).new_page()
    page.goto(f"{desk.address}/desk/login")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html[lang=en]")).to_be_attached()
    assert axe(page) == []
    page.fill("#login", "manager")
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.get_by_role("button", name="English").click()
    for path, heading in (("/desk/cases?list=all", "All cases"), (f"/desk/cases/{desk.case}", "سمير")):
        page.goto(desk.address + path)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        expect(page.get_by_role("button", name="Log out")).to_be_attached()
        assert page.get_attribute("html", "lang") == "en"
        assert axe(page) == [], path
        assert not too_wide(page), path


@pytest.mark.parametrize("javascript", [True, False])
def test_a_case_is_taken_over_and_answered(desk: Desk, context: Open, javascript: bool) -> None:
    page = enter(desk, context(java_script_enabled=javascript))
    page.get_by_role("link", name="سمير").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("سمير")
    page.get_by_role("button", name="Fall übernehmen").click()
    says_where_it_stands(page, "Sie haben den Fall übernommen.")
    page.get_by_role("button", name="Einschätzung festhalten").click()
    says_where_it_stands(page, "Ihre Einschätzung ist festgehalten.")
    page.fill("#text", " ")
    page.get_by_role("button", name="Nachricht senden").click()
    says_where_it_stands(page, "Die Nachricht wurde nicht gesendet")
    page.fill("#text", "Guten Tag! Passt Ihnen Montag um 10 Uhr?")
    page.get_by_role("button", name="Nachricht senden").click()
    says_where_it_stands(page, "Ihre Nachricht ist auf dem Weg.")
    expect(page.locator(".post")).to_have_count(1)
    page.get_by_role("button", name="Abmelden").click()
    expect(page).to_have_url(f"{desk.address}/desk/login?done=out")


def says_where_it_stands(page: Page, words: str) -> None:
    """What came of a form is before the eyes, and the keyboard goes on from there."""
    said = page.locator(".kern-alert[role]", has_text=words)
    expect(said).to_be_in_viewport()
    expect(said).to_be_focused()


def sent_too_late(desk: Desk, page: Page) -> None:
    """A message written while the session ended."""
    page.goto(f"{desk.address}/desk/cases/{desk.case}")
    page.fill("#text", "Passt Ihnen Montag?")
    page.context.clear_cookies()
    page.get_by_role("button", name="Nachricht senden").click()
    expect(page.locator("#password")).to_be_visible()


def log_in_again(page: Page, login: str) -> None:
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("main button")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_message_sent_too_late_is_there_again_after_the_login(desk: Desk, context: Open, javascript: bool) -> None:
    """Without a script at least its case is. Once it is sent, nothing of it is left in the browser."""
    page = enter(desk, context(java_script_enabled=javascript))
    sent_too_late(desk, page)
    page.fill("#login", "manager")
    page.fill("#password", "wrong at first")
    page.click("main button")
    expect(page.locator("#problem")).to_be_visible()
    log_in_again(page, "manager")
    expect(page).to_have_url(f"{desk.address}/desk/cases/{desk.case}")
    expect(page.locator("#text")).to_have_value("Passt Ihnen Montag?" if javascript else "")
    if javascript:
        page.get_by_role("button", name="Nachricht senden").click()
        expect(page.get_by_text("Ihre Nachricht ist auf dem Weg.")).to_be_visible()
        expect(page.locator("#text")).to_have_value("")
        assert page.evaluate("Object.keys(sessionStorage)") == []


def test_a_note_written_while_a_colleague_assessed_stands_beside_theirs(desk: Desk, context: Open) -> None:
    page, colleague = enter(desk, context()), enter(desk, context(), "coordinator")
    for one, note in ((page, ""), (colleague, "Gespräch am Montag"), (page, "Anruf am Dienstag")):
        if not note or one is colleague:
            one.goto(f"{desk.address}/desk/cases/{desk.case}")
        if note:
            one.fill("#note", note)
            one.get_by_role("button", name="Einschätzung festhalten").click()
            one.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jemand war schneller")
    page.get_by_role("link", name="Seite neu öffnen").click()
    expect(page.locator("section:has(#assessment)")).to_contain_text("Gespräch am Montag")
    expect(page.locator("#note")).to_have_value("Anruf am Dienstag")


def test_an_offer_that_was_saved_too_late_is_filled_in_again_and_once_it_is_saved_no_more(
    desk: Desk, context: Open
) -> None:
    page = enter(desk, context(), "coordinator")
    page.goto(f"{desk.address}/desk/new-offer")
    fill_in(page, {"Anbieter": "Musterverein", "Titel": "Nähkurs", "Beschreibung": "Wir nähen zusammen."})
    page.get_by_label("Teilhabe").check()
    page.get_by_label("Verfügbarkeit").select_option("full")
    page.context.clear_cookies()
    page.get_by_role("button", name="Als Entwurf speichern").click()
    expect(page.locator("#password")).to_be_visible()
    log_in_again(page, "coordinator")
    expect(page).to_have_url(f"{desk.address}/desk/new-offer")
    expect(page.get_by_label("Beschreibung")).to_have_value("Wir nähen zusammen.")
    expect(page.get_by_label("Teilhabe")).to_be_checked()
    expect(page.get_by_label("Verfügbarkeit")).to_have_value("full")
    page.get_by_role("button", name="Als Entwurf speichern").click()
    expect(page.get_by_text("Das Angebot ist als Entwurf gespeichert.")).to_be_visible()
    page.goto(f"{desk.address}/desk/new-offer")
    expect(page.get_by_label("Beschreibung")).to_have_value("")


def test_what_stands_in_the_other_form_of_a_page_stays_while_one_is_sent(desk: Desk, context: Open) -> None:
    page = enter(desk, context())
    page.goto(f"{desk.address}/desk/cases/{desk.case}")
    page.fill("#note", "Noch nicht fertig")
    page.get_by_label("Wohin, bei einem Verweis").select_option("mbe")
    page.get_by_role("button", name="Fall übernehmen").click()
    expect(page.get_by_text("Sie haben den Fall übernommen.")).to_be_visible()
    page.fill("#text", "Passt Ihnen Montag?")
    page.get_by_role("button", name="Nachricht senden").click()
    expect(page.get_by_text("Ihre Nachricht ist auf dem Weg.")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_label("Note")).to_have_value("Noch nicht fertig")
    expect(page.locator("#to")).to_have_value("mbe")
    expect(page.locator("#text")).to_have_value("")
    page.get_by_role("button", name="Log out").click()
    expect(page.locator("#password")).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_what_somebody_wrote_is_shown_to_nobody_else_at_their_browser(desk: Desk, context: Open) -> None:
    page = enter(desk, context())
    sent_too_late(desk, page)
    assert len(page.evaluate("Object.keys(sessionStorage)")) == 1
    log_in_again(page, "coordinator")
    expect(page).to_have_url(f"{desk.address}/desk/cases/{desk.case}")
    expect(page.locator("#text")).to_have_value("")
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_who_comes_to_log_in_for_something_else_or_logs_out_leaves_no_words_behind(desk: Desk, context: Open) -> None:
    page = enter(desk, context())
    sent_too_late(desk, page)
    page.goto(f"{desk.address}/desk/login")
    assert page.evaluate("Object.keys(sessionStorage)") == []
    log_in_again(page, "manager")
    page.evaluate("sessionStorage.setItem(`draft ${document.body.dataset.staff} /desk/cases/x`, 'words')")
    page.get_by_role("button", name="Abmelden").click()
    expect(page.locator("#password")).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_back_from_a_case_leads_to_the_list_it_was_opened_from(desk: Desk, context: Open) -> None:
    """Also after something was done there; somebody else's list is nobody's."""
    page = enter(desk, context())
    page.goto(f"{desk.address}/desk/cases?list=team&receipt=")
    page.get_by_role("link", name="سمير").click()
    page.fill("#text", "Guten Tag")
    page.get_by_role("button", name="Nachricht senden").click()
    expect(page).to_have_url(f"{desk.address}/desk/cases/{desk.case}?done=sent")
    page.get_by_role("link", name="Zurück zur Liste").click()
    expect(page).to_have_url(f"{desk.address}/desk/cases?list=team&receipt=")
    page.get_by_role("button", name="Abmelden").click()
    page = enter(desk, page.context, "coordinator")
    page.goto(f"{desk.address}/desk/cases/{desk.case}")
    page.get_by_role("link", name="Zurück zur Liste").click()
    expect(page).to_have_url(f"{desk.address}/desk/cases")


def test_the_policy_blocks_nothing_of_our_own(desk: Desk, context: Open) -> None:
    """Style sheet, fonts and script load under the policy; nothing comes from another host."""
    said: list[str] = []
    asked: list[str] = []
    page = context().new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{desk.address}/desk/login")
    assert said == []
    assert all(url.startswith((desk.address, "data:")) for url in asked)
    assert re.search(r"Fira Sans", page.evaluate("getComputedStyle(document.body).fontFamily"))


def test_free_text_in_arabic_runs_from_right_to_left(desk: Desk, context: Open) -> None:
    page = enter(desk, context())
    page.goto(f"{desk.address}/desk/cases/{desk.case}")
    words = page.locator("blockquote[lang=ar]", has_text="نجار")
    assert words.evaluate("element => getComputedStyle(element).direction") == "rtl"
    number = words.get_by_text("0231 1234567", exact=True)  # to be dialled as it is read here
    assert number.evaluate("element => getComputedStyle(element).direction") == "ltr"
    assert page.locator("h1").evaluate("element => getComputedStyle(element).direction") == "ltr"


def test_the_keyboard_reaches_the_content_first_and_shows_where_it_is(desk: Desk, context: Open) -> None:
    page = enter(desk, context(viewport={"width": 1366, "height": 800}))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    assert outline == "solid"


def test_on_paper_times_are_dates_and_an_answer_stands_beside_its_question(desk: Desk, context: Open) -> None:
    page = enter(desk, context(viewport={"width": 700, "height": 1000}))
    page.goto(f"{desk.address}/desk/cases/{desk.case}")
    page.emulate_media(media="print")
    said = page.locator(".head time").first.evaluate("it => getComputedStyle(it, '::after').content")
    assert re.search(r"\d\d\.\d\d\.20\d\d", said)
    row = page.locator(".answers .kern-description-list-item").first
    key, value = (row.locator(part).bounding_box() for part in ("dt", "dd"))
    assert key is not None
    assert value is not None
    assert abs(key["y"] - value["y"]) < 5
    expect(page.locator("#text")).to_be_hidden()


def test_in_forced_colours_only_the_present_page_is_marked(desk: Desk, context: Open) -> None:
    page = enter(desk, context(forced_colors="active"))
    lines = "links => links.map(link => [link.hasAttribute('aria-current'), getComputedStyle(link).borderBottomColor])"
    found = page.locator(".top__nav a").evaluate_all(lines)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert len(found) > 2
    assert all((colour != ground) == here for here, colour in found), found


def test_the_limit_of_a_message_is_counted_while_writing(desk: Desk, context: Open) -> None:
    page = enter(desk, context())
    page.goto(f"{desk.address}/desk/cases/{desk.case}")
    left = page.locator(".write__left")
    expect(left).to_be_hidden()
    page.fill("#text", "x" * 990)
    expect(left).to_have_text("noch 10 Zeichen")
    page.fill("#text", "😀" * 1001)
    expect(left).to_have_text("1 Zeichen zu viel")


@pytest.mark.parametrize("width", WIDTHS)
def test_offers_are_found_approved_and_accessible(desk: Desk, context: Open, axe: Axe, width: int) -> None:
    page = enter(desk, context(viewport={"width": width, "height": 800}, bypass_csp=True), "coordinator")
    page.goto(f"{desk.address}/desk/offers?stale=1")
    assert axe(page) == []
    assert not too_wide(page)
    page.get_by_role("link", name="Beratung bei Geldsorgen").click()
    page.get_by_role("button", name="Geprüft, stimmt noch").click()
    expect(page.get_by_text("Das Angebot gilt als heute geprüft.")).to_be_visible()
    page.get_by_role("link", name="Angaben ändern").click()
    assert axe(page) == []
    assert not too_wide(page)
    page.get_by_label("Kosten").fill("=1+1")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("beginnt wie eine Formel")
    assert axe(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_an_offer_is_filled_in_translated_approved_and_brought_back(
    desk: Desk, context: Open, axe: Axe, width: int
) -> None:
    page = enter(desk, context(viewport={"width": width, "height": 800}, bypass_csp=True), "coordinator")
    page.goto(f"{desk.address}/desk/offers")
    page.get_by_role("link", name="Neues Angebot").click()
    assert axe(page) == []
    assert not too_wide(page)
    fill_in(page, {"Anbieter": "Musterverein", "Titel": f"Nähkurs {width}", "Beschreibung": "Wir nähen zusammen."})
    page.get_by_label("Teilhabe").check()
    page.get_by_label("Lünen").check()
    page.get_by_label("Kosten").fill("=1+1")
    page.get_by_role("button", name="Als Entwurf speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("beginnt wie eine Formel")
    expect(page.get_by_label("Lünen")).to_be_checked()
    assert axe(page) == []
    page.get_by_label("Kosten").fill("kostenlos")
    page.get_by_role("button", name="Als Entwurf speichern").click()
    expect(page.get_by_text("Das Angebot ist als Entwurf gespeichert.")).to_be_visible()
    assert axe(page) == []
    assert not too_wide(page)
    page.get_by_role("link", name="العربية").click()
    assert axe(page) == []
    assert not too_wide(page)
    expect(page.get_by_label("Titel")).to_have_attribute("dir", "rtl")
    fill_in(page, {"Titel": "دورة خياطة", "Beschreibung": "نخيط معًا."})
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("listitem").filter(has_text="العربية").first).to_contain_text("vollständig")
    page.get_by_role("button", name="Freigeben").click()
    expect(page.get_by_text("Das Angebot ist freigegeben.")).to_be_visible()
    page.get_by_role("button", name="Diesen Stand wiederherstellen").last.click()
    expect(page.get_by_text("Der frühere Stand ist wiederhergestellt.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="العربية").first).to_contain_text("noch nicht übersetzt")
    assert axe(page) == []


def fill_in(page: Page, texts: dict[str, str]) -> None:
    """Fields by the beginning of their label: what is needed has a star behind it."""
    for label, text in texts.items():
        page.get_by_label(re.compile(f"^{label}")).fill(text)


@pytest.mark.parametrize("width", WIDTHS)
def test_languages_and_both_german_texts_are_accessible(
    desk: Desk, context: Open, axe: Axe, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with second_translator(monkeypatch):
        page = enter(desk, context(viewport={"width": width, "height": 800}, bypass_csp=True), "coordinator")
        page.get_by_role("link", name="Sprachen", exact=True).click()
        assert axe(page) == []
        assert not too_wide(page)
        page.get_by_role("link", name="Українська").click()
        expect(page.get_by_text("verneint oder nicht")).to_be_visible()
        assert axe(page) == []
        assert not too_wide(page)
