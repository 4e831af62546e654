"""What is forked off a loaded process is a process like another: the tests that kill would prove nothing otherwise."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.support.commands import environment
from tests.support.forking import forked
from tests.support.waiting import until

WAITING = ("http.server", "--bind", "127.0.0.1", "0")


async def test_it_has_its_own_settings_output_and_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_SHARED_SECRET", "a secret of the tests that is long enough")
    log = tmp_path / "log"
    process = forked(("bot",), environment(), log)
    assert await process.wait() == 1
    assert process.returncode == 1
    said = log.read_text()
    assert "LOTSE_SHARED_SECRET" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
async def test_it_is_ended_by_a_signal_and_says_by_which(tmp_path: Path, how: signal.Signals) -> None:
    log = tmp_path / "log"
    process = forked(WAITING, environment(), log)

    async def listens() -> bool:
        return log.exists() and "Serving HTTP" in log.read_text()

    await until(listens, "it is up")
    assert process.returncode is None
    assert process.pid != os.getpid()
    process.send_signal(how)
    assert await process.wait() == -how


async def test_what_it_is_forked_off_does_nothing_beside(tmp_path: Path) -> None:
    """A thread or a lock in the middle of something would be copied with it."""
    process = forked(WAITING, environment(), tmp_path / "log")
    status = Path(f"/proc/{process.pid}/status").read_text()  # noqa: ASYNC240  nobody else waits
    parent = next(line.split()[1] for line in status.splitlines() if line.startswith("PPid:"))
    assert int(parent) != os.getpid()
    assert len(list(Path(f"/proc/{parent}/task").iterdir())) == 1  # noqa: ASYNC240
    process.kill()
    await process.wait()
