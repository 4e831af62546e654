"""Danger words are heard inside a sentence, as whole words, and nowhere else."""

from __future__ import annotations

from functools import cache
from typing import cast

import pytest

from flows.errors import LotseError
from flows.inputs import COMMANDS
from flows.protocol import TEXT_LIMIT
from locales.languages import OFFERED
from locales.texts import Texts, load_texts
from nlu.danger.rules import Rule, read_rule
from nlu.embedded.parser import EmbeddedParser
from nlu.intents import NONE
from nlu.interpreter import FullInterpreter
from nlu.language.guess import Guess
from nlu.port import SEEN
from nlu.words import DANGER, WordInterpreter
from nlu.words_first import WordsFirst

RULES = sorted({rule for word in load_texts().words(DANGER) for rule in read_rule(word)}, key=repr)


@cache
def interpreter() -> WordInterpreter:
    return WordInterpreter(load_texts())


def said(rule: Rule) -> str:
    """One way of saying it: the first of the words in every place."""
    return " ".join(sorted((*word.words, *word.stems))[0] for part in rule for word in part)


def ways(lang: str) -> list[tuple[str, str]]:
    """Every word and every label of a command in one language, and the command."""
    texts = load_texts()
    return [
        (word.strip(), name)
        for name in COMMANDS
        for text_id in (f"command.{name}.words", f"command.{name}")
        for word in texts.raw(lang, text_id).split("|")
        if "{" not in word
    ]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("tr", "Verileri sil"),
        ("en", "delete the data"),
        ("uk", "видалити дані"),
        ("fr", "effacer les données"),
        ("ar", "احذف البيانات"),
        ("fa", "اطلاعات را پاک کن"),
        ("sq", "fshi te dhenat"),
        ("so", "xogta tirtir"),
    ],
)
def test_data_are_deleted_also_when_nobody_says_whose(lang: str, text: str) -> None:
    """Where words may be an answer, it was stored as the wish, and nothing told the person so."""
    assert interpreter().interpret(text, lang).intent == "delete"


@pytest.mark.parametrize("lang", OFFERED)
def test_each_word_of_a_command_means_that_command_in_its_own_language(lang: str) -> None:
    """ "dil" is "get out" in Albanian and "language" in Turkish: the language somebody speaks decides."""
    assert len(ways(lang)) > len(COMMANDS)
    heard = [(word, name, interpreter().interpret(f" {word.upper()}! ", lang).intent) for word, name in ways(lang)]
    assert not [wrong for wrong in heard if wrong[1] != wrong[2]]


@pytest.mark.parametrize(
    ("word", "lang"),
    [
        ("اورژانس", "fa"),
        ("SAMU", "fr"),
        ("incendio", "es"),
        ("incendiu", "ro"),
        ("policia", "sq"),
        ("kanama var", "tr"),
    ],
)
def test_what_people_call_for_is_an_emergency(word: str, lang: str) -> None:
    """Ambulance, police, fire, bleeding: one word is all that is written."""
    assert interpreter().interpret(word, lang).intent == "emergency"


def test_a_word_of_another_language_is_a_command_too() -> None:
    assert [interpreter().interpret("dil", lang).intent for lang in ("sq", "tr", "kmr", "de", None)] == [
        "stop", "language", "language", "language", "language"
    ]  # fmt: skip


def test_every_danger_rule_is_heard_in_the_middle_of_a_sentence() -> None:
    assert len(RULES) > 3000
    assert not [rule for rule in RULES if not interpreter().interpret(f"abc {said(rule)}, qqq", "de").danger]


@pytest.mark.parametrize("lang", OFFERED)
def test_danger_is_heard_at_the_very_end_of_the_longest_message(lang: str) -> None:
    """Whoever is frightened tells the whole story first."""
    rules = [rule for word in load_texts().raw(lang, DANGER).split("|") for rule in read_rule(word)]
    story = "abc qqq, " * TEXT_LIMIT
    told = [f"{story[: TEXT_LIMIT - len(said(rule)) - 1]} {said(rule)}" for rule in rules[:: max(1, len(rules) // 5)]]
    assert {len(text) for text in told} == {TEXT_LIMIT}
    assert not [text[-60:] for text in told if not interpreter().interpret(text, lang).danger]
    assert not interpreter().interpret(story[:TEXT_LIMIT], lang).danger


@pytest.mark.parametrize(
    ("story", "danger"),
    [
        ("نحن هنا منذ سنة ونبحث عن بيت. ", "زوجي يضربني"),
        ("Ми живемо тут два роки і шукаємо роботу. ", "чоловік мене б'є"),
        ("Wir wohnen seit zwei Jahren hier und suchen eine Arbeit. ", "Mein Mann schlägt mich"),
    ],
    ids=["ar", "uk", "de"],
)
def test_danger_after_a_long_story_is_an_emergency_to_every_parser(story: str, danger: str) -> None:
    text = story * (SEEN // len(story) + 1) + danger
    silent = EmbeddedParser({})
    assert WordsFirst(load_texts(), silent).parse(text, "de").intent == "emergency"
    assert FullInterpreter(load_texts(), silent, lambda *_: Guess()).interpret(text, "de").danger
    assert WordsFirst(load_texts(), silent).parse(story * 40, "de").intent == NONE


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

        languages = ()

    with pytest.raises(LotseError) as caught:
        WordInterpreter(cast(Texts, Broken()))
    assert caught.value.code == "nlu.phrases"
    assert "+ Messer" in str(caught.value.detail)
