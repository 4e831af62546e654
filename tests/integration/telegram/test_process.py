"""`python -m bot` as it is started in production: from the environment, ended by SIGTERM."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.support.fake_telegram import TOKEN, FakeTelegram
from tests.support.waiting import PATIENCE

ROOT = Path(__file__).parents[3]


def environment(telegram: FakeTelegram, token_file: Path) -> dict[str, str]:
    token_file.write_text(TOKEN + "\n")
    return {
        "PATH": os.environ["PATH"],
        "LOTSE_SHARED_SECRET": "a secret only tests know",
        "LOTSE_BACKEND_URL": "http://127.0.0.1:9",  # nobody there
        "LOTSE_BOT_PORT": "0",
        "TELEGRAM_API": telegram.api,
        "TELEGRAM_BOT_TOKEN_FILE": str(token_file),
        "PYTHONUNBUFFERED": "1",
    }


async def begin(env: dict[str, str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        cwd=ROOT,
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_it_starts_without_a_backend_loses_nothing_and_ends_in_order(
    telegram: FakeTelegram, tmp_path: Path, how: signal.Signals
) -> None:
    """faults: A1, A6. Its output holds neither the token nor what was written."""
    telegram.say(5, "Kanarienvogel")
    process = await begin(environment(telegram, tmp_path / "token"))
    await telegram.until(lambda: len(telegram.of("getUpdates")) > 3)
    process.send_signal(how)
    output, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 0, output
    assert len(telegram.updates) == 1, "not confirmed"
    assert b"telegram.waiting" in output
    assert TOKEN.encode() not in output
    assert b"Kanarienvogel" not in output
    assert b"Traceback" not in output


async def test_wrong_settings_are_named(telegram: FakeTelegram, tmp_path: Path) -> None:
    env = environment(telegram, tmp_path / "token") | {"LOTSE_SHARED_SECRET": "short"}
    process = await begin(env)
    output, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 1
    assert b"LOTSE_SHARED_SECRET" in output
    assert b"Traceback" not in output
