"""Commands said in words: where they are the answer to the question before somebody, and where they are not."""

from __future__ import annotations

from functools import cache

import pytest

from backend.services.turn_input import understand
from flows.engine.said import as_answer
from flows.events import HumanWanted, Say, Show, Urgent
from flows.inputs import Command, Input, Text
from flows.library import builtin
from flows.protocol import Button, TextIn
from flows.state import State
from locales.languages import OFFERED
from locales.texts import load_texts
from nlu.words import WordInterpreter
from tests.support.given_names import GIVEN_NAMES
from tests.support.walking import Walker

NAME_STEPS = ("name", "guardian_name")
FLOW = builtin("kim-intake")


@cache
def interpreter() -> WordInterpreter:
    return WordInterpreter(load_texts())


@cache
def _at(step_id: str) -> State:
    walker = Walker().begin()
    if step_id == "guardian_name":
        walker.tap("no")
        walker.tap("here")
    if step_id in ("housing_wish", "language_now"):
        walker.until("fields")
        walker.tap(step_id.split("_")[0])
        walker.tap("+done")
    return walker.until(step_id).state


def at(step_id: str, lang: str = "de") -> Walker:
    walker = Walker()
    walker.state = _at(step_id).with_(lang=lang, lang_hint=lang)
    return walker


def heard(walker: Walker, text: str) -> Input:
    return understand(TextIn(text=text), walker.state.lang, interpreter())


def write(walker: Walker, text: str) -> Walker:
    walker.do(heard(walker, text))
    return walker


def roles(walker: Walker) -> list[Button]:
    return [button for message in walker.messages for row in message.rows for button in row]


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step_id", NAME_STEPS)
@pytest.mark.parametrize("lang", OFFERED)
def test_no_given_name_is_taken_for_a_command(lang: str, step_id: str) -> None:
    """It is the answer at once, or, where it means something else in one's own language, once it is said again."""
    for name in GIVEN_NAMES:
        walker = write(at(step_id, lang), name)
        assert not [event for event in walker.events if isinstance(event, (HumanWanted, Urgent, Show))], name
        if walker.state.question == step_id:
            assert walker.state.alternatives == (name,), name
            write(walker, name)
        assert walker.values[step_id] == name


@pytest.mark.parametrize(
    ("lang", "name"),
    [("ar", "Adam"), ("de", "آدم"), ("tr", "نجدة"), ("fa", "عودة"), ("sq", "Geri"), ("uk", "Insan"), ("ar", "Dil")],
)
def test_a_name_that_is_a_command_elsewhere_is_the_name(lang: str, name: str) -> None:
    assert write(at("name", lang), name).values["name"] == name


@pytest.mark.parametrize(
    ("lang", "name", "command"),
    [
        ("fa", "آدم", "human"),
        ("ar", "نجدة", "emergency"),
        ("ps", "Wali", "why"),
        ("ar", "help", "help"),
        ("ro", "stopp", "stop"),
    ],
)
def test_a_name_that_is_a_command_here_too_is_asked_back(lang: str, name: str, command: str) -> None:
    """Nothing is done before the person has said which; both are a button."""
    walker = write(at("name", lang), name)
    assert [event.text for event in walker.events if isinstance(event, Say)] == ["ask.ambiguous"]
    assert not walker.state.urgent
    named = [str(button.data).rsplit(".", 1)[-1] for button in roles(walker)]
    assert (named.count("~0"), named.count(command)) == (1, 1)
    asked = walker.state
    walker.tap("~0")
    assert walker.values["name"] == name
    walker.state = asked
    walker.command(command)
    assert "name" not in walker.values


@pytest.mark.parametrize(
    ("lang", "words", "left"),
    [
        ("de", "zurück", "back"),
        ("tr", "geri", "back"),
        ("ar", "مساعدة", "help"),
        ("tr", "mit einem Menschen sprechen", "human"),
    ],
)
def test_other_commands_are_commands_at_a_name_too(lang: str, words: str, left: str) -> None:
    given = heard(at("name", lang), words)
    walker = write(at("name", lang), words)
    assert "name" not in walker.values, given
    assert "ask.ambiguous" not in [event.text for event in walker.events if isinstance(event, Say)], left


def test_a_slash_command_is_a_command_at_a_name() -> None:
    assert [event for event in write(at("name", "de"), "/human").events if isinstance(event, HumanWanted)]


def test_who_paused_at_their_name_and_writes_it_is_asked_again() -> None:
    walker = at("name", "ar")
    walker.command("pause")
    write(walker, "Adam")
    assert (walker.state.question, walker.state.human, "name" in walker.values) == ("name", False, False)


# --- free words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "word"), [("de", "insan"), ("ar", "pak"), ("uk", "زبان")])
def test_one_word_of_another_language_is_free_words(lang: str, word: str) -> None:
    assert write(at("wish", lang), word).values["wish"] == word


@pytest.mark.parametrize(("lang", "word"), [("ar", "help"), ("uk", "zurück"), ("de", "نجدة"), ("so", "geri dön")])
def test_german_and_english_and_calls_for_help_are_commands_everywhere(lang: str, word: str) -> None:
    assert "wish" not in write(at("wish", lang), word).values


def test_danger_is_heard_whatever_else_the_words_are() -> None:
    walker = write(at("name"), "er will mich umbringen")
    assert walker.state.urgent


# --- choices ----------------------------------------------------------------------------------------------------------


def called(lang: str, step_id: str) -> list[tuple[str, str]]:
    """Every way to name a choice, and the choice."""
    texts = load_texts()
    return [
        (word.strip(), choice.value)
        for choice in FLOW.steps[step_id].choices
        for text_id in filter(None, (choice.label, choice.words))
        for word in texts.raw(lang, text_id).split("|")
    ]


CHOOSING = [step.id for step in FLOW.steps.values() if step.choices]


@pytest.mark.parametrize("lang", OFFERED)
def test_no_choice_is_taken_for_a_command(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every choice of every question, by every word for it in one's own language."""
    monkeypatch.setattr("flows.engine.said.offered", lambda step, env: step.choices)
    commands = 0
    for step_id in CHOOSING:
        walker = Walker()
        walker.state = walker.state.with_(status="running", lang=lang, question=step_id)
        for word, value in called(lang, step_id):
            given = heard(walker, word)
            commands += isinstance(given, Command)
            assert isinstance(as_answer(walker.turn(), given), Text), (step_id, value, word)
    assert CHOOSING
    assert commands or lang not in ("ar", "fa", "ckb", "ps", "tr", "so", "kmr", "en"), "else this proves nothing"


@pytest.mark.parametrize(
    ("lang", "step_id", "word", "value"),
    [
        ("ar", "health_talk", "عاجل", "soon"),
        ("en", "language_now", "quit", "stopped"),
        ("ps", "fields", "ژبه", ["language"]),
    ],
)
def test_a_word_that_names_a_choice_is_the_choice(lang: str, step_id: str, word: str, value: object) -> None:
    walker = write(at(step_id, lang), word)
    assert walker.values.get(step_id, list(walker.state.draft)) == value
    assert not walker.state.urgent


@pytest.mark.parametrize(("lang", "word"), [("fa", "اصلاح"), ("ar", "/edit")])
def test_a_command_of_ones_own_language_is_no_choice_in_another(lang: str, word: str) -> None:
    """ "Correct" in Persian, where Arabic calls a repair so."""
    assert write(at("housing_wish", lang), word).state.question == "!edit"


def test_danger_at_a_question_with_choices_is_danger() -> None:
    assert write(at("health_talk", "ar"), "الحقوني").state.urgent


def test_a_word_written_under_an_older_question_is_no_answer_to_the_present_one() -> None:
    """faults: A3, A4. Two pages are open, and the older one is written on."""
    walker = Walker().begin().until("name")
    walker.do(understand(TextIn(text="Adam", step="of_age"), "de", interpreter()))
    assert "name" not in walker.values
    walker.do(understand(TextIn(text="Adam", step="name"), "de", interpreter()))
    assert walker.values["name"] == "Adam"
