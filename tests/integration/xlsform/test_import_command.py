"""`lotse flows import-xlsform`: what it writes, what it says, and with which exit code it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from backend.cli import app
from tests.support.forms import Rows, write_xlsx

SURVEY: Rows = [
    ["type", "name", "label::English (en)", "label::العربية", "calculation"],
    ["text", "a", "Name?", "الاسم؟", None],
    ["text", "b", "Town?", None, None],
    ["calculate", "dice", None, None, "random()"],
]


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "form.xlsx", survey=SURVEY)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["flows", "import-xlsform", *map(str, words)])


def as_json(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_it_writes_a_package_and_reports_every_cell(form: Path, tmp_path: Path) -> None:
    result = run(form, "-o", tmp_path / "out", "--json")
    assert result.exit_code == 0
    told = as_json(result)
    assert told["written"] == ["flow.yaml", "texts/ar.po"]
    assert told["languages"] == ["en", "ar"]
    assert told["counts"] == {"refused": 1, "adapted": 0, "missing": 1, "note": 1}
    assert told["report"][0] | {"message": ""} == {
        "level": "refused", "code": "calculation", "message": "", "sheet": "survey", "row": 4,
        "column": "E (calculation)",
    }  # fmt: skip
    assert (tmp_path / "out" / "flow.yaml").read_text().startswith("# Imported from form.xlsx.")


def test_people_read_the_same(form: Path, tmp_path: Path) -> None:
    result = run(form, "-o", tmp_path / "out")
    assert "survey, row 4, column E (calculation): '${dice}' stays blank: random(): nothing" in result.stdout
    assert "survey, row 3, column C (label::English (en)): no text in 'ar': 'Town?'" in result.stdout
    assert "lotse chat --flow" in result.stdout


def test_strict_writes_nothing_when_a_cell_was_refused(form: Path, tmp_path: Path) -> None:
    result = run(form, "-o", tmp_path / "out", "--strict", "--json")
    assert result.exit_code == 1
    assert as_json(result)["written"] == []
    assert not (tmp_path / "out").exists()


def test_a_flow_is_replaced_only_when_asked(form: Path, tmp_path: Path) -> None:
    assert run(form, "-o", tmp_path).exit_code == 0
    assert run(form, "-o", tmp_path).exit_code == 2
    assert run(form, "-o", tmp_path, "--overwrite").exit_code == 0


def test_a_workbook_that_is_no_form_is_refused_with_its_rows(tmp_path: Path) -> None:
    bad = write_xlsx(tmp_path / "bad.xlsx", survey=[["type", "name", "label"], ["text", "a b", "A"]])
    result = run(bad, "-o", tmp_path / "out", "--json")
    assert result.exit_code == 2
    assert as_json(result)["error"] == "form.refused"
    assert as_json(result)["problems"][0]["row"] == 2
    assert not (tmp_path / "out").exists()
