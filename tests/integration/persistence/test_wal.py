"""Several processes may open a new SQLite file at once: switching to write-ahead logging waits instead of failing."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from backend.persistence import sqlite


def busy_file(path: Path) -> tuple[str, sqlite3.Connection]:
    """A file that is not yet in WAL mode, and a connection that is writing to it."""
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE t (a)")
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO t VALUES (1)")
    return str(path), other


def test_the_switch_waits_for_whoever_writes(tmp_path: Path) -> None:
    path, other = busy_file(tmp_path / "a.db")
    raw = sqlite.connect(path, wait=0)
    timer = threading.Timer(0.2, lambda: other.execute("COMMIT"))
    timer.start()
    sqlite.into_wal(raw, wait=30)
    assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    timer.join()


def test_the_switch_gives_up_in_the_end(tmp_path: Path) -> None:
    path, _other = busy_file(tmp_path / "a.db")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        sqlite.into_wal(sqlite.connect(path, wait=0), wait=0.1)
