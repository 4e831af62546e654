"""Messages in the person's language: direction, isolates, keypads, lists, and what an older revision said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.events import Ask, Say, Show, Staff, Withdrawn
from flows.offices import Office
from flows.rendering import render, tellable
from flows.rendering.messages import shorten
from locales.languages import OFFERED, language
from locales.texts import FSI, LRI, PDI, isolate
from tests.support.walking import Walker, intake


@pytest.mark.parametrize(("lang", "direction"), [(code, language(code).dir) for code in OFFERED])
def test_every_question_and_notice_in_every_language(lang: str, direction: str) -> None:
    """Nothing raises for a missing text, and everything runs in its direction."""
    walker = Walker()
    view = replace(walker.view(), state=walker.state.with_(lang=lang), offices={"kreis-unna": Office("Kreis Unna")})
    asks = [Ask(step=step.id, asked=1) for step in intake().steps.values()]
    shows = [Show(what) for what in ("emergency", "human", "menu", "data")]
    shows.append(Show("over", {"text": "after.ended", "button": "start"}))
    shows.append(Show("controller", {"jurisdiction": "kreis-unna"}))
    dialogs = [Ask(step=f"!{name}", asked=1, options=("de", "ar")) for name in ("language", "delete")]
    dialogs.append(Ask(step="!withdraw", asked=1, options=("special", "handover", "messenger", "statistics")))
    dialogs.append(Ask(step="!edit", asked=1, options=("residence", "consent_intake")))
    dialogs.append(Ask(step="!handover", asked=1, options=("origin",)))
    for message in render(view, [*asks, *shows, *dialogs], "1"):
        assert (message.lang, message.dir) == (lang, direction)
        assert message.text.strip()


def test_the_language_is_asked_in_a_few_languages_that_of_the_phone_first() -> None:
    walker = Walker()
    view = replace(walker.view(), state=walker.state.with_(lang=None, lang_hint="fa"))
    (message,) = render(view, [Ask(step="!language", asked=1, options=OFFERED)], "1")
    assert len(message.text.splitlines()) == 4
    assert message.text.startswith(view.lookup.texts.raw("fa", "dialog.language.prompt"))
    assert len([button for row in message.rows for button in row]) >= len(OFFERED)


def test_ids_are_stable_and_silent_events_take_none() -> None:
    walker = Walker().begin()
    events = [Say("pause.text"), Withdrawn("of_age", "back"), Say("pause.resumed")]
    assert [message.id for message in render(walker.view(), events, "7")] == ["7.0", "7.1"]


def test_answers_are_isolated_in_a_sentence_of_the_other_direction() -> None:
    walker = Walker().begin("ar").until("moved_here")
    walker.command("data")
    assert f"{FSI}Lünen{PDI}" in walker.said


def test_what_staff_wrote_is_left_as_it_is() -> None:
    walker = Walker().begin("ar")
    text = "Bitte kommen Sie am 3.12. um 9 Uhr <b>pünktlich</b> {name}"
    assert render(walker.view(), [Staff(text)], "1")[0].text == text


def test_a_question_says_how_it_is_typed() -> None:
    walker = Walker().begin().until("contact_way")
    walker.tap("call")
    question = walker.messages[-1]
    assert question.entry is not None
    assert (question.entry.kind, question.entry.inputmode) == ("phone", "tel")


def test_only_what_can_be_done_is_offered() -> None:
    walker = Walker().begin()
    assert "Zurück" not in {button.label for button in walker.messages[-1].rows[-1]}
    walker.tap("yes")
    assert {"Zurück", "Warum fragen Sie das?", "Menü"} == {button.label for button in walker.messages[-1].rows[-1]}


def test_keep_is_offered_where_no_other_button_says_the_same() -> None:
    walker = Walker().begin().until("moved_here")
    walker.command("back")
    assert any(button.role == "keep" for row in walker.messages[-1].rows for button in row)
    walker.command("edit", "consent_special")
    assert not any(button.role == "keep" for row in walker.messages[-1].rows for button in row)


def test_ticks_are_shown_and_the_message_is_replaced() -> None:
    walker = Walker().begin().until("fields")
    walker.tap("housing")
    message = walker.messages[-1]
    assert message.replaces
    assert [button.label for row in message.rows for button in row if button.selected] == ["Wohnen"]


def test_the_link_is_a_button_only_while_it_is_known() -> None:
    walker = Walker(channel="telegram").begin().until("!handover")
    view = walker.view()
    ask = Ask(step="!handover", asked=1, options=("origin",))
    with_link = render(replace(view, link="https://example.org/h/x"), [ask], "1")[0]
    assert with_link.rows[0][0].url == "https://example.org/h/x"
    assert all(button.url is None for row in render(view, [ask], "1")[0].rows for button in row)


def test_data_shows_consents_answers_and_the_number() -> None:
    walker = Walker().begin().until("birth")
    walker.state = walker.state.with_(options={"receipt": "ABCD-EFGH-JKLM"})
    walker.command("data")
    assert "ABCD-EFGH-JKLM" in walker.said
    assert "Antworten speichern: ja" in walker.said
    assert "Lünen" in walker.said


@pytest.mark.parametrize(
    ("event", "known"),
    [
        (Ask(step="residence", asked=1), True),
        (Ask(step="gone", asked=1), False),
        (Ask(step="!edit", asked=1, options=("gone", "residence")), True),
        (Say("pause.text"), True),
        (Say("kim-intake.gone.prompt"), False),
        (Show("menu"), True),
    ],
)
def test_what_an_older_revision_said_is_left_out_when_its_words_are_gone(event: object, known: bool) -> None:
    view = Walker().begin().view()
    assert tellable(view, event) is known  # type: ignore[arg-type]
    if known:
        assert render(view, [event], "1")  # type: ignore[list-item]


def test_long_answers_are_shortened_in_buttons() -> None:
    assert shorten("x" * 60) == "x" * 60
    assert len(shorten("x" * 61)) == 60
    assert shorten("x" * 22 + " y", 24) == "x" * 22 + " y"
    assert shorten("x" * 22 + " yz", 24) == "x" * 22 + "…"


def test_what_is_shortened_closes_its_isolates_and_they_take_no_room() -> None:
    """One left open would turn round what stands after it."""
    assert shorten(isolate("x" * 60)) == isolate("x" * 60)
    assert shorten(f"a {isolate('x' * 60)} b") == f"a {isolate('x' * 57 + '…')}"
    assert shorten(f"{isolate('a')} {LRI}{FSI}{'x' * 60}") == f"{isolate('a')} {LRI}{FSI}{'x' * 57}…{PDI}{PDI}"


def test_an_answer_in_the_list_of_answers_stands_by_itself() -> None:
    """In Arabic a phone number of several groups would be read from the wrong end."""
    walker = Walker().begin("ar").until("contact_way")
    walker.tap("call")
    walker.say("0231 1234567")
    (message,) = render(walker.view(), [Ask(step="!edit", asked=1, options=("phone",))], "1")
    assert message.rows[0][0].label.startswith(f"{isolate('+49 231 1234567')} · ")
