"""A disk that really is full under SQLite: writes fail in mid-commit, in the log, and not where a test says so."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.support.commands import ROOT, environment
from tests.support.full_disk import MANY

PROGRAM = (sys.executable, "-m", "tests.support.full_disk")
#: A file system of two megabytes that only this process and its children see; its owner need not be root.
OWN_DISK = 'mount -t tmpfs -o size=2m none "$1" && cp "$2" "$1/lotse.db" && shift 2 && "$@" && cp "$0"/lotse.db "$0".db'


def run(*command: str) -> dict[str, str]:
    done = subprocess.run(
        command, check=False, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    outcomes: dict[str, str] = json.loads(done.stdout)
    return outcomes


def stored_as_told(path: Path, outcomes: dict[str, str]) -> None:
    with sqlite3.connect(path) as conn:
        stored = [row[0] for row in conn.execute("SELECT id FROM teams")]
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    conn.close()
    assert Counter(name.partition(".")[0] for name in stored) == {
        name: 2 for name, outcome in outcomes.items() if outcome == "stored"
    }
    by_time = {
        prefix: Counter(outcome for name, outcome in outcomes.items() if name.rstrip("0123456789") == prefix)
        for prefix in ("before", "full", "alone", "again", "after")
    }
    assert by_time["before"] == by_time["after"] == {"stored": MANY}
    assert 0 < by_time["full"]["stored"] < MANY, "some fit"
    assert by_time["alone"]["stored"] < MANY
    assert by_time["again"]["stored"] < MANY


def codes(outcomes: dict[str, str]) -> set[str]:
    return set(outcomes.values()) - {"stored"}


def test_who_is_told_that_it_is_stored_finds_all_of_it_there(sqlite_url: str) -> None:
    """faults: A6. The kernel refuses every byte more, as it does where the quota is used up."""
    outcomes = run(*PROGRAM, sqlite_url, "limit")
    assert codes(outcomes) == {"storage.unavailable"}
    stored_as_told(Path(sqlite_url.removeprefix("sqlite:///")), outcomes)


@pytest.fixture
def own_disk(tmp_path: Path) -> Path:
    disk = tmp_path / "disk"
    disk.mkdir()
    tried = subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "none", disk], check=False, capture_output=True)
    if tried.returncode:
        pytest.skip("this user may not mount a file system, not even for itself")
    return disk


def test_a_file_system_without_room(sqlite_url: str, own_disk: Path) -> None:
    """faults: A6. No space left on device."""
    source = sqlite_url.removeprefix("sqlite:///")
    url = f"sqlite:///{own_disk}/lotse.db"
    outcomes = run(
        "unshare", "-rm", "sh", "-c", OWN_DISK, str(own_disk), str(own_disk), source, *PROGRAM, url, "filled"
    )
    assert codes(outcomes) == {"storage.full"}
    stored_as_told(own_disk.with_name("disk.db"), outcomes)
