"""In a conversation one's own language is believed before the others, which still count."""

from __future__ import annotations

import pytest

from flows.parsing.mixing import NO, NOT, YES, words_in
from flows.parsing.numbers import read_numbers
from flows.parsing.terms import word_keys
from flows.parsing.yes_no import read_yes_no
from locales.languages import OFFERED
from locales.texts import Texts, load_texts


@pytest.fixture(scope="module")
def texts() -> Texts:
    return load_texts()


@pytest.mark.parametrize(
    ("lang", "said", "meant"),
    [("de", "jo", True), ("sq", "jo", False), ("ar", "ja", True), ("de", "نعم", True), ("tr", "nein", False)],
)
def test_yes_and_no_are_those_of_the_conversation_first(texts: Texts, lang: str, said: str, meant: bool) -> None:
    assert read_yes_no(said, words_in(texts, lang)) is meant


@pytest.mark.parametrize("lang", OFFERED)
def test_every_word_for_yes_and_no_of_a_language_is_understood_in_it(texts: Texts, lang: str) -> None:
    heard = words_in(texts, lang)
    for text_id, meant in ((YES, True), (NO, False)):
        words = [word.strip() for word in texts.raw(lang, text_id).split("|")]
        own = word_keys((texts.raw(lang, NO if meant else YES),))
        wrong = {word: found for word in words if (found := read_yes_no(word, heard)) is (not meant)}
        unclear = [word for word in words if read_yes_no(word, heard) is None and not word_keys((word,)) & own]
        assert wrong == {}, lang
        assert len(unclear) <= len(words) / 4, (lang, unclear)


@pytest.mark.parametrize(
    ("lang", "said"), [("fr", "la famille a 3 enfants"), ("es", "en la casa somos 4"), ("ro", "in casa sunt 5")]
)
def test_an_article_is_no_negation(texts: Texts, lang: str, said: str) -> None:
    assert len(read_numbers(said, words_in(texts, lang))) == 1


def test_negations_of_another_script_and_of_german_and_english_count_everywhere(texts: Texts) -> None:
    heard = word_keys(words_in(texts, "fr")(NOT))
    assert {"nicht", "not", "لا"} <= {*heard}
    assert "la" not in heard
    assert "la" in word_keys(words_in(texts, "ar")(NOT))


def test_other_lists_are_those_of_all_languages(texts: Texts) -> None:
    assert words_in(texts, "de")("answer.number.words") == texts.everywhere("answer.number.words")
