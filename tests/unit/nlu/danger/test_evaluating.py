"""No language hears less danger than promised, nor takes more harmless sentences for it."""

from __future__ import annotations

from functools import cache

import pytest

from flows.parsing.normalise import key
from locales.languages import OFFERED
from locales.texts import load_texts
from nlu.answers.words import base
from nlu.danger.evaluating import FALSE, HEARD, evaluate_danger, halves, sentences
from nlu.intents import NONE
from nlu.phrases import languages, phrases_of_tests, training_phrases
from nlu.words import DANGER, WordInterpreter

LANGUAGES = sorted({base(lang) for lang in OFFERED})


@cache
def words() -> WordInterpreter:
    return WordInterpreter(load_texts())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_danger_is_heard_and_harmless_sentences_are_not_taken_for_it(lang: str) -> None:
    found = evaluate_danger(words().interpret, lang)
    assert found.dangers >= 25
    assert found.harmless >= 25
    assert min(found.seen, found.unseen) >= HEARD
    assert max(found.seen_false, found.unseen_false) <= FALSE


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_whole_sentence_of_the_test_is_a_rule(lang: str) -> None:
    rules = {key(rule) for rule in load_texts().words(DANGER)}
    assert not [phrase.text for phrase in sentences(lang) if key(phrase.text) in rules]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_halves_hold_every_sentence_once(lang: str) -> None:
    seen, unseen = halves(sentences(lang))
    assert sorted([*seen, *unseen], key=repr) == sorted(sentences(lang), key=repr)
    assert abs(len(seen) - len(unseen)) <= 1


def test_other_phrases_are_hardly_ever_taken_for_danger() -> None:
    """Rules of twenty languages are listened to at once; some seek a place to sleep and are in no danger."""
    urgent = {"emergency", "domestic_violence", "housing_search"}
    others = [
        (lang, phrase)
        for lang in languages()
        for phrase in (*training_phrases(lang), *phrases_of_tests(lang))
        if phrase.intent not in urgent
    ]
    wrong = [(lang, phrase.text) for lang, phrase in others if words().interpret(phrase.text, lang).danger]
    assert len(others) > 10_000
    assert NONE in {phrase.intent for _, phrase in others}
    assert not wrong
