"""Every offered language is told from its neighbours in texts of chat length; nothing is said of the rest."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.language.detecting import FEWEST, LanguageDetector
from nlu.language.evaluating import evaluate_all, sentences, texts_of
from nlu.language.guess import Guess
from nlu.language.habits import Habits
from nlu.language.scripts import words_of
from nlu.phrases import languages
from nlu.port import SEEN


def test_each_language_is_told_in_nine_of_ten_and_all_in_nineteen_of_twenty(detector: LanguageDetector) -> None:
    told = evaluate_all(detector)
    assert {one.lang for one in told} == set(languages())
    assert min(one.texts for one in told) >= 150
    assert [(one.lang, one.right) for one in told if one.right < 0.9] == []
    assert sum(one.right * one.texts for one in told) / sum(one.texts for one in told) >= 0.95


def test_everyday_sentences_are_told_in_every_language(detector: LanguageDetector) -> None:
    wrong = {
        text: found.lang
        for lang, texts in sentences().items()
        for text in texts
        if (found := detector.detect(text)).lang != lang
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hallo",
        "Guten Tag",
        "12 34 56",
        "0176 1234567 ja",
        "🙂 🙂 🙂 🙂",
        "Ahmad Al Hassan",
        "Unna Königsborn Bahnhof",
        "https://example.org/eins zwei a@b.de",
        "1990 ፲፱ ١٩٩٠ ۱۳۶۹",
        "... !!! ???",
        "\u202e\u202d\u2066\u2069 \u200f\u200e",
        "hello дом بيت",
        "Jobcenter та друзі",
    ],
)
def test_too_few_words_names_and_numbers_tell_nothing(detector: LanguageDetector, text: str) -> None:
    assert detector.detect(text).lang is None


@pytest.mark.parametrize(
    "text",
    [
        "Ieri ha piovuto tutto il giorno",
        "Onze kinderen spelen buiten in de tuin",
        "Tegnap egész nap esett az eső",
        "Včera celý den pršelo a byla zima",
        "میری بہن تین سال سے یہاں رہتی ہے",
        "ዛሬ ጊዜ የለኝም አዝናለሁ ነገ እመጣለሁ",
        "Ma chairde go léir anseo inniu",
    ],
)
def test_a_language_that_is_not_offered_is_not_taken_for_one_that_is(detector: LanguageDetector, text: str) -> None:
    guess = detector.detect(text)
    assert guess.lang is None or guess.confidence < 0.9


def test_what_is_plainly_in_a_language_is_surely_in_no_other(detector: LanguageDetector, habits: Habits) -> None:
    """The short way says nothing that the long way would say otherwise, and takes no language for another."""
    texts = {code: [text for text in texts_of(code) if len(words_of(text)) >= FEWEST] for code in languages()}
    plain = [
        (code, lang, text)
        for code in languages()
        for lang, found in texts.items()
        for text in found
        if habits.plainly(words_of(text), code)
    ]
    assert [(code, lang, text) for code, lang, text in plain if code != lang] == []
    sure = [(lang, guess) for _, lang, text in plain if (guess := detector.detect(text)).confidence >= 0.9]
    assert {guess.lang for lang, guess in sure if guess.lang != lang} <= {None}
    assert len(plain) > sum(map(len, texts.values())) / 3


def test_what_is_expected_counts_where_it_plainly_shows(detector: LanguageDetector) -> None:
    german, ukrainian = "Ich möchte eine Wohnung suchen", "Моя сестра живе в Дортмунді вже три роки"
    assert detector.detect(german, "de") == Guess("de", 1.0, "Latn")
    assert detector.detect(german, "uk").lang == "de"
    assert detector.detect(ukrainian, "de").lang == "uk"


def test_the_script_is_that_of_most_letters(detector: LanguageDetector) -> None:
    assert detector.detect("أنا أسكن في مدينة Unna منذ سنة").script == "Arab"
    assert detector.detect("я живу в городе Unna уже год").script == "Cyrl"
    assert detector.detect("ich wohne schon lange hier").script == "Latn"
    assert detector.detect("ኣብ ኡና እየ ዝነብር ዘለኹ").script == "Ethi"


def test_no_more_is_looked_at_than_interpreters_see(detector: LanguageDetector) -> None:
    german, arabic = "ich suche eine Wohnung ", "أبحث عن سكن لعائلتي "
    beyond = german * (SEEN // len(german) + 1) + arabic * 150
    assert detector.detect(beyond[:4096]).lang == "de"


@settings(max_examples=300)
@given(st.text(max_size=300))
def test_nothing_anybody_writes_makes_it_raise(detector: LanguageDetector, text: str) -> None:
    guess = detector.detect(text)
    assert isinstance(guess, Guess)
    assert 0 <= guess.confidence <= 1.000001


@given(st.lists(st.from_regex(r"[\d.,:/ -]{1,12}", fullmatch=True), max_size=8))
def test_numbers_and_dates_never_have_a_language(detector: LanguageDetector, parts: list[str]) -> None:
    assert detector.detect(" ".join(parts)) == Guess()
