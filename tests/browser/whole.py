"""The whole system for browser tests, started in a thread, and a newcomer who answers the real intake."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from backend.allinone.demo import demonstration
from backend.allinone.place import Place
from tests.support.publishing import publish_on_head


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """The all-in-one system in a thread of its own."""

    def __init__(self, folder: Path) -> None:
        self.chat = self.desk = ""
        self.accounts: dict[str, str] = {}
        self._folder = folder
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._run()), daemon=True)

    async def _run(self) -> None:
        async with demonstration(Place(self._folder, "127.0.0.1", free_port(), free_port())) as demo:
            self.chat, self.desk, self._world = demo.chat, demo.desk, demo.world
            self.accounts = {account.login: account.password for account in demo.accounts}
            self._ready.set()
            await self._stop.wait()

    def __enter__(self) -> Running:
        self._thread.start()
        assert self._ready.wait(180), "the demonstration did not start"
        return self

    def publish(self, files: Mapping[str, bytes]) -> None:
        """What a coordinator does while people are talking. Raises as publishing does."""
        made = publish_on_head(self._world, files)
        asyncio.run_coroutine_threadsafe(made, self._loop).result(30)

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(20)


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


def answer_until(page: Page, state: str) -> None:
    """Answers until the page's answering area matches `state`, a selector such as `[data-step=summary]`."""
    for _ in range(60):
        if page.locator(f"#now{state}").count():
            return
        answer_one(page)
    raise AssertionError(f"60 answers did not lead to {state}")
