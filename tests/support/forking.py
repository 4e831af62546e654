"""Our commands as processes that need not import everything first: forked off one that has, once for many.

process = forked(["backend.cli", "serve"], environment(…), log)

They are processes like others, with their own signals and exit code, and run what `python -m` runs; what they lack are
the seconds before the first line of ours. That each command starts from nothing is shown where it is started so
(tests/integration/deploy, tests/integration/demo, tests/unit/backend/test_cli.py).
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

#: Found by the process that forks, which starts in the folder of the tests.
LOADED = "tests.support.loaded"
ROOT = Path(__file__).parents[2]

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([LOADED])


class Forked:
    """As `asyncio.subprocess.Process`, as far as tests need it."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process, self._ended = process, asyncio.Event()
        asyncio.get_running_loop().add_reader(process.sentinel, self._over)

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """-9 after a SIGKILL; None while it runs."""
        return self._process.exitcode

    async def wait(self) -> int:
        await self._ended.wait()
        assert self.returncode is not None
        return self.returncode

    def kill(self) -> None:
        self._process.kill()

    def send_signal(self, which: signal.Signals) -> None:
        os.kill(self.pid, which)

    def _over(self) -> None:
        asyncio.get_running_loop().remove_reader(self._process.sentinel)
        self._ended.set()


def forked(command: Sequence[str], settings: Mapping[str, str], log: Path) -> Forked:
    """`command`: a module and its arguments; `settings`: its whole environment; `log`: gets both its outputs."""
    process = _context.Process(target=_run, args=(list(command), dict(settings), str(log)), daemon=True)
    process.start()
    return Forked(process)


def _run(command: list[str], settings: dict[str, str], log: str) -> None:
    """In the new process."""
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(settings)
    _write_to(log)
    sys.argv = command
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)


def _write_to(log: str) -> None:
    """Each line at once, as a process that may be killed at any time has to."""
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(file, stream)
    os.close(file)
    sys.stdout, sys.stderr = (open(stream, "w", buffering=1, closefd=False) for stream in (1, 2))  # noqa: SIM115
