"""What the evaluation of an interpreter counts as wrong, with an interpreter that says what it is told to."""

from __future__ import annotations

import pytest

from nlu.evaluating import evaluate
from nlu.phrases import Phrase
from nlu.port import Meaning


class Told:
    """Every text is its own meaning."""

    def parse(self, text: str, lang: str) -> Meaning:
        return Meaning(text, 1.0)


def result(*pairs: tuple[str, str]) -> int:
    return evaluate(Told(), "de", [Phrase(said, taken, "test.yml") for said, taken in pairs]).strict_wrong


@pytest.mark.parametrize(
    ("said", "taken", "wrong"),
    [
        ("pause", "stop", 1),
        ("none", "emergency", 1),
        ("housing_search", "emergency", 1),
        ("domestic_violence", "delete_data", 1),
        ("domestic_violence", "emergency", 0),
        ("stop", "stop", 0),
        ("stop", "pause", 0),
    ],
)
def test_a_strict_intent_is_wrong_unless_it_is_danger_of_another_name(said: str, taken: str, wrong: int) -> None:
    assert result((said, taken)) == wrong


def test_wrong_ones_in_and_out_of_scope_are_added() -> None:
    assert result(("pause", "stop"), ("none", "emergency"), ("affirm", "affirm")) == 2
