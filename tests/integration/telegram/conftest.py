"""The Telegram channel between a Bot API server of our own and the real backend: on SQLite, or where `storage` says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

import backend.bootstrap.world
from backend.allinone.gateway import InProcessGateway
from backend.bootstrap.turns import create_turns
from bot.channels.telegram import TelegramService, build_telegram
from bot.channels.telegram.polling import Pace
from bot.settings import BotSettings
from flows.library import builtin
from tests.support.fake_telegram import TOKEN, FakeTelegram
from tests.support.faulty_gateway import FaultyGateway
from tests.support.german_texts import german_texts
from tests.support.world import SECRET, a_world

PACE = Pace(long_poll=2, busy=0.02, busiest=0.1, first_pause=0.05, longest_pause=0.2, conflict=0.1)

Start = Callable[..., TelegramService]


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
def storage(sqlite_url: str) -> str:
    """Where the backend keeps things."""
    return sqlite_url


@pytest_asyncio.fixture
async def gateway(storage: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FaultyGateway]:
    texts = german_texts(builtin("kim-intake").source)  # translations are somebody else's test
    monkeypatch.setattr(backend.bootstrap.world, "load_texts", lambda: texts)
    world = await a_world(storage)
    yield FaultyGateway(InProcessGateway(world, create_turns(world)))
    await world.db.close()


def settings(telegram: FakeTelegram, **more: object) -> BotSettings:
    return BotSettings(shared_secret=SECRET, telegram_token=TOKEN, telegram_api=telegram.api, **more)


@pytest_asyncio.fixture
async def start(
    telegram: FakeTelegram, gateway: FaultyGateway, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Start]:
    """Starts a bot that polls; a second call starts another one beside it."""
    monkeypatch.setattr("bot.channels.telegram.sending.FIRST_PAUSE", 0.02)
    monkeypatch.setattr("bot.channels.telegram.committing.LONGEST_PAUSE", 0.3)
    async with AsyncExitStack() as stack:

        def begin(**more: object) -> TelegramService:
            service = build_telegram(settings(telegram, **more), gateway, german_texts(), PACE)
            assert service is not None
            stack.push_async_callback(service.close)
            stack.push_async_callback(_stopped, asyncio.create_task(service.run()))
            return service

        yield begin


async def _stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
