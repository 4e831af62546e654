"""What a process reads once and slowly is read before the transaction of the turn that needs it first."""

from __future__ import annotations

import subprocess
import sys

import orjson


def test_no_file_is_read_inside_a_transaction(database_url: str) -> None:
    command = [sys.executable, "-m", "tests.support.first_words", database_url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = orjson.loads(done.stdout)
    assert told["transactions"] > 50
    assert told["opened"] == []
