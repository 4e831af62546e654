"""Words first, exact phrases next, the model last; nothing anybody can write makes it fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.texts import load_texts
from nlu.embedded.model import Model
from nlu.embedded.parser import EmbeddedParser
from nlu.intents import INTENTS, STRICT
from nlu.port import Entity, Parser
from nlu.words_first import WordsFirst
from tests.unit.nlu.embedded.conftest import phrases


@pytest.fixture(scope="module")
def parser(model: Model) -> Parser:
    return WordsFirst(load_texts(), EmbeddedParser({"de": model}))


def test_each_stage_says_who_it_was(parser: Parser) -> None:
    assert (parser.parse("zurück", "de").source, parser.parse("zurück", "de").confidence) == ("words", 1.0)
    assert parser.parse("Löscht alles über mich!", "de").source == "exact"
    assert parser.parse("ich wollte zur vorigen frage", "de").source == "model"


def test_simple_german_is_german(parser: Parser) -> None:
    assert parser.parse("mein Kind hat keinen Schulplatz", "de-simple").intent == "school_place"


def test_a_language_without_a_model_understands_its_words(parser: Parser) -> None:
    assert parser.parse("назад", "uk").intent == "back"
    assert parser.parse("щось зовсім інше про школу", "uk").intent == "none"
    assert parser.parse("whatever this is", "xx").intent == "none"


def test_a_danger_word_is_heard_before_anything_else(parser: Parser) -> None:
    assert parser.parse("bitte zurück, er will mich umbringen", "de").intent == "emergency"


@pytest.mark.parametrize(("text", "code"), [("bitte auf Arabisch", "ar"), ("können wir Englisch", "en")])
def test_the_language_wished_for_is_found(parser: Parser, text: str, code: str) -> None:
    found = parser.parse(text, "de")
    assert (found.intent, found.entities) == ("change_language", (Entity("language", code),))


def test_two_languages_are_none(parser: Parser) -> None:
    assert parser.parse("bitte auf Arabisch oder Türkisch", "de").entities == ()


@pytest.mark.parametrize(
    "text",
    ["", "x" * 4096, "😀" * 50, "\u202eabc\u2066", "зурück بيت 家", "١٢3۴", "\ud800", "\x00", "zurück " * 600],
    ids=["nothing", "long", "emoji", "bidi", "scripts", "digits", "surrogate", "null", "words"],
)
def test_odd_messages_mean_something_known_or_nothing(parser: Parser, text: str) -> None:
    assert parser.parse(text, "de").intent in INTENTS


@given(st.text(max_size=700), st.sampled_from(["de", "ar", "de-simple", "", "xx"]))
def test_no_text_makes_it_fail(text: str, lang: str) -> None:
    found = _PARSER.parse(text, lang)
    assert found.intent in INTENTS
    assert 0 <= found.confidence <= 1


def test_only_what_is_said_exactly_or_likely_is_strict(parser: Parser) -> None:
    for phrase in phrases():
        found = parser.parse(phrase.text + " äh", "de")
        assert found.intent not in STRICT or found.confidence >= 0.5


_PARSER = WordsFirst(load_texts(), EmbeddedParser({}))
