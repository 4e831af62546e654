"""The bot process put together: web chat, health, deliveries and, with a token, Telegram behind one address."""

from __future__ import annotations

import logging

import httpx
import pytest

from bot.bootstrap import create_voice, speaking
from bot.logs import CUT, guard_logs
from bot.settings import BotSettings
from tests.support.german_texts import german_texts
from tests.support.memory_gateway import MemoryGateway

SECRET = "a secret of enough length"


def settings(**more: object) -> BotSettings:
    return BotSettings(shared_secret=SECRET, **more)


async def status(given: BotSettings, method: str, path: str) -> int:
    voice = create_voice(MemoryGateway(), given, german_texts())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(voice.app), base_url="http://bot") as client:
        return (await client.request(method, path)).status_code


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/health/live", 200),
        ("POST", "/internal/deliveries", 401),
        ("POST", "/telegram/webhook", 404),
        ("GET", "/docs", 404),
        ("GET", "/openapi.json", 404),
    ],
)
async def test_what_the_process_answers_without_a_token(method: str, path: str, expected: int) -> None:
    assert await status(settings(), method, path) in (expected, 405)


async def test_the_web_chat_stands_at_the_root() -> None:
    assert await status(settings(), "GET", "/") in (200, 303)


async def test_the_webhook_is_there_only_in_webhook_mode() -> None:
    called = {"telegram_token": "1:x", "telegram_mode": "webhook", "telegram_webhook_secret": "s" * 20}
    assert await status(settings(**called), "POST", "/telegram/webhook") == 403
    assert await status(settings(telegram_token="1:x"), "POST", "/telegram/webhook") in (404, 405)


async def test_without_a_token_there_is_no_telegram() -> None:
    async with speaking(MemoryGateway(), settings(), german_texts()) as voice:
        assert voice.telegram is None


def test_secrets_are_cut_out_of_every_record(caplog: pytest.LogCaptureFixture) -> None:
    """faults: C"""
    undo = guard_logs("canary-one", "", "canary-two")
    try:
        log = logging.getLogger("anything")
        log.error("GET %s", "https://api/botcanary-one/x")
        log.error("plain canary-two")
        try:
            raise ValueError("with canary-one inside")
        except ValueError:
            log.exception("failed %s", 1)
    finally:
        undo()
    assert "canary" not in caplog.text
    assert caplog.text.count(CUT) >= 3
    assert "ValueError" in caplog.text


def test_undoing_gives_the_former_factory_back() -> None:
    before = logging.getLogRecordFactory()
    guard_logs("x")()
    assert logging.getLogRecordFactory() is before
