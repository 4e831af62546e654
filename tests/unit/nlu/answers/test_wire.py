"""A file of questions: an answer for each line in its place, an error code where a line is broken."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from backend.cli import app
from nlu.answers import Choice
from nlu.answers.wire import choices_of, read_batch

TODAY = date(2026, 1, 1)


def test_lines_keep_their_order_and_broken_ones_their_place() -> None:
    lines = [
        '{"type": "boolean", "lang": "de", "text": "ja", "today": "2026-01-01"}',
        "no json",
        "",
        '{"type": "colour", "lang": "de", "text": "rot"}',
        '{"type": "integer", "lang": "de"}',
        '{"type": "integer", "lang": "de", "text": 7}',
        '{"type": "integer", "lang": "de", "text": "7", "today": "gestern"}',
        "[1, 2]",
        "[" * 100_000,
        '{"type": "integer", "lang": "ar", "text": "سبعة"}',
    ]
    assert list(read_batch(lines, TODAY)) == [
        {"status": "ok", "value": True, "alternatives": []},
        {"error": "wire.invalid", "line": 2},
        {"error": "nlu.answer_type", "line": 4},
        {"error": "wire.invalid", "line": 5},
        {"error": "wire.invalid", "line": 6},
        {"error": "wire.invalid", "line": 7},
        {"error": "wire.invalid", "line": 8},
        {"error": "wire.invalid", "line": 9},
        {"status": "ok", "value": 7, "alternatives": []},
    ]


def test_choices_come_in_three_forms() -> None:
    expected = (Choice("a", "Arbeit"), Choice("w", "Wohnung"))
    assert choices_of({"a": "Arbeit", "w": "Wohnung"}) == expected
    assert choices_of([{"id": "a", "label": "Arbeit"}, {"value": "w", "label": "Wohnung"}]) == expected
    assert choices_of(["Arbeit"]) == (Choice("Arbeit", "Arbeit"),)
    assert choices_of([{"id": "a", "words": "Job | Beruf"}]) == (Choice("a", "a", ("Job", "Beruf")),)
    labels = {"de": "Arbeit", "uk": "Робота"}
    assert choices_of([{"id": "a", "label": labels, "synonyms": ["Job"]}], "uk") == (
        Choice("a", "Робота", ("Job", "Arbeit")),
    )
    with pytest.raises((TypeError, ValueError, AttributeError)):
        choices_of([3])


def test_the_command_answers_once_or_for_a_file(tmp_path: Path) -> None:
    runner = CliRunner()
    once = runner.invoke(app, ["answers", "parse", "--type", "integer", "--lang", "tr", "yirmi bir", "--json"])
    assert (once.exit_code, json.loads(once.stdout)) == (0, {"status": "ok", "value": 21, "alternatives": []})
    shown = runner.invoke(app, ["answers", "parse", "--type", "integer", "2 oder 3"])
    assert shown.stdout.split() == ["asked", "back", "2", "3"]
    file = tmp_path / "questions.jsonl"
    file.write_text('{"type":"boolean","lang":"de","text":"nein"}\n{}\n', "utf-8")
    many = runner.invoke(app, ["answers", "parse", "--batch", str(file)])
    assert many.exit_code == 1
    assert [json.loads(line) for line in many.stdout.splitlines()][1] == {"error": "wire.invalid", "line": 2}
    assert runner.invoke(app, ["answers", "parse", "ja"]).exit_code == 2
