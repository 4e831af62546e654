"""ODK's own engine for XForms, spoken to a line at a time (`tests/support/xforms/engine.mjs`, run by Node).

Node takes longer to load the engine than to play most forms: one process plays form after form, each from nothing.

with Odk(xform_of(path)) as odk:
    odk.set("/data/age", "17")
    odk.nodes["/data/guardian"]["relevant"]
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import warnings
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from tests.support.scripts import script

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "tests" / "support" / "xforms" / "engine.mjs"


def _noon(day: date) -> int:
    """Milliseconds."""
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp() * 1000)


class OdkError(Exception):
    """What the engine said when it would not take a form or a step."""


@cache  # a second or two for a large form, which several tests play
def xform_of(workbook: Path) -> str:
    """The XForm pyxform makes of an .xlsx that nobody changes."""
    from pyxform.xls2xform import convert

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of headers and footers it leaves out
        return str(convert(workbook).xform)


class Engine:
    """A Node process that has loaded ODK's engine; it plays one form at a time."""

    def __init__(self) -> None:
        node = script("node").node()
        if node is None or not (ROOT / "node_modules" / "@getodk" / "xforms-engine").is_dir():
            pytest.skip("ODK's engine is not installed: `make setup` brings it")
        # Under Node's own conditions solid-js is the variant for servers, in which nothing reacts to anything.
        command = [node, "--conditions=browser", str(PROGRAM)]
        env = {**os.environ, "TZ": "UTC"}
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)

    def say(self, step: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(step) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise OdkError("the engine ended")
        said: dict[str, Any] = json.loads(line)
        return said

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


#: Those that wait for a form.
_idle: list[Engine] = []


@atexit.register
def _end_idle() -> None:
    while _idle:
        _idle.pop().end()


class Odk:
    """`nodes`: reference -> type, relevant, required, readonly; leaves also value, violation, options."""

    def __init__(self, form: str, today: date | None = None) -> None:
        """`today`: the day it is for the form; else the clock of the machine tells."""
        self._engine = _idle.pop() if _idle else Engine()
        self.nodes: dict[str, dict[str, Any]] = {}
        try:
            self._say({"form": form, **({"now": _noon(today)} if today else {})})
        except BaseException:
            self._engine.end()
            raise

    def set(self, reference: str, value: str | list[str]) -> None:
        """Answers a question; "" or [] takes the answer away."""
        self._say({"set": reference, "value": value})

    def add(self, reference: str) -> None:
        """One more entry of a repeat."""
        self._say({"add": reference})

    def remove(self, reference: str) -> None:
        """The last entry of a repeat."""
        self._say({"remove": reference})

    def __enter__(self) -> Odk:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """The engine is kept for the next form, unless something went wrong with this one."""
        if error is None:
            _idle.append(self._engine)
        else:
            self._engine.end()

    def _say(self, step: dict[str, Any]) -> None:
        said = self._engine.say(step)
        if "error" in said:
            raise OdkError(said["error"])
        self.nodes = said["nodes"]
