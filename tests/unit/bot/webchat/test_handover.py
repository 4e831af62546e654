"""One-time links: previews do not use them up; a link that is over is answered with what to do."""

from __future__ import annotations

import pytest

from bot.channels.webchat.handover import STATUS
from tests.support.memory_gateway import MemoryGateway
from tests.support.plain_browser import PlainBrowser


async def test_looking_at_the_link_does_not_use_it_up(browser: PlainBrowser, gateway: MemoryGateway) -> None:
    """Messengers fetch every link to preview it."""
    gateway.links["t0ken"] = "ok"
    for _ in range(3):
        assert "Hier weitermachen" in (await browser.get("/h/t0ken?lang=de")).text
    assert gateway.links["t0ken"] == "ok"


async def test_one_tap_goes_on_with_the_conversation(browser: PlainBrowser, gateway: MemoryGateway) -> None:
    gateway.links["t0ken"] = "ok"
    page = await browser.tap(await browser.get("/h/t0ken"), "Hier weitermachen")
    assert (page.lang, "adult?" in page.text) == ("ar", True)
    assert gateway.links["t0ken"] == "used"


@pytest.mark.parametrize(
    ("outcome", "status", "says"),
    [
        ("expired", 410, "Der Link galt nur 30 Minuten."),
        ("used", 410, "Dieser Link wurde schon einmal benutzt."),
        ("unknown", 404, "Diesen Link kennen wir nicht."),
    ],
)
async def test_a_link_that_is_over_says_what_to_do(
    browser: PlainBrowser, gateway: MemoryGateway, outcome: str, status: int, says: str
) -> None:
    """faults: B (payload forged, reused, expired)"""
    if outcome != "unknown":
        gateway.links["t0ken"] = outcome
    page = await browser.tap(await browser.get("/h/t0ken"), "Hier weitermachen")
    assert (page.status, says in page.text) == (status, True)
    assert "neuen Link" in page.text


async def test_the_backend_away_does_not_cost_the_link(browser: PlainBrowser, gateway: MemoryGateway) -> None:
    gateway.links["t0ken"], gateway.fail = "ok", ["backend.unavailable"]
    failed = await browser.tap(await browser.get("/h/t0ken"), "Hier weitermachen")
    assert failed.status == 503
    page = await browser.tap(failed, "Noch einmal senden")
    assert "adult?" in page.text


@pytest.mark.parametrize("outcome", ["expired", "used", "unknown"])
async def test_the_page_speaks_the_language_of_the_link_not_of_the_phone(
    browser: PlainBrowser, gateway: MemoryGateway, outcome: str
) -> None:
    """A borrowed phone, or one whose menus nobody changed: before the tap, and after one that comes too late."""
    browser.client.headers["Accept-Language"] = "de"
    if outcome != "unknown":
        gateway.links["t0ken"] = outcome
    page = await browser.get("/h/t0ken?lang=tr")
    label = page.parsed.forms[-1].buttons[-1][-1]
    late = await browser.tap(page, label)
    assert (page.lang, late.lang, late.status) == ("tr", "tr", STATUS[outcome])
