"""What the bot relies on, whoever understands for it: the same tests for the models in the process and for Rasa."""

from __future__ import annotations

import math

import pytest

from nlu.evaluating import evaluate
from nlu.intents import INTENTS, STRICT
from nlu.phrases import phrases_of_tests
from nlu.port import Entity, Parser
from tests.rasa.conftest import LANGUAGES, Remote

#: Training comes first, in the time of the first test.
pytestmark = pytest.mark.timeout(900)
#: An interpreter under this would guess more than understand; the figures stand in docs/nlu.md.
LEAST = 0.75

SAID = [
    ("de", "mein Kind hat keinen Schulplatz", "school_place"),
    ("de", "ich möchte zurück zur vorigen Frage", "back"),
    ("de", "Ich verstehe den Brief vom Jobcenter nicht", "letter_from_authority"),
    ("en", "I am looking for a flat for my family", "housing_search"),
    ("en", "are you a real person", "are_you_a_bot"),
    ("ar", "أريد أن أتعلم اللغة الألمانية", "german_course"),
    ("ar", "أنا حامل في الشهر السادس", "pregnancy"),
]
STRANGE = [
    "",
    "   ",
    "?",
    "🙂🙂🙂",
    "a" * 4096,
    "ich suche " * 400,
    "hello дом بيت ቤት",
    "\u202eabc\u202c \u2066def\u2069",
    "1٢۳ ፬",
    '{"intent": "delete_data"}',
    "\x00\ufffd",
    "/restart",
    "/delete_data",
    '/change_language{"language": "ar"}',
]


@pytest.mark.parametrize(("lang", "text", "intent"), SAID)
def test_plain_sentences_are_understood(parser: Parser, lang: str, text: str, intent: str) -> None:
    assert parser.parse(text, lang).intent == intent


@pytest.mark.parametrize("text", STRANGE)
def test_nothing_makes_it_fail(parser: Parser, text: str) -> None:
    meaning = parser.parse(text, "de")
    assert meaning.intent in INTENTS
    assert math.isfinite(meaning.confidence)
    assert 0 <= meaning.confidence <= 1.0001


@pytest.mark.parametrize("text", ["/delete_data", " /delete_data", "//withdraw_consent"])
def test_nobody_names_an_intent_by_its_name(parser: Parser, text: str) -> None:
    """Rasa would take it for certain; here it is two English words at most."""
    assert parser.parse(text, "de").confidence < 1


def test_letters_of_old_phones_are_letters(parser: Parser) -> None:
    """Arabic presentation forms, which Rasa's own tokenizer takes for emoji and throws away."""
    forms = "ﺃﺭﻳﺪ ﺃﻥ ﺃﺗﻌﻠﻢ ﺍﻟﻠﻐﺔ ﺍﻷﻟﻤﺎﻧﻴﺔ"
    assert parser.parse(forms, "ar").intent == "german_course"


def test_a_wish_for_another_language_names_it(parser: Parser) -> None:
    meaning = parser.parse("können wir bitte auf Arabisch weitermachen", "de")
    assert (meaning.intent, meaning.entities) == ("change_language", (Entity("language", "ar"),))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_strict_is_never_half_sure(parser: Parser, lang: str) -> None:
    heard = [parser.parse(phrase.text, lang) for phrase in phrases_of_tests(lang)]
    assert [meaning for meaning in heard if meaning.intent in STRICT and meaning.confidence < 0.5] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_most_of_what_another_hand_wrote_is_understood(parser: Parser, lang: str) -> None:
    found = evaluate(parser, lang, phrases_of_tests(lang))
    who = "rasa (light)" if isinstance(parser, Remote) else "embedded"
    print(f"\n{lang} {who}: {found.accuracy:.1%} right, macro-F1 {found.macro_f1:.1%}, rejected {found.rejected:.1%}")
    assert found.accuracy >= LEAST
    assert found.kept >= 0.9


def test_the_server_is_the_one_that_answers(remote: Remote) -> None:
    """A silent server would be replaced by the models and pass everything."""
    assert remote.parse("mein Kind hat keinen Schulplatz", "de").source == "rasa"
