"""Settings: from variables or files, wrong ones named and never shown."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from bot.__main__ import run
from bot.settings import BotSettings, load_settings
from flows.errors import LotseError

GOOD = "a secret of enough length"


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in BotSettings.model_fields.values():
        monkeypatch.delenv(str(field.validation_alias), raising=False)
        monkeypatch.delenv(f"{field.validation_alias}_FILE", raising=False)


def test_variables_and_files_and_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(GOOD + "\n")
    monkeypatch.setenv("LOTSE_SHARED_SECRET_FILE", str(secret))
    monkeypatch.setenv("LOTSE_BOT_PORT", "9000")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    found = load_settings()
    assert found.secret == GOOD.encode()
    assert found.port == 9000
    assert found.telegram_token is None, "an empty variable is not set"


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({}, "LOTSE_SHARED_SECRET"),
        ({"LOTSE_SHARED_SECRET": "short"}, "LOTSE_SHARED_SECRET"),
        ({"LOTSE_SHARED_SECRET": GOOD, "LOTSE_BOT_PORT": "99999"}, "LOTSE_BOT_PORT"),
        ({"LOTSE_SHARED_SECRET": GOOD, "LOTSE_PUBLIC_URL": "chat.muster.de"}, "LOTSE_PUBLIC_URL"),
        ({"LOTSE_SHARED_SECRET": GOOD, "TELEGRAM_MODE": "smoke"}, "TELEGRAM_MODE"),
        (
            {"LOTSE_SHARED_SECRET": GOOD, "TELEGRAM_MODE": "webhook", "TELEGRAM_BOT_TOKEN": "1:x"},
            "TELEGRAM_WEBHOOK_SECRET",
        ),
    ],
)
def test_what_is_wrong_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], named: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(LotseError) as raised:
        load_settings()
    assert raised.value.code == "settings.invalid"
    assert raised.value.detail["names"] == named
    assert raised.value.detail["problem"].startswith(f"{named}: ")
    assert all(value not in raised.value.told for value in variables.values() if value != "webhook")


async def test_the_bot_refuses_an_address_that_sends_cookies_in_the_clear() -> None:
    """faults: C. Before it listens: the port is taken."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LotseError) as raised:
            await run(BotSettings(shared_secret=GOOD, public_url="http://chat.example.org", port=port))
    assert (raised.value.code, raised.value.detail["names"]) == ("settings.invalid", "LOTSE_PUBLIC_URL")


def test_a_file_that_cannot_be_read_names_its_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The reading itself: tests/unit/flows/test_environment.py."""
    monkeypatch.setenv("LOTSE_SHARED_SECRET_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(LotseError) as raised:
        load_settings()
    assert raised.value.detail["names"] == "LOTSE_SHARED_SECRET_FILE"


def test_secrets_are_not_printed() -> None:
    """faults: C"""
    given = BotSettings(shared_secret=GOOD, telegram_token="1:canary", telegram_webhook_secret="canary-too")
    assert "canary" not in repr(given)
    assert GOOD not in repr(given)


def test_every_setting_is_described() -> None:
    assert all(field.description for field in BotSettings.model_fields.values())
