"""`lotse …` as a process: started, waited for, ended, its output kept; or in this process, where only words count."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import httpx

from backend.cli import main
from tests.support.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
LOTSE = str(Path(sys.executable).parent / "lotse")


def environment(**more: str) -> dict[str, str]:
    """Ours, without what an operator may have set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOTSE_", "TELEGRAM_"))}
    return {**kept, "PYTHONUNBUFFERED": "1", **more}


def lotse(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """To its end."""
    return subprocess.run(
        [LOTSE, *arguments],
        check=False,
        cwd=ROOT,
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def lotse_here(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The same without a process, which takes seconds to load everything: for what a command says and how it ends.

    An exception that would have been a traceback is raised here.
    """
    out, err, code = io.StringIO(), io.StringIO(), 0
    with (
        patch.object(sys, "argv", ["lotse", *arguments]),
        patch.dict(os.environ, environment(COLUMNS="80", **more), clear=True),
        chdir(ROOT),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


@dataclass
class Running:
    process: subprocess.Popen[bytes]
    output: Path
    errors: Path

    @property
    def said(self) -> str:
        return self.output.read_text()

    @property
    def complained(self) -> str:
        return self.errors.read_text()

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Fails with the output when the process ends first, or it takes too long."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            ended = self.process.poll()
            assert ended is None, f"ended with {ended} before {what}:\n{self.said}\n{self.complained}"
            assert time.monotonic() < deadline, f"never {what}:\n{self.said}\n{self.complained}"
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


@contextmanager
def running(folder: Path, *command: str, stdin: int = subprocess.DEVNULL, **more: str) -> Iterator[Running]:
    """Started with its outputs in files in `folder`; killed at the end of the block if it still runs."""
    output, errors = folder / "stdout", folder / "stderr"
    with output.open("wb") as out, errors.open("wb") as err:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(**more), stdin=stdin, stdout=out, stderr=err)
    try:
        yield Running(process, output, errors)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False, follow_redirects=True).status_code == 200
    except httpx.TransportError:
        return False
