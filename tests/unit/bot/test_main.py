"""The process of the bot: how it listens, and what it says where it cannot begin."""

from __future__ import annotations

import errno
import socket

import pytest

from bot.__main__ import listening, main
from bot.settings import load_settings
from flows.errors import LotseError
from tests.support.sockets import no_delay


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_a_page_in_two_parts_is_sent_without_waiting_for_an_acknowledgement(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"LOTSE_SHARED_SECRET": "x" * 32, "LOTSE_BOT_HOST": host, "LOTSE_BOT_PORT": "0"}.items():
        monkeypatch.setenv(name, value)
    await no_delay(listening(load_settings()), host)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.EADDRINUSE, "in use"), "port.taken"),
        (PermissionError(errno.EACCES, "not allowed"), "settings.invalid"),
        (OSError(errno.EADDRNOTAVAIL, "no such address"), "settings.invalid"),
        (socket.gaierror(socket.EAI_NONAME, "unknown name"), "settings.invalid"),
    ],
)
def test_what_keeps_it_from_listening_is_named_with_what_to_set(
    error: OSError, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a port that is in use is called taken."""
    monkeypatch.setenv("LOTSE_SHARED_SECRET", "x" * 32)

    def refuse(self: socket.socket, address: object) -> None:
        raise error

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(LotseError) as refused:
        listening(load_settings())
    assert refused.value.code == code
    assert "LOTSE_BOT_PORT" in str(refused.value.detail)


def test_a_wrong_setting_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOTSE_SHARED_SECRET", "hunter2")
    assert main() == 1
    told = capsys.readouterr().err
    assert told == (
        "bot: settings.invalid (names: LOTSE_SHARED_SECRET, problem: LOTSE_SHARED_SECRET: needs at least 16 bytes)\n"
    )
