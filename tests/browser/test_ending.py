"""Before a login ends: a warning in time, one key to stay; afterwards nothing of a case is left to be read.

No test waits: the page's clock and the server's are moved together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from backend.domain.permissions import Role
from backend.services import auth
from backend.services.world import World
from tests.browser.conftest import Serve
from tests.support.desk import PASSWORD, SeedCase, desk_app, seed_case, seed_staff, seed_teams
from tests.support.world import Clock, a_world, sqlite_url

Open = Callable[..., BrowserContext]
Axe = Callable[[Page], list[str]]
NORD = "kreis-unna.nordkreis"
PLACES = [320, 1366]


@dataclass
class Office:
    """A desk, and a clock that its pages share."""

    address: str
    case: str
    clock: Clock

    def page(self, context: BrowserContext, login: str = "manager") -> Page:
        """A case, just opened by somebody who has just logged in."""
        page = context.new_page()
        page.clock.install()
        page.goto(f"{self.address}/desk/cases/{self.case}")
        return self.enter(page, login)

    def enter(self, page: Page, login: str = "manager") -> Page:
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.click("main button")
        expect(page).to_have_url(f"{self.address}/desk/cases/{self.case}")
        return page

    def pass_(self, *pages: Page, minutes: float) -> None:
        self.clock.pass_(minutes=minutes)
        for page in pages:
            page.clock.fast_forward(int(minutes * 60_000))


@pytest.fixture
def office(serve: Serve, tmp_path: Path) -> Iterator[Office]:
    clock = Clock()
    with ThreadPoolExecutor(1) as beside:  # playwright's own loop runs in this thread
        world, case = beside.submit(lambda: asyncio.run(_seeded(sqlite_url(tmp_path), clock))).result()
        app = desk_app(world, secure=False)
        yield Office(serve(app), case, clock)
        app.state.desk.gate.close()
        beside.submit(lambda: asyncio.run(world.db.close())).result()


async def _seeded(url: str, clock: Clock) -> tuple[World, str]:
    world = await a_world(url, clock)
    await seed_teams(world)
    me = await seed_staff(world, "manager", Role.CASE_MANAGER, "kreis-unna", NORD)
    await seed_staff(world, "coordinator", Role.COORDINATOR, "kreis-unna", None)
    return world, await seed_case(world, SeedCase(owner_id=me))


def warning(page: Page, title: str = "Sie werden gleich abgemeldet") -> Locator:
    return page.get_by_role("alertdialog", name=title)


def over(page: Page) -> Locator:
    return page.get_by_role("alertdialog", name="Ihre Anmeldung ist abgelaufen")


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", PLACES)
def test_the_warning_comes_in_time_is_accessible_and_one_key_ends_it(
    office: Office, context: Open, axe: Axe, width: int, colours: str
) -> None:
    """Somebody who types goes on where they were, and what they typed is there."""
    page = office.page(context(viewport={"width": width, "height": 640}, color_scheme=colours, bypass_csp=True))
    page.locator("#text").press_sequentially("Passt")
    office.pass_(page, minutes=27)
    expect(warning(page)).to_be_hidden()
    office.pass_(page, minutes=0.9)
    expect(warning(page)).to_be_visible()
    expect(warning(page)).to_contain_text("Noch 2:0")
    assert axe(page) == []
    assert not page.evaluate("[document.documentElement, ending].some(part => part.scrollWidth > part.clientWidth)")
    page.keyboard.type(" so ")
    expect(warning(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(warning(page)).to_be_hidden()
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type(" Montag?")
    expect(page.locator("#text")).to_have_value("Passt Montag?")
    office.pass_(page, minutes=27)
    expect(over(page)).to_be_hidden()
    expect(warning(page)).to_be_hidden()


def test_the_warning_waits_for_a_pause_in_typing_but_not_for_long(office: Office, context: Open) -> None:
    """Time stands still here unless it is moved, so nobody types faster or slower on another machine."""
    page = context().new_page()
    page.clock.install(time=0)
    page.clock.pause_at(1)
    page.goto(f"{office.address}/desk/cases/{office.case}")
    office.enter(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "session" in request.url else None)
    page.locator("#text").focus()
    office.pass_(page, minutes=27.5)
    for _ in range(25):
        page.keyboard.type("x")
        page.clock.run_for(1000)
    assert asked == []
    office.clock.pass_(seconds=25)
    with page.expect_response("**/desk/session"):
        page.keyboard.type("x")
        page.clock.run_for(1000)
    expect(warning(page)).to_be_visible()
    expect(page.locator("#text")).to_have_value("x" * 26)


def test_the_button_is_reached_by_the_keyboard_and_extends_the_login(office: Office, context: Open) -> None:
    page = office.page(context())
    page.get_by_role("button", name="English").click()
    office.pass_(page, minutes=28)
    found = warning(page, "You are about to be logged out")
    expect(found).to_be_focused()
    page.keyboard.press("Tab")
    expect(found.get_by_role("button", name="Stay logged in")).to_be_focused()
    page.keyboard.press("Enter")
    expect(found).to_be_hidden()
    office.clock.pass_(minutes=29)
    page.get_by_role("link", name="Cases", exact=True).click()
    expect(page).to_have_url(f"{office.address}/desk/cases")


def test_the_last_minute_is_said(office: Office, context: Open) -> None:
    page = office.page(context())
    office.pass_(page, minutes=28)
    expect(warning(page)).to_be_visible()
    expect(warning(page).get_by_role("status")).to_have_text("")
    office.pass_(page, minutes=1.08)
    expect(warning(page).get_by_role("status")).to_have_text("Noch eine Minute.")


def test_what_another_window_extended_is_neither_warned_of_nor_ended(office: Office, context: Open) -> None:
    browser = context()
    page = office.page(browser)
    other = browser.new_page()
    other.clock.install()
    other.goto(f"{office.address}/desk/account")
    office.pass_(page, other, minutes=28)
    expect(warning(page)).to_be_visible()
    warning(other).get_by_role("button", name="Angemeldet bleiben").click()
    office.pass_(page, minutes=0.2)
    expect(warning(page)).to_be_hidden()
    office.clock.pass_(minutes=10)
    other.goto(f"{office.address}/desk/cases")
    with page.expect_response("**/desk/session"):
        page.clock.fast_forward(28 * 60_000)
    expect(warning(page)).to_be_hidden()
    expect(page.locator("#text")).to_be_visible()


@pytest.mark.parametrize("width", PLACES)
def test_once_it_has_ended_the_case_is_covered_and_what_was_written_comes_back(
    office: Office, context: Open, axe: Axe, width: int
) -> None:
    page = office.page(context(viewport={"width": width, "height": 640}, bypass_csp=True))
    page.fill("#note", "Noch nicht fertig")
    page.get_by_role("button", name="Fall übernehmen").click()
    expect(page.get_by_text("Sie haben den Fall übernommen.")).to_be_visible()
    page.fill("#text", "Passt Ihnen Montag?")
    office.pass_(page, minutes=30.1)
    expect(over(page)).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    expect(page.locator("#text")).to_be_hidden()
    expect(page).to_have_title("Ihre Anmeldung ist abgelaufen")
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(over(page)).to_be_visible()
    over(page).get_by_role("link", name="Wieder anmelden").click()
    office.enter(page)
    expect(page.locator("#note")).to_have_value("Noch nicht fertig")
    expect(page.locator("#text")).to_have_value("Passt Ihnen Montag?")
    expect(page.get_by_text("Sie haben den Fall übernommen.")).to_have_count(0)
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_a_login_that_ended_elsewhere_is_seen_on_coming_back(office: Office, context: Open) -> None:
    """Logged out in another window, or somebody else is logged in by now: this page is nobody's."""
    browser = context()
    page, other = office.page(browser), browser.new_page()
    other.goto(f"{office.address}/desk/account")
    other.get_by_role("button", name="Abmelden").click()
    expect(other.get_by_role("status").filter(has_text="Sie sind abgemeldet.")).to_be_focused()
    other.goto(f"{office.address}/desk/cases/{office.case}")
    office.enter(other, "coordinator")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(over(page)).to_be_visible()
    expect(page.locator("#text")).to_be_hidden()


def test_near_the_last_end_nothing_is_promised(office: Office, context: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "ABSOLUTE", 20 * auth.MINUTE)
    page = office.page(context())
    page.fill("#text", "Passt Ihnen Montag?")
    office.pass_(page, minutes=18)
    expect(warning(page)).to_contain_text("spätestens nach 10 Stunden")
    expect(warning(page).get_by_role("button", name="Angemeldet bleiben")).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(warning(page)).to_be_hidden()
    expect(page.locator("#text")).to_be_focused()
    with page.expect_response("**/desk/session"):
        office.pass_(page, minutes=1)
    expect(warning(page)).to_be_hidden()
    office.pass_(page, minutes=1.1)
    expect(over(page)).to_be_visible()


def test_without_a_connection_that_is_said_and_a_page_past_its_end_is_covered(office: Office, context: Open) -> None:
    browser = context()
    page = office.page(browser)
    office.pass_(page, minutes=28)
    expect(warning(page)).to_be_visible()
    browser.set_offline(True)
    warning(page).get_by_role("button", name="Angemeldet bleiben").click()
    expect(warning(page).get_by_role("status")).to_contain_text("Das hat nicht geklappt.")
    page.clock.fast_forward(3 * 60_000)
    expect(over(page)).to_be_visible()
    browser.set_offline(False)
    page.clock.fast_forward(11_000)
    expect(over(page)).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_without_a_script_nothing_of_it_is_seen(office: Office, context: Open) -> None:
    page = context(java_script_enabled=False).new_page()
    page.goto(f"{office.address}/desk/cases/{office.case}")
    office.enter(page)
    expect(page.locator("dialog")).to_have_count(2)
    for one in page.locator("dialog").all():
        expect(one).to_be_hidden()
