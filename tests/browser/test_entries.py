"""Entries of repeats in a real browser: another one?, change, remove, from right to left, on a small phone; on the desk
each under its heading, with what is worked out of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from backend.allinone.console import about
from backend.allinone.gateway import InProcessGateway
from backend.bootstrap.turns import create_turns
from backend.domain.permissions import Role
from backend.services.world import World
from bot.channels.webchat.app import create_app
from bot.channels.webchat.settings import WebchatSettings
from locales.texts import load_texts
from tests.browser.conftest import ROOT, Serve
from tests.support.desk import PASSWORD, SeedCase, answer, desk_app, seed_case, seed_staff, seed_teams
from tests.support.household import household_package
from tests.support.world import a_world, sqlite_url

Open = Callable[..., BrowserContext]
Axe = Callable[[Page], list[str]]
NORD = "kreis-unna.nordkreis"
#: What somebody with two children and one former job says, up to the summary; `>` is the button at that place.
SAID = (
    "Olena", ">1", ">2", ">1", "3", ">1", "2",
    "Daryna-Oleksandra Kowalenko-Schmidt", "2023", ">2", "Maksym", "2024", ">1", ">1",
    ">1", "Krankenpflegehelferin in der Altenpflege", "6", ">1", ">2", "Pflege",
)  # fmt: skip


@dataclass
class House:
    chat: str
    desk: str
    case: str


@pytest.fixture
def house(serve: Serve, tmp_path: Path) -> Iterator[House]:
    """The chat about the household, and a case of it on the desk."""
    with ThreadPoolExecutor(1) as beside:  # playwright's own loop runs in this thread
        world, case = beside.submit(lambda: asyncio.run(_seeded(sqlite_url(tmp_path)))).result()
        settings = WebchatSettings(public_url="http://127.0.0.1", assets=ROOT / "build/static")
        chat = create_app(InProcessGateway(world, create_turns(world)), settings, texts=world.texts)
        desk = desk_app(world, secure=False)
        yield House(serve(chat), serve(desk), case)
        desk.state.desk.gate.close()
        beside.submit(lambda: asyncio.run(world.db.close())).result()


async def _seeded(url: str) -> tuple[World, str]:
    world = about(await a_world(url), household_package())
    await seed_teams(world)
    me = await seed_staff(world, "manager", Role.CASE_MANAGER, "kreis-unna", NORD)
    return world, await seed_case(world, SeedCase(owner_id=me, flow="household", answers=_answers()))


def _answers() -> dict[str, dict[str, object]]:
    said = {
        "called": "Olena", "town": "luenen", "district": "gahmen", "heating": "gas", "rooms": 3, "has_children": True,
        "children_count": 2,
        "child_name#1": "Дарина", "child_birth#1": _year("2023"), "daycare#1": False,
        "child_name#2": "Maksym", "child_birth#2": _year("2012"), "schools#2-1": True,
        "school_name#2-1": "Käthe-Kollwitz-Schule", "school_kind#2-1": "secondary", "schools#2-2": False,
        "waits": True, "jobs#1": True, "job#1": "Pflege", "job_years#1": 6, "job_paper#1": True, "jobs#2": False,
        "certificate": "Pflegehelferin",
    }  # fmt: skip
    return {key: answer(value) for key, value in said.items()}


def _year(year: str) -> dict[str, object]:
    return {"date": f"{year}-07-01", "precision": "year", "about": False}


def begin(house: House, context: BrowserContext, lang: str) -> Page:
    page = context.new_page()
    page.goto(f"{house.chat}/c/kreis-unna")
    page.click(f"button[value={lang}]")
    expect(page.locator("#text")).to_be_visible()
    page.wait_for_load_state()  # scripts come last: before them, a tap is an ordinary form
    return page


def says(page: Page, *said: str) -> None:
    for one in said:
        before = page.locator("#state [name=seen]").input_value()
        if one.startswith(">"):
            page.locator(".choices .choice").nth(int(one[1:]) - 1).click()
        else:
            page.fill("#text", one)
            page.click(".composer__send")
        expect(page.locator("#state [name=seen]")).not_to_have_value(before)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(("lang", "javascript"), [("de", True), ("ar", True), ("de", False)])
def test_an_entry_is_removed_and_brought_back(
    house: House, context: Open, axe: Axe, lang: str, javascript: bool
) -> None:
    """On the smallest phone, from left to right and from right to left."""
    page = begin(house, context(java_script_enabled=javascript, viewport={"width": 320, "height": 640}), lang)
    says(page, *SAID)
    expect(asked(page)).to_contain_text("Maksym")
    expect(asked(page).locator(".sheet-answer", has_text="Maksym").first).to_have_text("Maksym")
    looks_right(page, axe, javascript)
    says(page, ">2")  # change something
    tap(page, lang, "command.more")
    removing = page.locator("#now .choice", has_text=begins(lang, "remove.button")).first
    expect(removing).to_be_visible()
    removing.evaluate("found => found.scrollIntoView({block: 'center'})")  # at the edge half of it may be out of sight
    looks_right(page, axe, javascript)
    tap(page, lang, "remove.button")
    expect(asked(page)).to_contain_text("Daryna")
    looks_right(page, axe, javascript)
    tap(page, lang, "remove.yes")
    expect(asked(page)).to_contain_text("Maksym")
    expect(asked(page)).not_to_contain_text("Daryna")
    tap(page, lang, "command.back")
    expect(asked(page)).to_contain_text("Daryna")
    says(page, ">2")
    tap(page, lang, "command.more")
    page.locator("#now .choice", has_text="Maksym").first.click()
    expect(page.locator("#now .choice")).to_have_count(1)  # so lassen: Maksym
    says(page, "Maxim")
    expect(asked(page).locator(".sheet-answer", has_text="Maxim").first).to_have_text("Maxim")
    expect(asked(page)).to_contain_text("Daryna")


def asked(page: Page) -> Locator:
    return page.locator(".msg--question").last


def begins(lang: str, text_id: str) -> str:
    return load_texts().raw(lang, text_id).partition("{")[0].strip()


def tap(page: Page, lang: str, text_id: str) -> None:
    page.locator("#now button", has_text=begins(lang, text_id)).first.click()


def looks_right(page: Page, axe: Axe, javascript: bool) -> None:
    assert fits(page)
    assert not javascript or axe(page) == []


@pytest.mark.parametrize("width", [320, 1366])
def test_the_desk_shows_each_entry_with_what_is_worked_out_of_it(
    house: House, context: Open, axe: Axe, width: int
) -> None:
    page = context(viewport={"width": width, "height": 850}).new_page()
    page.goto(f"{house.desk}/desk")
    page.fill("#login", "manager")
    page.fill("#password", PASSWORD)
    page.click("main button")
    expect(page).to_have_url(f"{house.desk}/desk/cases")
    page.goto(f"{house.desk}/desk/cases/{house.case}")
    for heading in ("Kind 1", "Kind 2 · Schule 1", "Arbeit 1"):
        expect(page.get_by_text(heading, exact=True).first).to_be_visible()
    for told in ("Kinder unter sechs", "Jahre Arbeit zusammen", "Namen der Kinder"):
        expect(page.get_by_text(told).first).to_be_visible()
    assert fits(page)
    assert axe(page) == []
