"""`lotse flows walk` as people and programs call it."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from backend.cli import app
from flows.lint import CHECKS
from flows.lint.examples import as_flow


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["flows", "walk", *args])
    return result.exit_code, result.stdout


def written(path: Path, code: str, *, corrected: bool) -> str:
    check = CHECKS[code]
    path.write_text(as_flow(check.corrected if corrected else check.example), "utf-8")
    return str(path)


def test_a_good_flow_of_ones_own_is_walked_in_its_own_words(tmp_path: Path) -> None:
    code, said = run(written(tmp_path / "town.yaml", "nothing_offered", corrected=True), "--paths", "5")
    assert code == 0
    assert "yes  every conversation comes to an end" in said
    assert "every text exists in every language (de;" in said
    assert "0 open" in said


def test_a_broken_promise_is_exit_code_1_and_a_script(tmp_path: Path) -> None:
    code, said = run(written(tmp_path / "town.yaml", "constraint_never", corrected=False), "--paths", "5")
    assert code == 1
    assert "nothing was taken as an answer to 'rooms'" in said
    assert "# lotse chat --channel" in said


def test_json_is_one_object(tmp_path: Path) -> None:
    path = written(tmp_path / "town.yaml", "unreachable", corrected=False)
    code, said = run(path, "--paths", "5", "--seed", "3", "--json")
    found = json.loads(said)["flows"][path]
    assert code == 1
    assert found["ok"] is False
    assert found["unreached"] == ["alone"]
    assert [failure["promise"] for failure in found["failures"]] == ["reached"]
