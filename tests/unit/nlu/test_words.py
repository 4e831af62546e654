"""Danger words are heard inside a sentence, as whole words, and nowhere else."""

from __future__ import annotations

from functools import cache
from typing import cast

import pytest

from flows.errors import LotseError
from locales.texts import Texts, load_texts
from nlu.danger.rules import Rule, read_rule
from nlu.words import DANGER, WordInterpreter

RULES = sorted({rule for word in load_texts().words(DANGER) for rule in read_rule(word)}, key=repr)


@cache
def interpreter() -> WordInterpreter:
    return WordInterpreter(load_texts())


def said(rule: Rule) -> str:
    """One way of saying it: the first of the words in every place."""
    return " ".join(sorted((*word.words, *word.stems))[0] for part in rule for word in part)


def test_every_danger_rule_is_heard_in_the_middle_of_a_sentence() -> None:
    assert len(RULES) > 3000
    assert not [rule for rule in RULES if not interpreter().interpret(f"abc {said(rule)}, qqq", "de").danger]


def test_a_danger_word_inside_another_word_is_not_heard() -> None:
    assert interpreter().interpret("Suizid", "de").danger
    assert not interpreter().interpret("qSuizidq", "de").danger


@pytest.mark.parametrize("text", ["sax", "waa sax"])
def test_correct_is_an_answer_in_somali_and_no_command(text: str) -> None:
    assert interpreter().interpret(text, "so").intent == "none"


def test_a_rule_nobody_can_read_stops_the_start_with_its_name() -> None:
    """`lotse locales check` finds it before."""

    class Broken:
        def words(self, text_id: str) -> tuple[str, ...]:
            return ("es brennt", "+ Messer") if text_id == DANGER else ()

        def everywhere(self, text_id: str) -> tuple[str, ...]:
            return ()

    with pytest.raises(LotseError) as caught:
        WordInterpreter(cast(Texts, Broken()))
    assert caught.value.code == "nlu.phrases"
    assert "+ Messer" in str(caught.value.detail)
