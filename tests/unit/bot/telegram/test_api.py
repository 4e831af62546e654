"""How the bot reaches Telegram: on connections that do not wait for each other, or through the proxy it was told."""

from __future__ import annotations

import httpx
import pytest

from bot.channels.telegram.api import build_bot
from bot.connections import Connections

TELEGRAM = "https://api.telegram.org/bot"


async def way_to(address: str) -> httpx.AsyncBaseTransport:
    bot = build_bot("4711:token", TELEGRAM)
    return bot.request._client._transport_for_url(httpx.URL(address))  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


async def test_without_a_proxy_connections_do_not_wait_for_each_other() -> None:
    assert isinstance(await way_to(TELEGRAM), Connections)


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "ALL_PROXY"])
async def test_a_proxy_of_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "http://proxy.example:3128")
    way = await way_to(TELEGRAM)
    assert "Proxy" in type(way._pool).__name__  # type: ignore[attr-defined]


async def test_what_needs_no_proxy_goes_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "api.telegram.org")
    way = await way_to(TELEGRAM)
    assert "Proxy" not in type(getattr(way, "_pool", way)).__name__
