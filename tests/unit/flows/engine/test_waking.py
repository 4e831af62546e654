"""Coming back from a pause: what is said counts where it can mean nothing else, and otherwise only wakes."""

from __future__ import annotations

import pytest

from backend.services.turn_input import understand
from flows.events import Say
from flows.inputs import Known, Meant, Text
from flows.library import builtin
from flows.protocol import TextIn
from locales.languages import OFFERED
from locales.texts import load_texts
from tests.support.at_question import at, interpreter
from tests.support.walking import Walker

HOUSING = Meant(need="housing_search", field="housing", purpose="intake")
FLOW = builtin("kim-intake")
GREETINGS = [
    "Hallo, ich bin wieder da",
    "heute bin ich wieder da",
    "Entschuldigung, 2 Minuten",
    "ok",
    "weiter",
    "danke",
]


def paused_at(step_id: str, lang: str = "de") -> Walker:
    walker = at(step_id, lang)
    walker.command("pause")
    assert walker.state.status == "paused"
    return walker


def write(walker: Walker, text: str) -> Walker:
    walker.do(understand(TextIn(text=text), walker.state.lang, interpreter()))
    return walker


def said(walker: Walker) -> list[str]:
    return [event.text for event in walker.events if isinstance(event, Say)]


# --- what is plainly the answer ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step_id", "words", "value"),
    [
        ("of_age", "Ja", True),
        ("of_age", "Nein", False),
        ("birth", "1990", {"date": "1990-07-01", "precision": "year", "about": False}),
        ("birth", "3.5.1990", {"date": "1990-05-03", "precision": "day", "about": False}),
        ("birth", "Mai 1990", {"date": "1990-05-15", "precision": "month", "about": False}),
        ("adults", "2", 2),
        ("fields", "Wohnen, Arbeit", ["housing", "work"]),
    ],
)
def test_what_is_plainly_the_answer_is_taken_and_said_back(step_id: str, words: str, value: object) -> None:
    walker = write(paused_at(step_id), words)
    found = walker.values[step_id]
    assert sorted(found) == sorted(value) if isinstance(found, list) and isinstance(value, list) else found == value
    assert said(walker)[:2] == ["pause.resumed", "answer.echo"]
    assert walker.state.status == "running"
    assert walker.state.question != step_id


@pytest.mark.parametrize("words", ["44532", "Lünen"])
def test_a_town_is_plainly_the_answer(words: str) -> None:
    walker = write(paused_at("residence"), words)
    assert walker.values["residence"]["name"] == "Lünen"
    assert said(walker)[:2] == ["pause.resumed", "answer.place.echo"]


@pytest.mark.parametrize("lang", OFFERED)
def test_every_choice_is_taken_by_its_name(lang: str) -> None:
    texts = load_texts()
    for choice in FLOW.steps["fields"].choices:
        walker = write(paused_at("fields", lang), texts.raw(lang, choice.label))
        assert walker.values["fields"] == [choice.value]


# --- what only wakes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "step_id",
    ["of_age", "consent_intake", "name", "birth", "residence", "adults", "fields", "wish", "summary", "submit"],
)
@pytest.mark.parametrize("words", GREETINGS)
def test_a_greeting_only_wakes(step_id: str, words: str) -> None:
    """ "Hallo" is near to Halle, "heute" is a date, "2 Minuten" holds a number, "ok" is a yes."""
    walker = paused_at(step_id)
    answers = walker.state.answers
    write(walker, words)
    assert (walker.state.status, walker.state.question) == ("running", step_id)
    assert walker.state.answers == answers
    assert said(walker)[0] == "pause.resumed"


@pytest.mark.parametrize("meant", [Meant(said="greet"), Meant(command="emergency"), Meant(command="stop")])
def test_what_means_no_answer_and_no_other_command_only_wakes(meant: Meant) -> None:
    walker = paused_at("wish")
    walker.do(Text("Hallo, da bin ich wieder", beside=Known(meant=meant)))
    assert said(walker) == ["pause.resumed"]
    assert (walker.state.question, walker.state.alternatives) == ("wish", ())
    assert not walker.state.urgent


@pytest.mark.parametrize("words", ["Ja", "Nein", "ok", "👍", "falsch"])
def test_a_consent_is_not_given_in_passing(words: str) -> None:
    walker = write(paused_at("consent_intake"), words)
    assert (walker.state.question, dict(walker.state.consents)) == ("consent_intake", {})


@pytest.mark.parametrize("lang", OFFERED)
def test_a_consent_is_given_by_the_words_on_its_button_alone(lang: str) -> None:
    texts = load_texts()
    for text_id, given in (("answer.consent.yes", True), ("answer.consent.no", False)):
        walker = write(paused_at("consent_intake", lang), texts.raw(lang, text_id))
        assert walker.state.consents == {"intake": given}
        assert said(walker)[:2] == ["pause.resumed", "answer.echo"]
    walker = write(paused_at("consent_intake", lang), texts.raw(lang, "answer.yes"))
    assert walker.state.consents == {}


def test_danger_is_answered_and_no_answer() -> None:
    walker = write(paused_at("wish"), "er will mich umbringen")
    assert (walker.state.urgent, walker.state.question, walker.state.alternatives) == (True, "wish", ())


def test_words_under_an_older_question_only_wake() -> None:
    """faults: A3, A4"""
    walker = paused_at("adults")
    walker.do(Text("2", step="birth"))
    assert (walker.state.question, walker.state.status) == ("adults", "running")


def test_a_question_of_the_engine_itself_waits() -> None:
    """Everything deleted because of a word said on waking: never."""
    walker = paused_at("birth")
    walker.state = walker.state.with_(question="!delete")
    write(walker, "Ja")
    assert walker.state.status == "running"


# --- free words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step_id", "lang", "words"),
    [("wish", "en", "I need a flat"), ("wish", "de", "ж" * 900), ("name", "de", "Amina"), ("name", "ar", "Adam")],
)
def test_free_words_are_a_button_at_the_question(step_id: str, lang: str, words: str) -> None:
    walker = write(paused_at(step_id, lang), words)
    assert (walker.state.question, step_id in walker.values) == (step_id, False)
    assert said(walker) == ["pause.resumed"]
    shown = [button.label for message in walker.messages for row in message.rows for button in row]
    assert [label for label in shown if label[:5] == words[:5]]
    walker.tap("~0")
    assert walker.values[step_id] == words


def test_other_words_than_those_on_the_button_are_the_answer() -> None:
    walker = write(paused_at("wish"), "ich brauche eine Wohnung")
    assert write(walker, "einen Deutschkurs").values["wish"] == "einen Deutschkurs"


def test_what_does_not_fit_is_no_button() -> None:
    assert write(paused_at("wish"), "ж" * 2000).state.alternatives == ()


@pytest.mark.parametrize(("step_id", "kept"), [("birth", True), ("name", True), ("wish", False)])
def test_a_need_is_kept_where_free_words_are_no_answer(step_id: str, kept: bool) -> None:
    walker = paused_at(step_id)
    walker.do(Text("ich brauche eine Wohnung", beside=Known(HOUSING)))
    assert [need.need for need in walker.state.needs] == ["housing_search"] * kept
    assert bool(walker.state.alternatives) is not kept
    assert (walker.state.question, walker.state.status) == (step_id, "running")


# --- commands and taps ------------------------------------------------------------------------------------------------


def test_who_wakes_with_a_sentence_that_means_a_command_gets_it() -> None:
    walker = paused_at("birth")
    walker.do(Text("Ich möchte, dass alles gelöscht wird", beside=Known(meant=Meant(command="delete"))))
    assert walker.state.question == "!delete"
    assert said(walker) == []


def test_a_tap_wakes_a_pause_and_counts() -> None:
    walker = Walker().begin()
    walker.command("pause")
    walker.tap("yes")
    assert walker.state.question == "consent_intake"
