"""The whole intake in every language: the same taps store the same answers, and nothing foreign is shown on the way.

Each conversation is led twice, in German and in the language; what is said is compared message by message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.protocol import Message
from locales.foreign import foreign_faults
from locales.languages import OFFERED, SOURCE
from locales.source_texts import Source
from tests.support.walking import FINAL, WORDS, Walker

OTHERS = [lang for lang in OFFERED if lang != SOURCE]
TYPED = re.compile(
    "|".join(
        re.escape(word) for words in WORDS.values() for text in words for word in text.split(" ") if word.isalpha()
    )
)
SHOWN = frozenset({"text", "hint", "label"})


def words_of(shown: Any) -> Iterator[str]:
    """Every string of a message that a person reads, without what they typed themselves."""
    if isinstance(shown, dict):
        for key, value in shown.items():
            if key in SHOWN and isinstance(value, str):
                yield TYPED.sub(" ", value)
            else:
                yield from words_of(value)
    elif isinstance(shown, list):
        for value in shown:
            yield from words_of(value)


def faults_of(lang: str, german: Message, said: Message) -> list[str]:
    source = Source(str(said.step or said.role), (" ".join(words_of(german.model_dump())),))
    return [f"{source.id}: {found}" for found in foreign_faults(lang, source, (" ".join(words_of(said.model_dump())),))]


def led(lang: str, picks: list[int]) -> Iterator[Walker]:
    """A conversation after each turn, `picks` choosing among the buttons, to its end."""
    walker = Walker(lang_hint=lang).begin(lang)
    for turn in range(120):
        yield walker
        if walker.state.status in FINAL:
            return
        walker.forward(picks[turn % len(picks)])
    raise AssertionError(f"does not end: stuck at {walker.state.question}")


@pytest.mark.parametrize("lang", OTHERS)
@settings(max_examples=8)
@given(picks=st.lists(st.integers(0, 4), min_size=1, max_size=7))
def test_the_same_taps_store_the_same_answers_and_show_nothing_foreign(lang: str, picks: list[int]) -> None:
    found: list[str] = []
    here = there = None
    for here, there in zip(led(SOURCE, picks), led(lang, picks), strict=True):
        germans = [message for message in here.messages if message.role != "notice"]
        others = [message for message in there.messages if message.role != "notice"]
        assert [message.step for message in germans] == [message.step for message in others]
        found += [
            fault for german, said in zip(germans, others, strict=True) for fault in faults_of(lang, german, said)
        ]
    assert here is not None
    assert there is not None
    assert found == []
    assert there.values == here.values
    assert there.state.consents == here.state.consents
