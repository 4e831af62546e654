"""Real Chromium for tests: started once, a fresh context per test, apps served on a free port, axe-core at hand.

Tests run in several processes, each with its own browser; those that need the whole system are in the same one, because
it takes seconds to start.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.whole import Running
from tests.conftest import lacking
from tests.support.passwords import hash_quickly

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
#: Chromium as root in a container, without its own conversations with the outside.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
#: Seconds for whatever must come true; nothing waits that long unless it is broken, or the machine has much to do.
PATIENCE = 100
expect.set_options(timeout=PATIENCE * 1000)
#: What is wrong, and that something was looked at; all that is right would take seconds to describe and to bring out of
#: the browser: of what is no violation, axe keeps the first place of each rule.
FOUND = """
async tags => {
    const {violations, passes} = await axe.run(document, {runOnly: tags, resultTypes: ['violations']});
    if (!passes.length) throw new Error('axe looked at nothing');
    return violations.map(one => [one.id, one.help, one.nodes[0].html]);
}
"""
Serve = Callable[[Any], str]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "running" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("whole"))


@pytest.fixture(scope="package")  # not "session": its event loop would be in the way of asynchronous tests elsewhere
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        lacking("Chromium", "apt-get install -y chromium")
    if not AXE.is_file() or not (ROOT / "build/static/vendor/manifest.json").is_file():
        lacking("the browser assets", "python scripts/assets.py")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`serve(app)` -> its address; stops with the test."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(app: Any) -> str:
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{_port(server)}"

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join(timeout=5)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        yield


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The whole system: web chat, desk, background work."""
    with Running(tmp_path_factory.mktemp("whole")) as started:
        yield started


def _port(server: uvicorn.Server) -> int:
    deadline = time.monotonic() + PATIENCE
    while not server.started:
        if time.monotonic() > deadline:
            raise TimeoutError(f"the server did not start within {PATIENCE} seconds")
        time.sleep(0.01)
    return int(server.servers[0].sockets[0].getsockname()[1])


def until(page: Page, script: str, seconds: float = PATIENCE) -> None:
    """Waits until `script` is true on the page. (Playwright's own waiting is forbidden by our security policy.)"""
    deadline = time.monotonic() + seconds
    while not page.evaluate(script):
        assert time.monotonic() < deadline, script
        page.wait_for_timeout(50)


@pytest.fixture
def context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """`context(**options)` -> a phone of 360 by 740 pixels, unless told otherwise; closed with the test."""
    opened: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        phone = {"viewport": {"width": 360, "height": 740}, "locale": "de-DE", "reduced_motion": "reduce"}
        opened.append(chromium.new_context(**{**phone, **options}))
        opened[-1].set_default_timeout(PATIENCE * 1000)
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`axe(page)` -> what axe-core finds, one line each: rule, help and the first place."""

    def check(page: Page) -> list[str]:
        page.wait_for_load_state()  # a click is done when the next page begins: half of it is not what people get
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(AXE.read_text())
        found = page.evaluate(FOUND, list(WCAG))
        return [f"{rule}: {told} at {html[:160]}" for rule, told, html in found]

    return check
