"""Ctrl+C while the command is still being imported ends it, and that is all: no traceback."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

#: Presses Ctrl+C as soon as a module is asked for, then runs `lotse flows list`.
PRESS = """
import os, signal, sys

class Finger:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, signal.{before})
sys.meta_path.insert(0, Finger())
sys.argv = ["lotse", "flows", "--help"]
from backend.start import main
main()
"""


def pressed(module: str, before: str = "default_int_handler") -> subprocess.CompletedProcess[str]:
    code = PRESS.format(module=module, before=before)
    return subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize(
    ("module", "code"), [("typer", -signal.SIGINT), ("backend.cli.usage", -signal.SIGINT), ("backend.cli.flows", 130)]
)
def test_an_interrupt_while_importing_says_nothing(module: str, code: int) -> None:
    ended = pressed(module)
    assert (ended.returncode, ended.stdout, ended.stderr) == (code, "", "")


def test_who_ignores_interrupts_gets_the_answer() -> None:
    """nohup, or a job of a script in the background."""
    ended = pressed("typer", "SIG_IGN")
    assert ended.returncode == 0
    assert "flows" in ended.stdout
