"""What was counted is the same from the same phrases, survives its file, and is refused when the file is not whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from flows.errors import LotseError
from nlu.language import habits as files
from nlu.language.habits import Habits, counted, digest, read_digest, read_habits

SAID = {"de": ["ich suche eine Wohnung", "wo ist das Amt"], "sr": ["tražim stan za porodicu", "gde je kancelarija"]}


def test_the_same_phrases_give_the_same_bytes() -> None:
    assert counted(SAID).dump() == counted(SAID).dump()


def test_it_survives_its_file(tmp_path: Path) -> None:
    made = counted(SAID)
    path = tmp_path / "languages.npz"
    path.write_bytes(made.dump())
    again = read_habits(path)
    assert (again.languages, again.phrases) == (made.languages, digest(SAID))
    assert again.of("eine Wohnung") == made.of("eine Wohnung")
    assert again.own == made.own
    assert read_digest(path) == digest(SAID)


def test_what_was_counted_looks_like_its_language() -> None:
    made = counted(SAID)
    assert made.of("suche Wohnung")["de"] == 0
    assert made.of("suche Wohnung")["sr"] < 0


def test_serbian_counts_in_both_scripts() -> None:
    assert counted(SAID).of("тражим стан")["sr"] == 0


def test_a_language_shows_plainly_by_words_of_its_own_that_are_half_of_all() -> None:
    said = {"de": ["ich suche das", "ich suche wo", "das Amt"], "en": ["das boot", "where is it", "where is he"]}
    made = counted(said)
    assert made.own == {"de": {"ich", "suche"}, "en": {"where", "is"}}  # "das" is met in both
    assert made.plainly(["Ich", "suche", "Arbeit", "hier"], "de")
    assert not made.plainly(["Ich", "suche", "Arbeit", "hier"], "en")
    assert not made.plainly(["ich", "gehe"], "de")
    assert not made.plainly(["ich", "suche", "where", "is", "it"], "de")
    assert not made.plainly(["ich", "suche"], "xx")


def test_a_text_without_a_letter_says_nothing() -> None:
    assert counted(SAID).of("1 2 3") == {"de": 0.0, "sr": 0.0}


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _empty(data: bytes) -> bytes:
    return b""


def _none(data: bytes) -> bytes:
    return b"not a file of ours at all"


@pytest.mark.parametrize("harm", [_cut, _empty, _none])
def test_a_damaged_file_is_refused_with_the_command_that_makes_it_anew(
    tmp_path: Path, harm: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "languages.npz"
    path.write_bytes(harm(counted(SAID).dump()))
    with pytest.raises(LotseError) as refused:
        read_habits(path)
    assert refused.value.code == "nlu.model"
    assert refused.value.detail["command"] == "lotse nlu train"
    assert read_digest(path) == ""


def test_a_missing_file_and_another_version_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "languages.npz"
    with pytest.raises(LotseError, match=r"nlu\.model"):
        read_habits(path)
    monkeypatch.setattr(files, "VERSION", 99)
    path.write_bytes(counted(SAID).dump())
    monkeypatch.undo()
    with pytest.raises(LotseError, match=r"nlu\.model"):
        read_habits(path)


def test_a_file_of_objects_is_never_unpickled(tmp_path: Path) -> None:
    path = tmp_path / "languages.npz"
    np.savez(path, version=1, languages=np.array([object()], dtype=object), phrases="", logs=np.zeros((1, 1)))
    with pytest.raises(LotseError, match=r"nlu\.model"):
        read_habits(path)


def test_the_counts_are_small(habits: Habits) -> None:
    assert habits.logs.nbytes < 2_000_000
