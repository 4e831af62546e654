"""`lotse flows export-xlsform`: the file it writes, what it says, and with which exit code it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from backend.cli import app
from backend.integrations.workbook_file import workbook_bytes
from flows.errors import LotseError
from tests.support.exporting import as_pyxform_reads

HOUSEHOLD = "tests/flows/household.yaml"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["flows", "export-xlsform", *map(str, words)])


def as_json(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_it_writes_a_workbook_and_says_what_a_form_cannot_hold(tmp_path: Path) -> None:
    target = tmp_path / "forms" / "household.xlsx"
    result = run(HOUSEHOLD, "-o", target, "--json")
    assert result.exit_code == 0, result.output
    told = as_json(result)
    assert told["rows"] == {"survey": 43, "choices": 17, "settings": 1}
    assert told["languages"] == ["de"]
    assert {(one["id"], one["key"]) for one in told["only_lotse"]} == {("small_ones", "value"), ("waits", "relevant")}
    assert told["columns"]["lotse::kind"] > 20
    book = load_workbook(target)
    assert book.sheetnames == ["survey", "choices", "settings"]
    as_pyxform_reads(target.read_bytes())


def test_people_read_the_same(tmp_path: Path) -> None:
    result = run(HOUSEHOLD, "-o", tmp_path / "h.xlsx")
    assert "waits, relevant: 'any(children, child_age < 6 and not daycare)' looks at every entry" in result.stdout
    assert "43 rows in survey" in result.stdout


def test_a_variant(tmp_path: Path) -> None:
    told = as_json(run("kim-intake", "--variant", "luenen", "-o", tmp_path / "l.xlsx", "--json"))
    assert (told["flow"], told["variant"]) == ("kim-intake", "luenen")
    assert set(told["languages"]) >= {"de", "en", "ar", "uk"}


def test_a_variant_that_is_not_there(tmp_path: Path) -> None:
    result = run("kim-intake", "--variant", "nowhere", "-o", tmp_path / "n.xlsx")
    assert isinstance(result.exception, LotseError)
    assert result.exception.code == "flow.unknown"
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    target = tmp_path / "h.xlsx"
    target.write_text("mine")
    assert run(HOUSEHOLD, "-o", target).exit_code == 2
    assert target.read_text() == "mine"
    assert run(HOUSEHOLD, "-o", target, "--force").exit_code == 0
    assert target.read_bytes().startswith(b"PK")
    assert [path.name for path in tmp_path.iterdir()] == ["h.xlsx"]


@pytest.mark.parametrize("name", ["h.xls", "h", "folder.xlsx"])
def test_only_workbooks_are_written(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    assert run(HOUSEHOLD, "-o", tmp_path / name, "--force").exit_code == 2


@pytest.mark.parametrize("path", ["no-such-flow", "tests/flows"])
def test_what_is_no_flow_is_told(path: str, tmp_path: Path) -> None:
    result = run(path, "-o", tmp_path / "h.xlsx")
    assert result.exit_code == 2
    assert not list(tmp_path.iterdir())


def test_texts_too_long_for_a_cell_are_refused_with_their_place(tmp_path: Path) -> None:
    flow = tmp_path / "long.yaml"
    lists = f"lists:\n  l:\n    - {{value: a, label: A, note: {'x' * 32_768}}}\n"
    step = "sections:\n  - id: s\n    title: S\n    steps:\n    - {id: a, kind: one, prompt: Was?, list: l}\n"
    flow.write_text(f"format: 2\nid: long\ntitle: Lang\n{lists}{step}")
    result = run(flow, "-o", tmp_path / "long.xlsx", "--json")
    assert result.exit_code == 2
    (problem,) = as_json(result)["problems"]
    assert problem["message"] == "a text of 32,768 characters: a cell of a workbook holds at most 32,767"
    assert (problem["sheet"], problem["row"], problem["column"]) == ("choices", 2, "note")
    assert not (tmp_path / "long.xlsx").exists()


def test_the_same_flow_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        run("kim-intake", "-o", tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize("text", ["=1+1", "+49 30 1", "-5", "@SUM(A1)", "\tx", "'quoted", "=cmd|' /C calc'!A0"])
def test_no_cell_is_a_formula(text: str, tmp_path: Path) -> None:
    target = tmp_path / "f.xlsx"
    target.write_bytes(workbook_bytes({"survey": [["type", text], ["a", text]]}))
    for row in (1, 2):
        cell = load_workbook(target)["survey"].cell(row, 2)
        assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)
