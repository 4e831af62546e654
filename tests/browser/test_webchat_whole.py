"""The whole path with real parts: the phone, the web chat, the services, SQLite."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from backend.allinone.demo import Place, demonstration

Open = Callable[..., BrowserContext]
Axe = Callable[[Page], list[str]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """The all-in-one system in a thread of its own."""

    def __init__(self, folder: Path) -> None:
        self.chat = ""
        self._folder = folder
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._run()), daemon=True)

    async def _run(self) -> None:
        async with demonstration(Place(self._folder, "127.0.0.1", free_port(), free_port())) as demo:
            self.chat = demo.chat
            self._ready.set()
            await self._stop.wait()

    def __enter__(self) -> Running:
        self._thread.start()
        assert self._ready.wait(60), "the demonstration did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(20)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Running(tmp_path_factory.mktemp("whole")) as started:
        yield started


def begin(running: Running, context: BrowserContext, lang: str) -> Page:
    page = context.new_page()
    page.goto(f"{running.chat}/c/kreis-unna?lang={lang}")
    page.click(f"button[value={lang}]")
    expect(page.locator(".choices .choice").first).to_be_visible()
    page.wait_for_load_state()  # scripts come last: before them, a tap is an ordinary form
    return page


#: What somebody writes where there is nothing to tap.
WRITTEN = {"place": "44532", "phone": "0231 1234567", "email": "amal@example.org", "number": "2", "birth": "1990"}


def answer_one(page: Page) -> None:
    """The first of everything; where something is to be written, what the step wants."""
    step = page.locator("#now").get_attribute("data-step") or ""
    kind = page.locator("#now").get_attribute("data-kind") or ""
    before = page.locator("#state [name=seen]").input_value()
    if page.locator(".tick__box").count():
        page.locator(".tick__box").first.check()
        page.click(".choice--done")
    elif page.locator(".choices .choice").count():
        page.locator(".choices .choice").first.click()
    else:
        page.fill("#text", WRITTEN.get(step, WRITTEN.get(kind, "2019" if kind == "date" else "Amal")))
        page.click(".composer__send")
    expect(page.locator("#state [name=seen]")).not_to_have_value(before)


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "javascript"), [("de", True), ("ar", True), ("uk", False)])
def test_the_real_intake_from_the_first_tap_to_the_receipt(
    running: Running, context: Open, lang: str, javascript: bool
) -> None:
    page = begin(running, context(java_script_enabled=javascript), lang)
    for _ in range(60):
        if page.locator("#now[data-status=submitted]").count():
            break
        answer_one(page)
    assert page.locator("#now").get_attribute("data-status") == "submitted"
    assert re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", page.locator("#log").inner_text())
    assert page.locator("html").get_attribute("lang") == lang


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
