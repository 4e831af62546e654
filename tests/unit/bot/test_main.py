"""The process of the bot: how it listens."""

from __future__ import annotations

import pytest

from bot.__main__ import listening
from bot.settings import load_settings
from tests.support.sockets import no_delay


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_a_page_in_two_parts_is_sent_without_waiting_for_an_acknowledgement(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"LOTSE_SHARED_SECRET": "x" * 32, "LOTSE_BOT_HOST": host, "LOTSE_BOT_PORT": "0"}.items():
        monkeypatch.setenv(name, value)
    await no_delay(listening(load_settings()), host)
