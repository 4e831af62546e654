"""Each fault of phrases is found, and only it."""

from __future__ import annotations

import pytest

from nlu.intents import INTENTS, NONE
from nlu.phrases import Phrase, languages, lint, phrases_of_tests, training_phrases, unmeasured


def _good() -> list[Phrase]:
    return [
        Phrase(intent, f"{intent} wort{number}", "dialogue.yml")
        for intent in INTENTS
        for number in range(60 if intent == NONE else 15)
    ]


def _codes(*more: Phrase, tests: tuple[Phrase, ...] = ()) -> list[str]:
    return [fault.code for fault in lint("de", [*_good(), *more], tests)]


def test_good_phrases_have_no_fault() -> None:
    assert _codes() == []


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        (Phrase("backward", "zurück", "f"), "unknown_intent"),
        (Phrase("help", "BACK wort1", "f"), "two_intents"),
        (Phrase("back", "back wort1", "f"), "twice"),
        (Phrase("back", "…", "f"), "no_words"),
    ],
)
def test_a_fault_is_named(phrase: Phrase, code: str) -> None:
    assert _codes(phrase) == [code]


def test_too_few_are_counted_by_language() -> None:
    few = [phrase for phrase in _good() if phrase.intent != "back" or phrase.text.endswith(("1", "2", "3"))]
    assert [(fault.code, fault.intent) for fault in lint("de", few)] == [("too_few", "back")]


def test_a_test_phrase_must_not_have_been_learned() -> None:
    learned = Phrase("back", "eine frage zurück bitte", "dialogue.yml")
    assert _codes(learned, tests=(Phrase("back", "Eine Frage zurück, bitte!", "de.yml"),)) == ["also_trained"]
    short = Phrase("affirm", "ja", "dialogue.yml")
    assert _codes(short, tests=(Phrase("affirm", "Ja", "de.yml"),)) == []


def test_a_language_that_is_measured_is_measured_in_every_intent() -> None:
    tests = [Phrase(intent, f"{intent} {number}", "de.yml") for intent in INTENTS for number in range(5)]
    assert unmeasured("de", tests) == []
    assert [(fault.code, fault.intent) for fault in unmeasured("de", tests[1:])] == [("too_few_tests", INTENTS[0])]
    assert unmeasured("de", []) == []


@pytest.mark.parametrize("lang", languages())
def test_the_phrases_we_ship_have_no_fault(lang: str) -> None:
    assert lint(lang, training_phrases(lang), phrases_of_tests(lang)) == []
    assert unmeasured(lang, phrases_of_tests(lang)) == []
