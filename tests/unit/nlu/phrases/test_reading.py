"""Phrase files are read as Rasa reads them; what is hostile or broken is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.errors import LotseError
from nlu.phrases.reading import languages, phrases_of_tests, read, training_phrases


def _file(folder: Path, text: str) -> Path:
    path = folder / "dialogue.yml"
    path.write_text(text, "utf-8")
    return path


def test_phrases_lose_the_marks_of_entities(tmp_path: Path) -> None:
    text = (
        'version: "3.1"\nnlu:\n- intent: change_language\n  examples: |\n'
        '    - auf [Arabisch]{"entity": "language", "value": "ar"}\n    - bitte [Türkisch](language)\n'
    )
    found = [phrase.text for phrase in read(_file(tmp_path, text))]
    assert found == ["auf Arabisch", "bitte Türkisch"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nlu: [", "line"),
        ("- a\n- b\n", "list `nlu`"),
        ("nlu:\n- intent: back\n", "examples"),
        ("a: &a [x]\nnlu: [*a]\n", "aliases"),
        ("nlu:\n" + "- intent: back\n  examples: |\n    - " + "x" * 1_000_001, "bytes"),
        ("nlu: " + "[" * 5000, ""),
    ],
)
def test_what_is_no_phrase_file_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(LotseError) as caught:
        list(read(_file(tmp_path, text)))
    assert caught.value.code == "nlu.phrases"
    assert reason in caught.value.detail["reason"]
    assert caught.value.detail["file"] == "dialogue.yml"


def test_latin_1_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "needs.yml"
    path.write_bytes("nlu:\n- intent: back\n  examples: |\n    - zurück".encode("latin-1"))
    with pytest.raises(LotseError):
        list(read(path))


def test_a_language_is_a_folder_with_files(tmp_path: Path) -> None:
    (tmp_path / "de").mkdir()
    (tmp_path / "fr").mkdir()
    _file(tmp_path / "de", "nlu:\n- intent: back\n  examples: |\n    - zurück\n")
    assert languages(tmp_path) == ("de",)
    assert [phrase.intent for phrase in training_phrases("de", tmp_path)] == ["back"]
    assert phrases_of_tests("de", tmp_path) == ()
