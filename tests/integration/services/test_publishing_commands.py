"""`lotse flows publish` and its siblings on a database of their own: once as processes, else in this one."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backend.cli import flows, flows_lint  # noqa: F401  a command cannot be imported before its group
from tests.support.commands import lotse, lotse_here
from tests.support.publishing import intake_files
from tests.support.world import MASTER_KEY, SECRET

Command = Callable[..., subprocess.CompletedProcess[str]]
REWORDED = ("prompt: Sind Sie 16 Jahre alt oder älter?", "prompt: Sind Sie schon 16 Jahre alt?")


@pytest.fixture(scope="module", autouse=True)
def checked_once() -> Iterator[None]:
    """The same flow takes seconds to check, and every command that publishes it finds the same."""
    check = flows_lint._checked
    known = cache(lambda path, content: check(path))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flows_lint, "_checked", lambda path: known(path, Path(path).read_bytes()))
        yield


def run(url: str, *arguments: str, code: int = 0, command: Command = lotse_here) -> dict[str, Any]:
    settings = {"LOTSE_DATABASE_URL": url, "LOTSE_MASTER_KEY": MASTER_KEY, "LOTSE_SHARED_SECRET": SECRET}
    done = command("flows", *arguments, "--json", **settings)
    assert done.returncode == code, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_from_a_file_to_a_revision_and_back(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    file.write_bytes(intake_files(REWORDED)["flow.yaml"])
    by = ("--author", "koordination", "--note", "verständlicher")
    assert run(sqlite_url, "publish", str(file), *by, "--dry-run") == {"silent": 0, "asks": 0, "again": {}, "stays": {}}
    assert run(sqlite_url, "publish", str(file), *by, command=lotse)["number"] == 2
    assert run(sqlite_url, "publish", str(file), *by, code=2)["error"] == "flow.unchanged"
    (change,) = run(sqlite_url, "diff", "1", "kim-intake@2")["changes"]
    assert (change["code"], change["step"], change["again"]) == ("reworded", "of_age", False)
    refused = run(sqlite_url, "rollback", "1", *by, code=2)
    assert (refused["error"], refused["detail"]["say"]) == ("desk.conflict", "--replaces 2")
    assert run(sqlite_url, "rollback", "1", *by, "--replaces", "2")["number"] == 3
    listed = run(sqlite_url, "revisions")
    assert (listed["head"], [one["number"] for one in listed["revisions"]]) == (3, [3, 2, 1])


def test_who_publishes_over_somebody_elses_revision_says_so(sqlite_url: str, tmp_path: Path) -> None:
    file, by = tmp_path / "new.yaml", ("--author", "koordination", "--note", "n")
    file.write_bytes(intake_files(REWORDED)["flow.yaml"])
    assert run(sqlite_url, "publish", str(file), *by)["number"] == 2
    file.write_bytes(intake_files((REWORDED[0], "prompt: Sind Sie bereits 16 Jahre alt?"))["flow.yaml"])
    for replaces in ((), ("--replaces", "1")):
        refused = run(sqlite_url, "publish", str(file), *by, *replaces, code=2)
        assert (refused["error"], refused["detail"]["say"]) == ("desk.conflict", "--replaces 2")
    assert run(sqlite_url, "publish", str(file), *by, "--replaces", "2")["number"] == 3


def test_a_flow_with_errors_is_not_published(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    file.write_bytes(intake_files(("kind: yes_no", "kind: yes_or_no"))["flow.yaml"])
    assert run(sqlite_url, "publish", str(file), "--author", "k", "--note", "n", code=1)["findings"]
    assert [one["number"] for one in run(sqlite_url, "revisions")["revisions"]] == [1]


def test_a_report_of_nobody(sqlite_url: str) -> None:
    found = run(sqlite_url, "report", "--since", "2026-01-01")
    assert found == {"flow": "kim-intake", "conversations": 0, "finished": 0, "abandoned": 0, "questions": []}
    assert run(sqlite_url, "report", "--flow", "no-such-flow", code=2)["error"] == "flow.unknown"
