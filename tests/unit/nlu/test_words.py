"""Danger words are heard inside a sentence, as whole words, and nowhere else."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.texts import load_texts
from nlu.words import DANGER, WordInterpreter, _padded

PHRASES = sorted({_padded(word) for word in load_texts().words(DANGER)} - {"  "})


@cache
def interpreter() -> WordInterpreter:
    return WordInterpreter(load_texts())


@pytest.mark.parametrize("phrase", PHRASES)
def test_every_danger_phrase_is_heard_in_the_middle_of_a_sentence(phrase: str) -> None:
    assert interpreter().interpret(f"abc {phrase.strip()}, xyz", "de").danger


@given(st.lists(st.sampled_from([word for phrase in PHRASES for word in phrase.split()] + ["und", "nein"]), max_size=8))
def test_danger_is_what_looking_for_every_phrase_finds(words: list[str]) -> None:
    text = " ".join(words)
    assert interpreter().interpret(text, "de").danger == any(phrase in _padded(text) for phrase in PHRASES)


def test_a_danger_word_inside_another_word_is_not_heard() -> None:
    longest = max((phrase.strip() for phrase in PHRASES if " " not in phrase.strip()), key=len)
    assert not interpreter().interpret(f"x{longest}x", "de").danger
