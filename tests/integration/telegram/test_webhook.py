"""Telegram calls us: only with the secret, only what fits, and 200 only for what is stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from bot.channels.telegram import TelegramService, build_telegram
from bot.channels.telegram.webhook import HEADER, PATH
from tests.integration.telegram.conftest import PACE, settings
from tests.support.fake_telegram import FakeTelegram, too_many
from tests.support.faulty_gateway import FaultyGateway
from tests.support.german_texts import german_texts

SECRET = "webhook-secret-of-the-tests"
RIGHT = {HEADER: SECRET}


@pytest_asyncio.fixture
async def service(telegram: FakeTelegram, gateway: FaultyGateway) -> AsyncIterator[TelegramService]:
    given = settings(
        telegram, telegram_mode="webhook", telegram_webhook_secret=SECRET, public_url="https://chat.example.org/"
    )
    built = build_telegram(given, gateway, german_texts(), PACE)
    assert built is not None
    yield built
    await built.close()


@pytest_asyncio.fixture
async def client(service: TelegramService) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    assert service.router is not None
    app.include_router(service.router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as made:
        yield made


def update(telegram: FakeTelegram, chat: int, text: str) -> dict[str, Any]:
    return {"update_id": telegram.next_message, "message": telegram.message(chat, text=text)}


async def test_telegram_is_told_address_and_secret(telegram: FakeTelegram, service: TelegramService) -> None:
    await service.run()
    call = telegram.of("setWebhook")[0].params
    assert call["url"] == "https://chat.example.org/telegram/webhook"
    assert call["secret_token"] == SECRET
    assert "drop_pending_updates" not in call or not call["drop_pending_updates"]


async def test_an_update_is_answered_with_200_once_stored(
    telegram: FakeTelegram, gateway: FaultyGateway, service: TelegramService, client: httpx.AsyncClient
) -> None:
    """faults: A1"""
    await service.run()
    gateway.delay = 0.2
    response = await client.post(PATH, json=update(telegram, 5, "/start"), headers=RIGHT)
    assert response.status_code == 200
    assert len(gateway.replies) == 1
    assert telegram.with_buttons(5)


async def test_before_the_start_telegram_is_asked_to_come_again(
    telegram: FakeTelegram, client: httpx.AsyncClient
) -> None:
    response = await client.post(PATH, json=update(telegram, 5, "/start"), headers=RIGHT)
    assert response.status_code == 503


@pytest.mark.parametrize("headers", [{}, {HEADER: "wrong"}, {HEADER: ""}, {HEADER: SECRET + "x"}])
async def test_without_the_secret_nothing_is_read(
    telegram: FakeTelegram,
    gateway: FaultyGateway,
    service: TelegramService,
    client: httpx.AsyncClient,
    headers: dict[str, str],
) -> None:
    """faults: B"""
    await service.run()
    response = await client.post(PATH, json=update(telegram, 5, "/start"), headers=headers)
    assert response.status_code == 403
    assert response.content == b""
    assert gateway.requests == []


async def test_too_large_is_refused(
    gateway: FaultyGateway, service: TelegramService, client: httpx.AsyncClient
) -> None:
    """faults: B"""
    await service.run()
    response = await client.post(PATH, content=b"[" + b"0," * 600_000, headers=RIGHT)
    assert response.status_code == 413
    assert gateway.parked == []


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"a":' * 200_000, b"\xff\xfe", b"", b"no json", b"[]", b'"x"'])
async def test_what_is_no_update_is_parked_and_not_sent_again(
    gateway: FaultyGateway, service: TelegramService, client: httpx.AsyncClient, body: bytes
) -> None:
    """faults: B. 200,000 nested brackets and other nonsense with the right secret: 200, or it comes for ever."""
    await service.run()
    response = await client.post(PATH, content=body[:999_999], headers=RIGHT)
    assert response.status_code == 200
    assert len(gateway.parked) == 1


async def test_the_same_call_twice_at_once_has_one_effect(
    telegram: FakeTelegram, gateway: FaultyGateway, service: TelegramService, client: httpx.AsyncClient
) -> None:
    """faults: A2, B. Replayed while the first is still being stored."""
    await service.run()
    gateway.delay = 0.1
    body = json.dumps(update(telegram, 5, "/start"))
    answers = await asyncio.gather(*(client.post(PATH, content=body, headers=RIGHT) for _ in range(5)))
    assert [answer.status_code for answer in answers] == [200] * 5
    assert len(gateway.requests) == 1
    assert len(telegram.with_buttons(5)) == 1


async def test_the_backend_away_makes_telegram_come_again(
    telegram: FakeTelegram,
    gateway: FaultyGateway,
    service: TelegramService,
    client: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """faults: A6"""
    monkeypatch.setattr("bot.channels.telegram.webhook.COMMIT_WITHIN", 2.0)
    await service.run()
    gateway.away = "backend.unavailable"
    body = json.dumps(update(telegram, 5, "/start"))
    assert (await client.post(PATH, content=body, headers=RIGHT)).status_code == 503
    gateway.away = None
    assert (await client.post(PATH, content=body, headers=RIGHT)).status_code == 200
    assert len(gateway.replies) == 1


async def test_a_chat_held_back_does_not_hold_the_call(
    telegram: FakeTelegram,
    gateway: FaultyGateway,
    service: TelegramService,
    client: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """faults: A8"""
    monkeypatch.setattr("bot.channels.telegram.webhook.SHOW_WITHIN", 0.1)
    await service.run()
    telegram.faults.append(too_many(30, chat=5))
    answer = await asyncio.wait_for(client.post(PATH, json=update(telegram, 5, "/start"), headers=RIGHT), 25)
    assert answer.status_code == 200
