"""A model is the same however often it is trained, survives its file, and is refused when the file is not whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from flows.errors import LotseError
from nlu.embedded import model as files
from nlu.embedded.model import MAGIC, Model, read_header, read_model
from nlu.embedded.training import _fitted, train
from nlu.phrases import Phrase
from tests.unit.nlu.embedded.conftest import phrases


def test_the_same_phrases_give_the_same_bytes(model: Model) -> None:
    assert train("de", phrases()).dump() == model.dump()


def test_a_model_survives_its_file(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "de.model"
    path.write_bytes(model.dump())
    again = read_model(path)
    for text in ("zurück", "mein Sohn hat keine Schule", "Wetter morgen"):
        assert again.guess(text) == model.guess(text)
    assert again.exact == model.exact
    assert read_header(path)["phrases"] == model.phrases


def test_what_was_not_learned_word_for_word_is_understood(model: Model) -> None:
    found = model.guess("meine Tochter braucht einen Schulplats")
    assert found is not None
    assert found.intent == "school_place"
    outside = model.guess("wer gewinnt heute beim Fußball")
    assert outside is not None
    assert outside.intent == "none"


def test_a_text_without_a_word_means_nothing(model: Model) -> None:
    assert model.guess("") is None
    assert model.guess(" … !? ") is None


def _cut(data: bytes) -> bytes:
    return data[:-100]


def _flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def _other_magic(data: bytes) -> bytes:
    return b"x" + data


def _no_header(data: bytes) -> bytes:
    return MAGIC + b"\xff\xff\xff\xff"


def _empty(data: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("broken", [_cut, _flipped, _other_magic, _no_header, _empty])
def test_a_damaged_file_is_refused_with_the_command_that_rebuilds_it(model: Model, tmp_path: Path, broken) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "de.model"
    path.write_bytes(broken(model.dump()))
    with pytest.raises(LotseError) as caught:
        read_model(path)
    assert caught.value.code == "nlu.model"
    assert caught.value.detail["command"] == "lotse nlu train"


def test_another_version_is_refused(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "de.model"
    monkeypatch.setattr(files, "VERSION", 99)
    path.write_bytes(replace(model).dump())
    monkeypatch.undo()
    with pytest.raises(LotseError) as caught:
        read_model(path)
    assert "version 99" in caught.value.detail["reason"]


def test_leaving_out_is_what_training_without_the_phrase_would_say() -> None:
    chance = np.random.default_rng(1)
    places, meant = chance.normal(size=(24, 60)), np.arange(24) % 3
    products = places @ places.T
    _, left_out = _fitted(products, meant, 3)
    without = np.arange(24) != 5
    inner = products[np.ix_(without, without)]
    weight = (8 / np.bincount(meant))[meant][without]  # as with all phrases: eight each
    roots = np.sqrt(weight)
    solved = np.linalg.solve(
        inner * np.outer(roots, roots) + 0.5 * np.eye(23), np.eye(3)[meant][without] * roots[:, None]
    )
    assert np.allclose(products[5, without] @ (solved * roots[:, None]), left_out[5])


def test_phrases_without_a_word_teach_nothing_and_break_nothing() -> None:
    assert train("de", [*phrases(), Phrase("none", "؟؟؟", "none.yml")]).guess("zurück bitte")
