"""`lotse flows lint` as people and programs call it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from backend.cli import app, flows_lint
from flows.lint import CHECKS
from flows.lint.examples import as_flow

KEYS = {"code", "severity", "file", "line", "column", "step", "message", "suggestion"}


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["flows", "lint", *args])
    return result.exit_code, result.stdout


@pytest.fixture(scope="module", autouse=True)
def checked_once() -> Iterator[None]:
    """The intake with its variants takes seconds to check, however it is told then."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flows_lint, "_checked", cache(flows_lint._checked))
        yield


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    path = tmp_path / "town.yaml"
    path.write_text(as_flow(CHECKS["unreachable"].example), "utf-8")
    return path


def test_the_built_in_flows_pass() -> None:
    code, said = run()
    assert code == 0
    assert "kim-intake: 0 errors" in said
    assert "longest way" in said


def test_an_error_is_told_with_its_place_and_exit_code_1(flow: Path) -> None:
    code, said = run(str(flow))
    assert code == 1
    assert "town.yaml" in said
    assert "19:19  error" in said
    assert "unreachable: 'alone' is never reached" in said


def test_json_is_one_object_with_findings_and_figures(flow: Path) -> None:
    code, said = run(str(flow), "kim-intake", "--json")
    data = json.loads(said)
    assert code == 1
    assert all(finding.keys() == KEYS for finding in data["findings"])
    assert {finding["code"] for finding in data["findings"] if finding["severity"] == "error"} == {"unreachable"}
    assert [stats["flow"] for stats in data["stats"]] == ["example", "kim-intake"]


def test_a_file_that_does_not_load_is_a_finding_not_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("format: 2\nid: [\n", "utf-8")
    code, said = run(str(path), "--json")
    assert code == 1
    assert json.loads(said)["findings"][0]["code"] == "yaml.syntax"


def test_an_unknown_flow_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    result = CliRunner().invoke(app, ["flows", "lint", "kim-intaek"])
    assert result.exception is not None
    assert getattr(result.exception, "code", None) == "flow.unknown"
