"""A disk that really is full under SQLite: writes fail in mid-commit, in the log, and not where a test says so."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

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


def may_mount(way: tuple[str, ...], disk: str) -> bool:
    return not subprocess.run([*way, "mount", "-t", "tmpfs", "none", disk], check=False, capture_output=True).returncode


@cache
def ways() -> tuple[tuple[str, ...], ...]:
    """The first way in which this user may mount a file system that nobody else sees, if there is one. No package
    would bring another, so without one the test is not there, and the one above stands alone.
    """
    with TemporaryDirectory() as disk:
        return tuple(way for way in (("unshare", "-rm"), ("unshare", "-m")) if may_mount(way, disk))[:1]


if ways():

    def test_a_file_system_without_room(sqlite_url: str, tmp_path: Path) -> None:
        """faults: A6. No space left on device."""
        (disk := tmp_path / "disk").mkdir()
        places = (str(disk), str(disk), sqlite_url.removeprefix("sqlite:///"))
        outcomes = run(*ways()[0], "sh", "-c", OWN_DISK, *places, *PROGRAM, f"sqlite:///{disk}/lotse.db", "filled")
        assert codes(outcomes) == {"storage.full"}
        stored_as_told(disk.with_name("disk.db"), outcomes)
