"""Every check fires on its own example and is silent on the corrected one: made from the examples, none left out."""

from __future__ import annotations

from pathlib import Path

import pytest

import flows.lint.checks
from flows.lint import CHECKS, Check, lint
from flows.lint.base import SEVERITIES
from flows.lint.examples import subject_of

ALL = pytest.mark.parametrize("check", CHECKS.values(), ids=lambda check: check.code)


@ALL
def test_it_fires_on_its_example(check: Check) -> None:
    found = list(check.find(subject_of(check.example)))
    assert found
    assert {finding.code for finding in found} == {check.code}
    assert check.severity in {finding.severity for finding in found}


@ALL
def test_the_whole_lint_tells_it_too(check: Check) -> None:
    assert check.code in {finding.code for finding in lint(subject_of(check.example)).findings}


@ALL
def test_it_points_into_the_file(check: Check) -> None:
    finding = next(iter(check.find(subject_of(check.example))))
    assert finding.file == "example.yaml"
    assert finding.message
    assert not finding.message.endswith(".")


@ALL
def test_it_is_silent_on_the_corrected_example(check: Check) -> None:
    assert list(check.find(subject_of(check.corrected))) == []


@ALL
def test_the_corrected_example_has_no_other_error(check: Check) -> None:
    report = lint(subject_of(check.corrected))
    assert [finding for finding in report.findings if finding.severity == "error"] == []


@ALL
def test_it_is_described(check: Check) -> None:
    assert check.severity in SEVERITIES
    assert check.summary.endswith(".")


def test_every_file_registers_one_check() -> None:
    files = {path.stem for path in Path(flows.lint.checks.__file__).parent.glob("*.py")} - {"__init__"}
    assert files == set(CHECKS)
    assert len(CHECKS) > 10


def test_the_manual_lists_every_check() -> None:
    page = (Path(flows.lint.checks.__file__).parents[3] / "docs" / "lint.md").read_text("utf-8")
    told = [line for line in page.splitlines() if line.startswith("| `")]
    assert told == [f"| `{check.code}` | {check.severity} | {check.summary} |" for check in CHECKS.values()]
