"""One-time links: previews do not use them up; a link that is over is answered with what to do."""

from __future__ import annotations

import pytest

from bot.channels.webchat.handover import STATUS
from tests.support.memory_gateway import MemoryGateway
from tests.support.plain_browser import Page, PlainBrowser


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


# --- a browser with a conversation of its own -------------------------------------------------------------------------

OTHER = "Zu Ihrem anderen Gespräch"


async def own(browser: PlainBrowser) -> Page:
    """A conversation begun in this browser, in German."""
    page = await browser.tap(await browser.get("/"), "de")
    assert (page.lang, OTHER in page.text) == ("de", False)
    return page


async def follow(browser: PlainBrowser, gateway: MemoryGateway, link: str = "t0ken") -> Page:
    """Into a conversation in Arabic."""
    gateway.links[link] = "ok"
    return await browser.tap(await browser.get(f"/h/{link}"), "Hier weitermachen")


async def test_a_conversation_of_ones_own_is_kept_and_the_way_back_is_shown(
    browser: PlainBrowser, gateway: MemoryGateway
) -> None:
    """faults: A3 (web chat and Telegram)"""
    await own(browser)
    led = await follow(browser, gateway)
    back = await browser.tap(led, OTHER)
    again = await browser.tap(back, OTHER)
    assert (led.lang, back.lang, again.lang) == ("ar", "de", "ar")
    assert (await browser.get("/")).lang == "ar"
    assert len(gateway.talks) == 2


async def test_what_the_desk_wrote_in_the_conversation_left_behind_has_not_arrived(
    browser: PlainBrowser, gateway: MemoryGateway
) -> None:
    await own(browser)
    (mine,) = gateway.talks
    gateway.seen.clear()
    led = await follow(browser, gateway)
    assert gateway.seen
    assert mine not in gateway.seen
    gateway.seen.clear()
    await browser.tap(led, OTHER)
    assert set(gateway.seen) == {mine}


async def test_without_one_there_is_nothing_to_go_back_to(browser: PlainBrowser, gateway: MemoryGateway) -> None:
    assert OTHER not in (await follow(browser, gateway)).text
    assert len(gateway.talks) == 1


async def test_the_same_conversation_by_a_second_link_is_not_another_one(
    browser: PlainBrowser, gateway: MemoryGateway
) -> None:
    await follow(browser, gateway)
    gateway.leads_to = next(iter(gateway.talks))
    page = await follow(browser, gateway, "second")
    assert (page.lang, OTHER in page.text) == ("ar", False)


@pytest.mark.parametrize("begun", [True, False])
async def test_sent_twice_by_a_bad_network_it_is_the_same_browser(
    browser: PlainBrowser, gateway: MemoryGateway, begun: bool
) -> None:
    """faults: A7. The first reply, with its cookies, was lost on the way."""
    if begun:
        await own(browser)
    gateway.links["t0ken"] = "ok"
    asked = await browser.get("/h/t0ken")
    cookies = dict(browser.client.cookies)
    await browser.tap(asked, "Hier weitermachen")
    browser.client.cookies.clear()
    browser.client.cookies.update(cookies)
    page = await browser.tap(asked, "Hier weitermachen")
    assert (page.status, page.lang, OTHER in page.text) == (200, "ar", begun)
    assert len(gateway.talks) == 1 + begun


async def test_a_link_used_elsewhere_leads_nowhere_and_costs_nothing(
    browser: PlainBrowser, gateway: MemoryGateway
) -> None:
    """faults: B (payload reused)"""
    await own(browser)
    gateway.links["t0ken"], gateway.used_by["t0ken"] = "used", "another browser"
    page = await browser.tap(await browser.get("/h/t0ken"), "Hier weitermachen")
    assert page.status == STATUS["used"]
    assert (await browser.get("/")).lang == "de"


async def test_after_one_was_erased_the_other_is_still_there(browser: PlainBrowser, gateway: MemoryGateway) -> None:
    await own(browser)
    led = await follow(browser, gateway)
    gone = await browser.send(led.composer, [("command", "delete")], text="")
    assert "Alles ist gelöscht" in gone.text
    back = await browser.tap(gone, OTHER)
    assert (back.lang, OTHER in back.text) == ("de", False)


async def test_what_has_ended_meanwhile_is_left_out(browser: PlainBrowser, gateway: MemoryGateway) -> None:
    await own(browser)
    led = await follow(browser, gateway)
    gateway.talks.pop(next(iter(gateway.talks)))
    page = await browser.tap(led, OTHER)
    assert (page.lang, OTHER in page.text) == ("ar", False)


async def test_nobody_is_led_to_another_conversation_by_another_site(
    browser: PlainBrowser, gateway: MemoryGateway
) -> None:
    """faults: C (CSRF per route)"""
    await own(browser)
    led = await follow(browser, gateway)
    refused = await browser.tap(led, OTHER, csrf="made up")
    assert refused.status == 403
    assert (await browser.get("/")).lang == "ar"


@pytest.mark.parametrize("kept", [".", "x" * 43, "x" * 43 + ".short", "." * 3000, "'--"])
async def test_a_made_up_cookie_leads_nowhere(browser: PlainBrowser, kept: str) -> None:
    """faults: C (session fixation)"""
    await own(browser)
    browser.client.cookies.set("lotse-others", kept, domain="chat.test")
    page = await browser.get("/")
    assert (page.status, page.lang, OTHER in page.text) == (200, "de", kept.startswith("x"))
    if OTHER in page.text:
        page = await browser.tap(page, OTHER)
        assert (page.lang, OTHER in page.text) == ("de", False)
