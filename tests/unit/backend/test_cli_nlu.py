"""`lotse nlu …` answers people and programs; a batch keeps its order; models that are missing are named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from backend.cli import build
from flows.errors import LotseError
from nlu.embedded.training import train
from tests.unit.nlu.embedded.conftest import phrases

app = build("nlu")


@pytest.fixture(autouse=True)
def _models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "de.model").write_bytes(train("de", phrases()).dump())
    monkeypatch.setattr("backend.cli.nlu.folder", lambda: tmp_path)


def test_one_message_for_people_and_for_programs() -> None:
    shown = CliRunner().invoke(app, ["nlu", "parse", "ich brauche einen Schulplatz"])
    assert shown.output.startswith("school_place")
    told = CliRunner().invoke(app, ["nlu", "parse", "--lang", "de", "ich brauche einen Schulplatz", "--json"])
    assert json.loads(told.output)["intent"] == "school_place"
    assert set(json.loads(told.output)) == {"intent", "confidence", "entities", "source"}


def test_a_batch_keeps_its_order_and_names_bad_lines(tmp_path: Path) -> None:
    file = tmp_path / "said.jsonl"
    file.write_text('{"lang":"de","text":"zurück"}\nnonsense\n{"lang":"de"}\n{"lang":"uk","text":"назад"}\n', "utf-8")
    done = CliRunner().invoke(app, ["nlu", "parse", "--batch", str(file)])
    lines = [json.loads(line) for line in done.output.splitlines()]
    assert [line.get("intent") for line in lines] == ["back", None, None, "back"]
    assert [line.get("line") for line in lines] == [None, 2, 3, None]
    assert done.exit_code == 1


def test_without_a_text_help_is_given() -> None:
    assert CliRunner().invoke(app, ["nlu", "parse"]).exit_code == 2


@pytest.mark.parametrize("content", [None, b"", b"KIM-Lotse intents\n" + b"\0" * 4])
def test_models_that_are_missing_or_damaged_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    where = tmp_path / "other"
    where.mkdir()
    if content is not None:
        (where / "de.model").write_bytes(content)
    monkeypatch.setattr("backend.cli.nlu.folder", lambda: where)
    done = CliRunner().invoke(app, ["nlu", "parse", "hallo"])
    assert isinstance(done.exception, LotseError)
    assert done.exception.code == "nlu.model"


def test_the_phrases_are_linted() -> None:
    done = CliRunner().invoke(app, ["nlu", "lint", "--json"])
    assert json.loads(done.output) == {"faults": []}
    assert done.exit_code == 0
