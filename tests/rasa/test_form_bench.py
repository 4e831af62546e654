"""The form that our turns are compared with is really played: every question asked in order, and the tracker kept."""

from __future__ import annotations

import json
import subprocess

from tests.support.scripts import script


def test_a_form_is_played_to_its_end() -> None:
    rasa = script("rasa")
    command = [str(rasa.ENV / "bin/python"), str(rasa.SOURCES / "form_bench.py")]
    options = ["--questions", "2", "--conversations", "3", "--at-once", "2"]
    done = subprocess.run([*command, *options], env=rasa.environment(), check=True, capture_output=True, text=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["turns"] == 3 * (1 + 2)
    assert 0 < told["p50_ms"] <= told["p95_ms"]
    assert told["turns_per_s"] > 0
