"""Words act at once; what a parser hears is handed on as a possibility, and only when it is sure."""

from __future__ import annotations

import pytest

from flows.inputs import COMMANDS, Meant
from flows.rules.model import FIELDS
from locales.texts import load_texts
from nlu.intents import DIALOGUE, INTENTS, NEEDS
from nlu.interpreter import Detect, FullInterpreter, meant
from nlu.language.guess import Guess
from nlu.port import Entity, Meaning


class Always:
    """A parser that always means the same."""

    def __init__(self, meaning: Meaning) -> None:
        self._meaning = meaning

    def parse(self, text: str, lang: str) -> Meaning:
        return self._meaning


def silent(text: str, expected: str | None) -> Guess:
    """A detector that tells nothing."""
    return Guess()


def arabic(confidence: float) -> Detect:
    return lambda *_: Guess("ar", confidence, "Arab")


def test_the_language_somebody_writes_in_is_handed_on_when_it_is_another_and_sure() -> None:
    nothing = Always(Meaning())
    for lang, confidence, told in (("de", 0.95, "ar"), (None, 0.95, "ar"), ("ar", 0.95, None), ("de", 0.8, None)):
        found = FullInterpreter(load_texts(), nothing, arabic(confidence)).interpret("أبحث عن بيت", lang)
        assert found.beside.written_in == told


def test_easy_german_is_german() -> None:
    found = FullInterpreter(load_texts(), Always(Meaning()), lambda *_: Guess("de", 1.0, "Latn"))
    assert found.interpret("ich suche eine Wohnung", "de-simple").beside.written_in is None


def test_commands_and_danger_are_told_no_language() -> None:
    found = FullInterpreter(load_texts(), Always(Meaning()), arabic(1.0))
    assert found.interpret("zurück", "de").beside.written_in is None
    assert found.interpret("er will mich umbringen", "de").beside.written_in is None


def hearing(meaning: Meaning) -> FullInterpreter:
    return FullInterpreter(load_texts(), Always(meaning), silent)


def test_words_act_whatever_the_parser_says() -> None:
    found = hearing(Meaning("work", 1.0)).interpret("zurück", "de")
    assert (found.intent, found.beside.meant) == ("back", None)


def test_danger_words_are_heard_whatever_the_parser_says() -> None:
    found = hearing(Meaning("greet", 1.0)).interpret("er will mich umbringen", "de")
    assert found.danger


def test_what_the_parser_hears_is_no_command_yet() -> None:
    found = hearing(Meaning("delete_data", 0.9)).interpret("weg mit dem Zeug", "de")
    assert (found.intent, found.beside.meant) == ("none", Meant(command="delete"))


def test_one_word_alone_is_not_reckoned_with() -> None:
    reckoned = hearing(Meaning("domestic_violence", 0.97, source="model"))
    assert reckoned.interpret("Haus", "de").beside.meant is None
    known = hearing(Meaning("greet", 1.0, source="exact"))
    assert known.interpret("Servus", "de").beside.meant == Meant(said="greet")


def test_before_a_language_is_chosen_only_words_count() -> None:
    assert hearing(Meaning("work", 1.0)).interpret("Arbeit gesucht", None).beside.meant is None


@pytest.mark.parametrize("intent", INTENTS)
def test_every_intent_leads_to_something_that_exists_or_to_nothing(intent: str) -> None:
    found = meant(Meaning(intent, 0.9))
    if found is None:
        assert intent in ("affirm", "deny", "dont_know", "none")
    else:
        assert (found.command in COMMANDS) + (found.said is not None) + (found.need in NEEDS) == 1
    assert meant(Meaning(intent, 0.3)) is None


def test_the_language_goes_with_the_command() -> None:
    assert meant(Meaning("change_language", 0.9, (Entity("language", "ar"),))) == Meant(command="language", arg="ar")


def test_the_lists_do_not_overlap() -> None:
    assert not set(DIALOGUE) & set(NEEDS)
    assert len(INTENTS) == len(set(INTENTS))


def test_every_need_belongs_to_a_field_of_action_there_is() -> None:
    assert set(NEEDS.values()) <= set(FIELDS)


@pytest.mark.parametrize("text", ["44532", "12.03.1990", "١٢/٠٣/١٩٩٠", "+49 2306 1234", "…", "👍🏽"])
def test_without_a_letter_there_is_nothing_to_reckon_with(text: str) -> None:
    found = FullInterpreter(load_texts(), Always(Meaning("work", 1.0)), arabic(1.0)).interpret(text, "de")
    assert (found.intent, found.beside.meant, found.beside.written_in) == ("none", None, None)


def test_what_nobody_asks_about_is_not_worked_out_and_what_is_asked_twice_once() -> None:
    asked = list[str]()

    class Counting(Always):
        def parse(self, text: str, lang: str) -> Meaning:
            asked.append("meaning")
            return super().parse(text, lang)

    def detect(text: str, expected: str | None) -> Guess:
        asked.append("language")
        return Guess()

    found = FullInterpreter(load_texts(), Counting(Meaning("greet", 0.9)), detect).interpret("ein Wort und noch", "de")
    assert asked == []
    assert [found.beside.meant for _ in range(2)] == [Meant(said="greet")] * 2
    assert [found.beside.written_in for _ in range(2)] == [None] * 2
    assert asked == ["meaning", "language"]
