"""What the HTTP library does at each call of the bot, thousands of times an hour."""

from __future__ import annotations

import builtins
from typing import Any

import httpcore
import pytest


async def test_no_call_looks_for_a_package_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """httpcore imports `sniffio` at each call; where it is missing, every folder of the path is searched again."""
    missing, found = [], builtins.__import__

    def noted(name: str, *arguments: Any, **more: Any) -> Any:
        try:
            return found(name, *arguments, **more)
        except ImportError:
            missing.append(name)
            raise

    reply = httpcore.AsyncMockBackend([b"HTTP/1.1 200 OK\r\n", b"Content-Length: 0\r\n", b"\r\n"])
    async with httpcore.AsyncConnectionPool(network_backend=reply) as pool:
        monkeypatch.setattr(builtins, "__import__", noted)
        assert (await pool.request("GET", "http://telegram.test/")).status == 200
    assert missing == []
