"""`lotse bench`: what programs read on its last line, and what it says where something is missing."""

from __future__ import annotations

import json

import pytest

from tests.support.commands import lotse_here

FIGURES = {"turns_per_s", "raw_per_s", "ratio", "p50_ms", "p95_ms", "bytes_per_conversation"}


@pytest.mark.slow
def test_the_last_line_holds_the_figures() -> None:
    told = lotse_here("bench", "turns", "--db", "sqlite", "--conversations", "2", "--json")
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout.splitlines()[-1])
    assert found.keys() >= FIGURES
    assert all(found[name] > 0 for name in FIGURES)


def test_a_database_there_is_none_of_is_an_argument_that_is_wrong() -> None:
    told = lotse_here("bench", "turns", "--db", "mysql")
    assert told.returncode == 2
    assert "mysql" in told.stderr


@pytest.mark.parametrize("command", ["turns", "publish"])
def test_without_postgresql_the_command_that_adds_it_is_named(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setattr("backend.bench.cluster.binaries", lambda: None)
    told = lotse_here("bench", command, "--db", "postgres", "--conversations", "1")
    assert told.returncode != 0
    assert "apt-get install postgresql" in told.stderr
