"""Commands said in words: where they are the answer to the question before somebody, and where they are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.services.turn_input import understand
from flows.engine.said import as_answer
from flows.events import HumanWanted, Say, Show, Urgent
from flows.inputs import Command, Correction, Input, Text
from flows.library import builtin
from flows.protocol import Button, TextIn
from locales.languages import OFFERED
from locales.texts import load_texts
from nlu.answers.hearing import hear
from nlu.answers.words import base, split, table
from tests.support.at_question import at, interpreter
from tests.support.given_names import GIVEN_NAMES
from tests.support.walking import Walker

NAME_STEPS = ("name", "guardian_name")
FLOW = builtin("kim-intake")


def listening(step_id: str, lang: str) -> Walker:
    """As `at`, with the ears the product has."""
    walker = at(step_id, lang)
    walker.lookup = replace(walker.lookup, hearing=hear)
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


# --- free words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "word"), [("de", "insan"), ("ar", "pak"), ("uk", "زبان")])
def test_one_word_of_another_language_is_free_words(lang: str, word: str) -> None:
    assert write(at("wish", lang), word).values["wish"] == word


@pytest.mark.parametrize(("lang", "word"), [("ar", "help"), ("uk", "zurück"), ("de", "نجدة"), ("so", "geri dön")])
def test_german_and_english_and_calls_for_help_are_commands_everywhere(lang: str, word: str) -> None:
    assert "wish" not in write(at("wish", lang), word).values


@pytest.mark.parametrize("step_id", NAME_STEPS)
@pytest.mark.parametrize(
    ("lang", "cry"), [("de", "Hilfe er schlägt mich"), ("en", "he wants to kill me"), ("uk", "мене б'є чоловік")]
)
def test_a_cry_for_help_is_nobodys_name(lang: str, cry: str, step_id: str) -> None:
    walker = write(at(step_id, lang), cry)
    assert walker.state.urgent
    assert (walker.state.question, step_id in walker.values) == (step_id, False)
    assert write(walker, "Amina").values[step_id] == "Amina"


@pytest.mark.parametrize("again", ["~0", "Karl Rape"])
def test_who_is_called_by_a_word_for_danger_says_it_again(again: str) -> None:
    walker = write(at("name"), "Karl Rape")
    assert (walker.state.urgent, "name" in walker.values) == (True, False)
    walker.tap(again) if again == "~0" else write(walker, again)
    assert walker.values["name"] == "Karl Rape"


def test_no_name_is_a_cry_for_help() -> None:
    for name in GIVEN_NAMES:
        given = heard(at("name"), name)
        assert not (isinstance(given, Text) and given.danger), name


def test_a_name_is_not_edited_to_a_cry_for_help() -> None:
    walker = write(at("name"), "Amina")
    walker.do(Correction("name", "Hilfe er schlägt mich", danger=True))
    assert (walker.values["name"], walker.state.urgent) == ("Amina", True)
    walker.do(Correction("name", "Amina Haddad"))
    assert walker.values["name"] == "Amina Haddad"


def test_danger_in_free_words_is_both() -> None:
    walker = write(at("wish"), "er will mich umbringen")
    assert (walker.state.urgent, walker.values["wish"]) == (True, "er will mich umbringen")


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
    monkeypatch.setattr("flows.engine.turn.offered", lambda step, env: step.choices)
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


# --- yes and no -------------------------------------------------------------------------------------------------------


def yes_or_no(lang: str) -> dict[str, bool]:
    """Every word of a language for yes or no, and which of them it is."""
    texts = load_texts()
    said = {True: ("answer.yes", "answer.yes.words"), False: ("answer.no", "answer.no.words")}
    found = {
        word.strip(): meaning
        for meaning, ids in said.items()
        for text_id in ids
        for word in texts.raw(lang, text_id).split("|")
    }
    known = table("yes_no").get(base(lang), {})
    signs = {"yes": True, "agree": True, "no": False, "refuse": False}
    return found | {word: meaning for sign, meaning in signs.items() for word in split(known.get(sign, ""))}


@pytest.mark.parametrize("lang", OFFERED)
def test_no_yes_and_no_no_is_taken_for_a_command(lang: str) -> None:
    commands = []
    for word, meaning in yes_or_no(lang).items():
        walker = listening("of_age", lang)
        given = heard(walker, word)
        if isinstance(given, Command):
            commands.append(word)
            walker.do(given)
            assert walker.values.get("of_age") is meaning, word
    assert commands or lang in ("ar", "es", "ro", "pl", "sr"), "else this proves nothing"


@pytest.mark.parametrize(("lang", "word"), [("ar", "falsch"), ("de", "yanlış"), ("uk", "wrong"), ("en", "gabim")])
def test_a_no_in_another_language_is_a_no(lang: str, word: str) -> None:
    assert write(listening("of_age", lang), word).values["of_age"] is False


@pytest.mark.parametrize(("lang", "word"), [("de", "ändern"), ("de", "start"), ("en", "/edit"), ("fa", "اصلاح")])
def test_other_commands_are_commands_at_yes_or_no(lang: str, word: str) -> None:
    assert "of_age" not in write(listening("of_age", lang), word).values


@pytest.mark.parametrize("lang", OFFERED)
def test_what_may_refuse_a_consent_is_asked_back(lang: str) -> None:
    """Refused, it takes answers with it: nobody but the person says which is meant."""
    asked = 0
    for word in yes_or_no(lang):
        walker = listening("consent_intake", lang)
        if not isinstance(heard(walker, word), Command):
            continue
        write(walker, word)
        if walker.state.question == "consent_intake":
            asked += 1
            assert walker.state.alternatives == (False,), word
            assert "edit" in [str(button.data).rsplit(".", 1)[-1] for button in roles(walker)]
            assert write(walker, word).state.consents["intake"] is False
        assert "intake" not in walker.state.consents or walker.state.status == "refused"
    assert asked or lang not in ("de", "fa", "tr", "fr", "sq", "so", "ru", "ps"), "else this proves nothing"


@pytest.mark.parametrize(("lang", "word"), [("de", "falsch"), ("fa", "غلط"), ("tr", "yanlış")])
def test_who_is_asked_whether_to_delete_and_says_it_is_wrong_keeps_all(lang: str, word: str) -> None:
    walker = listening("name", lang)
    walker.command("delete")
    write(walker, word)
    assert (walker.state.question, walker.state.status) == ("name", "running")
    assert "delete.kept" in [event.text for event in walker.events if isinstance(event, Say)]


# --- danger -----------------------------------------------------------------------------------------------------------


def test_danger_at_a_question_with_choices_is_danger() -> None:
    assert write(at("health_talk", "ar"), "الحقوني").state.urgent


def test_a_word_written_under_an_older_question_is_no_answer_to_the_present_one() -> None:
    """faults: A3, A4. Two pages are open, and the older one is written on."""
    walker = Walker().begin().until("name")
    walker.do(understand(TextIn(text="Adam", step="of_age"), "de", interpreter()))
    assert "name" not in walker.values
    walker.do(understand(TextIn(text="Adam", step="name"), "de", interpreter()))
    assert walker.values["name"] == "Adam"
