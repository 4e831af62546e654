"""Words act at once; what a parser hears is handed on as a possibility, and only when it is sure."""

from __future__ import annotations

import pytest

from flows.inputs import COMMANDS, Meant
from flows.rules.model import FIELDS
from locales.texts import load_texts
from nlu.intents import DIALOGUE, INTENTS, NEEDS
from nlu.interpreter import FullInterpreter, meant
from nlu.port import Entity, Meaning


class Always:
    """A parser that always means the same."""

    def __init__(self, meaning: Meaning) -> None:
        self._meaning = meaning

    def parse(self, text: str, lang: str) -> Meaning:
        return self._meaning


def test_words_act_whatever_the_parser_says() -> None:
    found = FullInterpreter(load_texts(), Always(Meaning("work", 1.0))).interpret("zurück", "de")
    assert (found.intent, found.meant) == ("back", None)


def test_danger_words_are_heard_whatever_the_parser_says() -> None:
    found = FullInterpreter(load_texts(), Always(Meaning("greet", 1.0))).interpret("er will mich umbringen", "de")
    assert found.danger


def test_what_the_parser_hears_is_no_command_yet() -> None:
    found = FullInterpreter(load_texts(), Always(Meaning("delete_data", 0.9))).interpret("weg mit dem Zeug", "de")
    assert (found.intent, found.meant) == ("none", Meant(command="delete"))


def test_one_word_alone_is_not_reckoned_with() -> None:
    reckoned = FullInterpreter(load_texts(), Always(Meaning("domestic_violence", 0.97, source="model")))
    assert reckoned.interpret("Haus", "de").meant is None
    known = FullInterpreter(load_texts(), Always(Meaning("greet", 1.0, source="exact")))
    assert known.interpret("Servus", "de").meant == Meant(said="greet")


def test_before_a_language_is_chosen_only_words_count() -> None:
    assert FullInterpreter(load_texts(), Always(Meaning("work", 1.0))).interpret("Arbeit gesucht", None).meant is None


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
