"""The web chat with a backend in memory, seen by a browser without JavaScript."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from bot.channels.webchat.app import create_app
from bot.channels.webchat.settings import WebchatSettings
from tests.support.german_texts import german_texts
from tests.support.memory_gateway import MemoryGateway
from tests.support.plain_browser import PlainBrowser

HOST = "http://chat.test"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gateway() -> MemoryGateway:
    return MemoryGateway()


@pytest.fixture
def settings() -> WebchatSettings:
    return WebchatSettings(public_url=HOST)


@pytest.fixture
def app(gateway: MemoryGateway, settings: WebchatSettings, clock: Clock) -> FastAPI:
    return create_app(gateway, settings, texts=german_texts(), clock=clock)


@pytest_asyncio.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as opened:
        yield opened


@pytest.fixture
def browser(client: httpx.AsyncClient) -> PlainBrowser:
    return PlainBrowser(client)
