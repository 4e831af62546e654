"""Whatever goes wrong: a page in the person's language that says what to do, and nothing typed is lost."""

from __future__ import annotations

import logging
import re

import httpx
import pytest

from flows.errors import CATALOGUE, LotseError
from flows.protocol import TEXT_LIMIT, TurnReply, TurnRequest
from locales.languages import OFFERED
from locales.texts import load_texts
from tests.support.memory_gateway import MemoryGateway
from tests.support.plain_browser import PlainBrowser
from tests.unit.bot.webchat.test_conversation import begun

SENTENCE = "Unser System macht gerade eine kurze Pause."


async def test_backend_away_keeps_what_was_typed_and_sends_it_once(
    browser: PlainBrowser, gateway: MemoryGateway
) -> None:
    page = await begun(browser)
    gateway.fail = ["backend.unavailable"]
    failed = await browser.write(page, "44532 Lünen")
    assert (failed.status, SENTENCE in failed.text) == (503, True)
    assert failed.composer.values["text"] == "44532 Lünen"
    await browser.send(failed.composer, [])
    assert gateway.requests[-1].event_id == gateway.requests[-2].event_id
    assert next(iter(gateway.talks.values())).answers == [("adult", "44532 Lünen")]


OUTAGES = sorted(kind.code for kind in CATALOGUE.values() if kind.outage)


@pytest.mark.parametrize("code", OUTAGES)
async def test_whatever_the_outage_is_the_page_says_to_send_again_and_does_it_once(
    browser: PlainBrowser, gateway: MemoryGateway, code: str
) -> None:
    """faults: A6, A11. Whoever waits for a page gets it by itself; nobody is told to wait for what nobody keeps."""
    page = await begun(browser)
    gateway.fail = [code]
    failed = await browser.write(page, "44532 Lünen")
    assert "noch einmal" in failed.text
    assert "geht nicht verloren" not in failed.text
    assert failed.composer.values["text"] == "44532 Lünen"
    await browser.send(failed.composer, [])
    assert gateway.requests[-1].event_id == gateway.requests[-2].event_id
    assert next(iter(gateway.talks.values())).answers == [("adult", "44532 Lünen")]
    gateway.fail = [code]
    assert (await browser.get("/")).response.headers["refresh"] == "10"


@pytest.mark.parametrize("lang", OFFERED)
@pytest.mark.parametrize("code", OUTAGES)
def test_where_nobody_sends_it_again_no_language_says_that_nothing_is_lost(code: str, lang: str) -> None:
    """In Telegram it is true: the message stays there until it is taken."""
    kept, told = (_sentences(lang, text) for text in ("telegram.waiting", CATALOGUE[code].text))
    assert len(kept) == 3
    assert not set(kept[1:]) & set(told)


def _sentences(lang: str, text: str) -> list[str]:
    return re.split(r"(?<=[.።۔।])\s+", load_texts().get(lang, text))


async def test_a_tap_that_met_no_backend_is_kept_as_well(browser: PlainBrowser, gateway: MemoryGateway) -> None:
    page = await browser.tap(await begun(browser), "Ja")
    gateway.fail = ["storage.full"]
    failed = await browser.tap(page, "Fertig", ticked=(1,))
    assert failed.status == 507
    await browser.tap(failed, "Noch einmal senden")
    assert next(iter(gateway.talks.values())).answers[-1] == ("needs", ["school"])


async def test_a_reply_lost_after_the_commit_is_shown_by_sending_again(
    browser: PlainBrowser, gateway: MemoryGateway
) -> None:
    """faults: A1, A2: taken once, shown at last."""
    page = await begun(browser)
    gateway.fail, gateway.after_commit = ["backend.unavailable"], True
    failed = await browser.tap(page, "Ja")
    assert failed.status == 503
    shown = await browser.tap(failed, "Noch einmal senden")
    assert "needs?" in shown.text
    assert len(next(iter(gateway.talks.values())).answers) == 1


async def test_a_page_that_cannot_be_shown_speaks_the_last_language_and_comes_back_by_itself(
    browser: PlainBrowser, gateway: MemoryGateway
) -> None:
    await begun(browser, "ar")
    gateway.fail = ["backend.unavailable"]
    failed = await browser.get("/")
    assert (failed.status, failed.lang) == (503, "ar")
    assert failed.response.headers["refresh"] == "10"


async def test_an_unforeseen_error_shows_and_logs_nothing_of_its_own(
    browser: PlainBrowser, gateway: MemoryGateway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    page = await begun(browser)

    async def burst(self: MemoryGateway, request: TurnRequest) -> TurnReply:
        raise RuntimeError(f"CANARY {request.input}")

    monkeypatch.setattr(MemoryGateway, "turn", burst)
    with caplog.at_level(logging.DEBUG):
        failed = await browser.write(page, "CANARY")
    assert failed.status == 500
    assert "Traceback" not in failed.response.text
    assert "CANARY" not in caplog.text
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize(
    ("path", "status"), [("/nowhere", 404), ("/c/NOT%20A%20KEY", 404), ("/turn", 404), ("/updates", 404)]
)
async def test_addresses_we_do_not_have(browser: PlainBrowser, path: str, status: int) -> None:
    page = await browser.get(path)
    assert page.status == status
    assert "Diese Seite gibt es nicht" in page.text


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"x" * 300_000, {"content-type": "application/x-www-form-urlencoded"}, 413),
        (b"a=1&" * 500, {"content-type": "application/x-www-form-urlencoded"}, 422),
        (b"{}", {"content-type": "application/json"}, 422),
        (b"\xff\xfe\x00", {"content-type": "application/x-www-form-urlencoded"}, 403),
    ],
)
async def test_bodies_nobody_sends_by_hand(
    browser: PlainBrowser, client: httpx.AsyncClient, content: bytes, headers: dict[str, str], status: int
) -> None:
    """faults: B (oversized, malformed)"""
    await begun(browser)
    assert (await client.post("/turn", content=content, headers=headers)).status_code == status


async def test_every_text_the_page_takes_arrives_in_every_script(
    browser: PlainBrowser, gateway: MemoryGateway, client: httpx.AsyncClient
) -> None:
    """Tigrinya is nine bytes a letter on the way, a sign beyond the first plane six for each of its two halves."""
    page = await begun(browser)
    limit = re.search(r'id="text"[^>]* maxlength="(\d+)"', page.response.text)
    assert limit is not None
    page = await browser.write(page, "ሰ" * int(limit[1]))
    assert page.status == 200
    assert (await browser.write(page, "😀" * (int(limit[1]) // 2))).status == 200


async def test_a_text_that_is_too_long_is_kept_to_be_shortened(browser: PlainBrowser, gateway: MemoryGateway) -> None:
    text = "a" * (TEXT_LIMIT * 4 + 1)
    failed = await browser.write(await begun(browser), text)
    assert failed.status == 413
    assert failed.composer.values["text"] == text
    assert "retry-after" not in failed.response.headers


async def test_a_text_over_every_limit_is_refused_with_the_text_still_in_nobodys_hands(
    browser: PlainBrowser, gateway: MemoryGateway
) -> None:
    page = await begun(browser)
    failed = await browser.write(page, "ä" * 17_000)
    assert failed.status == 413
    assert len(gateway.requests) == 1


@pytest.mark.parametrize(
    "text", ["\x00", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "‮abc", "😀" * 50]
)
async def test_strange_letters_arrive_or_are_answered(browser: PlainBrowser, gateway: MemoryGateway, text: str) -> None:
    """faults: B (NUL, surrogates, bidi, emoji): passed on as text; the backend normalises at its border."""
    page = await browser.write(await begun(browser), text)
    assert page.status == 200
    assert len(gateway.requests) == 2


async def test_htmx_gets_the_sentence_alone(
    browser: PlainBrowser, client: httpx.AsyncClient, gateway: MemoryGateway
) -> None:
    page = await begun(browser)
    gateway.fail = ["backend.unavailable"]
    body = str(httpx.QueryParams([*page.composer.fields[:-1], ("text", "hello")]))
    headers = {"content-type": "application/x-www-form-urlencoded", "hx-request": "true"}
    response = await client.post("/turn", content=body, headers=headers)
    assert (response.status_code, response.text.startswith(SENTENCE)) == (503, True)
    assert response.headers["content-type"].startswith("text/plain")


def test_the_errors_used_here_have_a_sentence() -> None:
    from tests.support.german_texts import german_texts

    for code in ("web.session", "web.throttled", "web.not_found"):
        assert german_texts().has("de", LotseError(code).kind.text)
