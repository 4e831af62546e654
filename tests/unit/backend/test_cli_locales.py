"""`lotse locales …` as translators and CI call it; nothing here changes the catalogues of the product."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from backend.cli import app
from locales.languages import OFFERED
from locales.texts import load_texts


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["locales", *args])
    return result.exit_code, result.output


def told(*args: str) -> tuple[int, Any]:
    code, said = run(*args, "--json")
    return code, json.loads(said)


def test_status_of_every_language() -> None:
    code, found = told("status")
    assert code == 0
    assert [one["code"] for one in found["languages"]] == list(OFFERED)
    assert all(one["complete"] == 1.0 for one in found["languages"])
    assert "machine-drafted" in run("status")[1]


def test_the_catalogues_of_the_product_have_no_faults() -> None:
    assert told("check", "uk") == (0, {"problems": []})


def test_a_table_goes_out_and_comes_back_without_a_change(tmp_path: Path) -> None:
    path = str(tmp_path / "ps.xlsx")
    assert run("export", "--lang", "ps", "-o", path)[0] == 0
    code, found = told("import", path, "--dry-run")
    assert (code, found["code"], found["changed"], found["refused"]) == (0, "ps", [], [])
    assert found["same"] > 900


def test_a_text_that_is_fresh_needs_no_confirming(tmp_path: Path) -> None:
    """What confirming does to a stale one: `tests/unit/locales/test_taking.py`."""
    path = tmp_path / "uk.json"
    path.write_text(json.dumps({"answer.yes": load_texts().raw("uk", "answer.yes")}))
    code, found = told("import", str(path), "--confirm", "--dry-run")
    assert (code, found["changed"], found["same"]) == (0, [], 1)


def test_a_refused_text_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "uk.json"
    path.write_text(json.dumps({"answer.yes": "Так!", "answer.no": "= нi", "none.such": "?"}))
    code, found = told("import", str(path))
    assert (code, found["imported"]) == (1, False)
    assert [(one["id"], one["code"]) for one in found["refused"]] == [
        ("answer.no", "formula"),
        ("none.such", "unknown"),
    ]
    code, said = run("import", str(path), "--dry-run")
    assert "Nothing was written" in said


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("uk.json", "[]"),
        ("uk.json", "{"),
        ("uk.json", '{"answer.yes": 1}'),
        ("uk.json", '{"answer.yes": {"one": null}}'),
        ("xx.json", "{}"),
        ("uk.csv", "id;Deutsch\n"),
    ],
)
def test_a_file_that_is_none_of_ours_is_one_clear_line(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    code, said = run("import", str(path))
    assert code == 2
    assert said.startswith("lotse: ")


@pytest.mark.parametrize(("lang", "name"), [("uk", "uk.txt"), ("xx", "xx.xlsx")])
def test_what_cannot_be_exported_is_said(tmp_path: Path, lang: str, name: str) -> None:
    assert run("export", "--lang", lang, "-o", str(tmp_path / name))[0] == 2


def test_a_second_translator_gets_neither_german_nor_ids(tmp_path: Path) -> None:
    path = tmp_path / "uk.json"
    assert run("back", "export", "--lang", "uk", "-o", str(path), "--all")[0] == 0
    given_away = json.loads(path.read_text())
    assert len(given_away) > 600
    assert all(len(key) == 8 for key in given_away)
    assert "Ja, ich stimme zu" not in given_away.values()


def test_back_translations_are_shown_side_by_side_where_there_are_any() -> None:
    code, found = told("back", "show", "--lang", "uk", "--most", "2")
    assert (code, found["code"]) == (0, "uk")
    assert len(found["texts"]) <= 2


@pytest.mark.parametrize("content", ["[]", "{", '{"4b2d2c65": 1}'])
def test_what_is_no_file_of_back_translations_is_one_clear_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content)
    code, said = run("back", "import", str(path), "--lang", "uk")
    assert code == 2
    assert said.startswith("lotse: ")
