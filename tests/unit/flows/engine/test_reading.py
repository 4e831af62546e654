"""Answers written, tapped, sent as a form or edited: what each does to the question before somebody."""

from __future__ import annotations

import pytest

from flows.engine.reading import ticked
from flows.events import Ask, Say
from flows.inputs import Correction, Values
from flows.model import Choice
from locales.languages import OFFERED
from locales.texts import load_texts
from tests.support.walking import Walker

CHOICES = {value: Choice(value, "label", exclusive=value == "none") for value in ("a", "b", "none")}


@pytest.mark.parametrize(
    ("draft", "value", "after"),
    [
        ((), "a", ("a",)),
        (("a",), "b", ("a", "b")),
        (("a", "b"), "-a", ("b",)),
        (("a",), "a", ("a",)),  # the same button tapped twice at once
        ((), "-a", ()),
        (("a", "b"), "none", ("none",)),
        (("none",), "a", ("a",)),
        (("gone", "a"), "b", ("a", "b")),
    ],
)
def test_ticks(draft: tuple[str, ...], value: str, after: tuple[str, ...]) -> None:
    assert ticked(draft, value, CHOICES) == after


def at_fields() -> Walker:
    return Walker().begin().until("fields")


def errors(walker: Walker) -> list[str]:
    return [event.text for event in walker.events if isinstance(event, Say) and event.role == "error"]


def test_done_without_a_tick_is_no_answer() -> None:
    walker = at_fields()
    walker.tap("+done")
    assert errors(walker) == ["ask.nothing_ticked"]


def test_a_double_tap_ticks_once() -> None:
    """faults: A3"""
    walker = at_fields()
    button = next(found for found in walker.buttons if found.label == "Wohnen")
    walker.press(button)
    walker.press(button)
    assert walker.state.draft == ("housing",)


def form(walker: Walker, *values: str) -> None:
    walker.do(Values(walker.state.nonce, walker.state.asked, str(walker.state.question), values))


def test_a_form_counts_its_ticks_whatever_was_ticked_before() -> None:
    walker = at_fields()
    walker.tap("law")
    form(walker, "-law", "work", "work", "nonsense")
    assert walker.values["fields"] == ["law", "work"]


def test_a_form_with_contradictions_is_asked_back() -> None:
    walker = at_fields()
    form(walker, "none", "work")
    assert errors(walker) == ["ask.exclusive"]


def test_a_form_for_a_single_choice_gives_one_value_never_a_list() -> None:
    """faults: B (forged form)"""
    walker = at_fields()
    form(walker, "work")
    form(walker, "full", "part")
    assert walker.state.question == "work_now"
    form(walker, "full")
    assert walker.values["work_now"] == "full"


def test_a_forged_done_on_a_single_choice_answers_nothing() -> None:
    walker = at_fields()
    form(walker, "work")
    walker.tap("+done")
    assert "work_now" not in walker.values


def test_words_understood_as_something_else_are_said_back() -> None:
    walker = at_fields()
    walker.say("wohnung und job")
    assert "Arbeit und Beruf, Wohnen" in walker.said


def test_words_understood_as_themselves_are_not() -> None:
    walker = Walker().begin().until("birth")
    walker.say("1990")
    assert [message.role for message in walker.messages] == ["question"]


@pytest.mark.parametrize(
    "text", ["12.3.2050", "12.03.3000", "١٢/٠٣/٣٠٠٠", "۳۰۰۰", "12 березня 3000 р.", "03/3000", "3000"]
)
def test_a_date_far_ahead_is_in_the_future_like_any_other(text: str) -> None:
    walker = Walker().begin().until("birth")
    walker.say(text)
    assert errors(walker) == ["kim-intake.birth.constraint.1"]


def test_a_year_of_another_age_is_long_ago_and_one_of_another_calendar_is_said_to_be_one() -> None:
    walker = Walker().begin().until("birth")
    walker.say("12.3.1794")
    assert errors(walker) == ["kim-intake.birth.constraint.2"]
    walker.say("12.3.1373")
    assert errors(walker) == ["answer.date.calendar"]


def test_a_date_beyond_all_years_is_none_where_no_constraint_says_so() -> None:
    walker = Walker().begin().until("arrival")
    walker.say("1794")
    assert errors(walker) == ["answer.date.misfit"]


def test_an_ambiguous_place_is_asked_back_and_answered_by_button() -> None:
    walker = Walker().begin().until("residence")
    walker.say("40472")
    ask = walker.events[-1]
    assert isinstance(ask, Ask)
    assert [place["name"] for place in ask.alternatives] == ["Düsseldorf", "Ratingen"]
    walker.tap("~1")
    assert walker.values["residence"]["name"] == "Ratingen"  # type: ignore[index]


def test_alternatives_can_be_put_away() -> None:
    walker = at_fields()
    walker.say("wohnen und xyz")
    assert walker.state.alternatives
    walker.tap("+all")
    assert not walker.state.alternatives
    assert any(button.label == "Familie" for button in walker.buttons)


@pytest.mark.parametrize("forged", ["~7", "~-1", "~²", "~", "~99999999999999999999"])
def test_a_forged_alternative_answers_nothing(forged: str) -> None:
    """faults: B (forged callback data)"""
    walker = Walker().begin().until("residence")
    walker.say("40472")
    walker.tap(forged)
    assert walker.state.question == "residence"


def test_help_is_offered_to_who_is_stuck() -> None:
    """The words speak of two buttons: they are there, not in a menu that has to be found first; and no longer than
    for this question."""
    walker = Walker().begin().until("birth")
    for _ in range(2):
        walker.say("ein Tag im Frühling")
        assert not any(message.role == "notice" for message in walker.messages)
        assert not helped(walker)
    walker.say("ein Tag im Frühling")
    assert any(message.role == "notice" for message in walker.messages)
    assert helped(walker) == {"Hilfe", "Mit einem Menschen sprechen"}
    walker.say("1985")
    assert not helped(walker)


def helped(walker: Walker) -> set[str]:
    """The buttons of the question that lead to help."""
    labels = {button.label for row in walker.messages[-1].rows for button in row}
    return labels & {"Hilfe", "Mit einem Menschen sprechen"}


def test_an_edited_message_corrects_its_answer() -> None:
    """faults: A5"""
    walker = Walker().begin().until("adults")
    walker.do(Correction("birth", "1985"))
    assert walker.values["birth"]["date"].startswith("1985")  # type: ignore[index]
    assert walker.state.question == "adults"


@pytest.mark.parametrize("step", ["", "gone", "submit", "who_we_are", "adults", "origin"])
def test_an_edit_that_corrects_nothing_says_so(step: str) -> None:
    """faults: A5: an unknown message, a notice, a question not answered yet"""
    walker = Walker().begin().until("adults")
    before = walker.state
    walker.do(Correction(step, "3"))
    assert walker.state.answers == before.answers
    assert [message.role for message in walker.messages] == ["notice"]


def test_a_correction_keeps_the_ticks_of_the_present_question() -> None:
    walker = at_fields()
    walker.tap("law")
    walker.do(Correction("birth", "1985"))
    assert walker.state.draft == ("law",)
    assert walker.state.question == "fields"


def test_a_correction_that_does_not_fit_changes_nothing() -> None:
    walker = at_fields()
    before = walker.state.answers
    walker.do(Correction("birth", "2030"))
    assert walker.state.answers == before


def test_an_edited_message_cannot_reach_behind_the_link() -> None:
    """What a messenger must not hear is not taken from an edit there either."""
    walker = Walker(channel="telegram").begin().until("!handover")
    walker.state = walker.state.with_(channel="web")
    walker.command("resume")
    walker.tap("SY")
    walker.state = walker.state.with_(channel="telegram")
    walker.do(Correction("origin", "Irak"))
    assert walker.values["origin"] == "SY"


@pytest.mark.parametrize("lang", OFFERED)
def test_the_button_that_ends_several_answers_can_be_said_in_every_language(lang: str) -> None:
    walker = Walker().begin().until("fields")
    walker.tap("law")
    ticked_one = walker.state
    texts = load_texts()
    for words in (texts.raw(lang, "command.done"), *texts.raw(lang, "command.done.words").split("|")):
        walker.state = ticked_one
        walker.say(f" {words.strip().upper()}! ")
        assert walker.values.get("fields") == ["law"], words


def test_done_in_words_without_a_tick_is_no_answer() -> None:
    walker = at_fields()
    walker.say("fertig")
    assert errors(walker) == ["ask.nothing_ticked"]


def test_a_former_answer_is_kept_in_words() -> None:
    walker = Walker().begin().until("moved_here")
    home = walker.values["residence"]
    walker.command("back")
    walker.say("so lassen")
    assert walker.values["residence"] == home
    assert walker.state.question == "moved_here"


def test_a_former_text_is_kept_in_words_and_not_replaced_by_them() -> None:
    walker = Walker().begin().until("name")
    walker.say("Amal")
    walker.command("back")
    walker.say("so lassen")
    assert walker.values["name"] == "Amal"


@pytest.mark.parametrize("lang", OFFERED)
def test_go_on_instead_of_a_former_text_is_asked_back(lang: str) -> None:
    """It would be gone; and "Hadi" is a name, not only Turkish for "come on"."""
    walker = Walker().begin().until("name")
    walker.say("Amal")
    walker.command("back")
    corrected, texts = walker.state, load_texts()
    for words in (texts.raw(lang, "command.continue"), *texts.raw(lang, "command.continue.words").split("|")):
        walker.state = corrected
        walker.say(words.strip())
        assert (walker.state.question, errors(walker)) == ("name", []), words
        answers = [button.role for message in walker.messages for row in message.rows for button in row if button.data]
        assert (answers.count("choice"), answers.count("keep")) == (0, 1), "a button named Next looks like going on"
        asked = walker.state
        for value in ("+keep", "~0"):
            walker.state = asked
            walker.tap(value)
            assert walker.values["name"] == "Amal"
        walker.state = asked
        walker.say(words.strip())
        assert walker.values["name"] == words.strip(), "said twice it is meant"
        walker.command("back")
        walker.say(words.strip())
        assert walker.state.question != "name", "it is the former text itself"


def test_who_is_asked_back_while_correcting_may_still_leave_it() -> None:
    walker = Walker().begin().until("moved_here")
    walker.command("back")
    walker.say("40472")
    (keep,) = [button for button in walker.buttons if button.role == "keep"]
    walker.press(keep)
    assert walker.values["residence"]["name"] == "Lünen"  # type: ignore[index]


def test_one_of_several_meanings_that_is_the_former_answer_is_offered_once() -> None:
    walker = Walker().begin().until("residence")
    walker.say("40472")
    walker.tap("~1")
    walker.command("back")
    walker.say("40472")
    offered = [button.label for button in walker.buttons if button.data and button.role in ("choice", "keep")]
    assert len([label for label in offered if "Ratingen" in label]) == 1
    assert len([label for label in offered if "Düsseldorf" in label]) == 1


def test_go_on_is_a_text_where_there_is_none() -> None:
    walker = Walker().begin().until("wish")
    walker.say("weiter")
    assert walker.values["wish"] == "weiter"


def test_the_words_that_keep_an_answer_are_a_text_where_there_is_none() -> None:
    walker = Walker().begin().until("wish")
    walker.say("bleibt so")
    assert walker.values["wish"] == "bleibt so"


def test_a_consent_is_never_kept_in_words() -> None:
    walker = Walker().begin().until("consent_handover")
    walker.command("back")
    walker.say("so lassen")
    assert walker.state.question == "consent_intake"
