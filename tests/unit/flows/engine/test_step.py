"""The one entry: stale buttons, danger words, what a messenger may not hear, and what comes after the end."""

from __future__ import annotations

import pytest

from flows.events import Ask, HandBack, HandOver, Say, Show, Stale, Wrote
from flows.inputs import UNHEARD, Command, Correction, Known, Meant, Media, Tap, Text
from tests.support.walking import Walker, intake


def texts(walker: Walker) -> list[str]:
    return [event.text for event in walker.events if isinstance(event, Say)]


# --- stale ------------------------------------------------------------------------------------------------------------


def test_a_double_tap_is_not_commented() -> None:
    """faults: A3, A4"""
    walker = Walker().begin()
    button = next(found for found in walker.buttons if found.label == "Ja")
    walker.press(button)
    before = walker.state
    walker.press(button)
    assert walker.events == (Stale(),)
    assert walker.state == before


def test_a_double_tap_on_the_last_button_neither() -> None:
    """faults: A3, A4"""
    walker = Walker().begin().until("submit")
    button = next(found for found in walker.buttons if found.label == "Jetzt senden")
    walker.press(button)
    walker.press(button)
    assert walker.events == (Stale(),)


def test_an_old_button_changes_nothing_and_says_so() -> None:
    """faults: A4"""
    walker = Walker().begin()
    old = next(found for found in walker.buttons if found.label == "Nein")
    walker.until("residence")
    before = walker.state.answers
    walker.press(old)
    assert texts(walker) == ["notice.stale"]
    assert walker.state.answers == before
    assert isinstance(walker.events[-1], Ask)


def test_the_other_button_of_a_question_just_answered_is_not_passed_over() -> None:
    """faults: A4. No double tap but a change of mind: it changes nothing, and that is said."""
    walker = Walker().begin()
    button = {found.label: found for found in walker.buttons}
    walker.press(button["Ja"])
    before = walker.state.answers
    walker.press(button["Nein"])
    assert texts(walker) == ["notice.stale"]
    assert walker.state.answers == before


def test_words_written_under_an_older_question_do_not_answer_the_present_one() -> None:
    """faults: A3, A4. A second screen still asks the age: its "yes" is no consent."""
    walker = Walker().begin().until("consent_intake")
    walker.do(Text("ja", step="of_age"))
    assert texts(walker) == ["notice.stale_text"]
    assert walker.state.consents == {}
    assert walker.state.question == "consent_intake"
    walker.do(Text("ja", step="consent_intake"))
    assert walker.state.consents == {"intake": True}


def test_nor_do_they_answer_a_dialog_opened_since() -> None:
    """faults: A4. "Yes" to a question is no "yes, delete everything": the dialog is closed."""
    walker = Walker().begin().until("residence")
    walker.do(Command("delete"))
    walker.do(Text("ja", step="of_age"))
    assert texts(walker) == ["notice.stale_text"]
    assert walker.state.question == "residence"


def test_the_same_words_sent_twice_need_no_words() -> None:
    """faults: A2, A3. Somebody impatient: the answer counted, and the next question is there."""
    walker = Walker().begin()
    walker.do(Text("Ja", step="of_age"))
    before = walker.state
    walker.do(Text("ja", step="of_age"))
    assert walker.events == (Stale(),)
    assert walker.state == before
    walker.until("residence")
    walker.do(Text("ja", step="of_age"))
    assert texts(walker) == ["notice.stale_text"], "on a page that still shows what was answered long ago"


def test_what_means_something_at_any_question_does_so_under_an_older_one() -> None:
    """People send in two messages what belongs into one."""
    walker = Walker().begin().until("residence")
    walker.do(Text("und gleich einen Menschen", step="of_age", beside=Known(meant=Meant(command="human"))))
    assert walker.state.human
    assert "notice.stale_text" not in texts(walker)
    assert walker.state.question == "residence"


def test_a_call_for_help_under_an_older_question_is_answered_as_one() -> None:
    walker = Walker().begin().until("consent_intake")
    walker.do(Text("Mein Mann schlägt mich", danger=True, step="of_age"))
    assert walker.state.urgent
    assert "notice.stale_text" not in texts(walker)


@pytest.mark.parametrize("name", ["back", "skip", "edit"])
def test_a_command_button_of_an_old_question_does_nothing(name: str) -> None:
    """faults: A4: "back" beside an old question would take back an answer the person is not looking at."""
    walker = Walker().begin().until("moved_here")
    state = walker.state
    walker.until("birth")
    before = walker.state.answers
    walker.do(Command(name, None, state.nonce, state.asked))
    assert texts(walker) == ["notice.stale"]
    assert walker.state.answers == before


def test_a_button_of_another_conversation() -> None:
    """faults: A4, B (forged callback data)"""
    walker = Walker().begin()
    walker.do(Tap("zz99", walker.state.asked, "of_age", "yes"))
    assert "of_age" not in walker.values


# --- danger -----------------------------------------------------------------------------------------------------------


def test_danger_in_free_words_is_answered_and_the_words_are_kept() -> None:
    walker = Walker().begin().until("wish")
    walker.do(Text("er schlägt mich, ich will weg", danger=True))
    assert Show("emergency") in walker.events
    assert walker.values["wish"] == "er schlägt mich, ich will weg"
    assert walker.state.urgent


def test_danger_is_no_answer_to_a_question_it_does_not_fit() -> None:
    walker = Walker().begin().until("birth")
    walker.do(Text("ich will sterben", danger=True))
    assert [message.role for message in walker.messages] == ["emergency", "question"]


def test_danger_never_counts_as_agreeing() -> None:
    walker = Walker().begin().until("consent_intake")
    walker.do(Text("ja ich will sterben", danger=True))
    assert walker.state.question == "consent_intake"


def test_danger_that_names_a_choice_is_that_choice() -> None:
    walker = Walker().begin().until("fields")
    walker.tap("housing")
    walker.tap("+done")
    walker.do(Text("Heute kein Schlafplatz", danger=True))
    assert walker.values["housing_now"] == "nowhere"
    assert walker.events.count(Show("emergency")) == 1


@pytest.mark.parametrize("dialog", ["delete", "edit", "withdraw", "language"])
def test_danger_in_a_dialog_leaves_the_dialog(dialog: str) -> None:
    walker = Walker().begin().until("birth")
    walker.command(dialog)
    walker.do(Text("ja, ich bringe mich um", danger=True))
    assert Show("emergency") in walker.events
    assert (walker.state.status, walker.state.question) == ("running", "birth")


def test_danger_in_an_edited_message_is_heard() -> None:
    walker = Walker().begin().until("helpers")
    walker.do(Correction("wish", "er schlägt mich", danger=True))
    assert walker.events[1] == Show("emergency")
    assert walker.values["wish"] == "er schlägt mich"


def test_danger_after_the_end_reaches_the_case_manager() -> None:
    walker = Walker().begin().finish()
    walker.command("edit")
    walker.do(Text("er schlägt mich", danger=True))
    assert Show("emergency") in walker.events
    assert Wrote() in walker.events


def test_danger_wakes_a_pause() -> None:
    walker = Walker().begin().until("birth")
    walker.command("pause")
    walker.do(Text("ich will sterben", danger=True))
    assert Show("emergency") in walker.events
    assert walker.state.status == "running"


@pytest.mark.parametrize(("step", "number"), [("consent_intake", "112"), ("residence", "110!"), ("fields", "١١٢")])
def test_the_number_to_call_written_here_calls_for_help(step: str, number: str) -> None:
    walker = Walker().begin().until(step)
    walker.do(Text(number))
    assert [message.role for message in walker.messages] == ["emergency", "question"]
    assert walker.state.urgent


@pytest.mark.parametrize("step", ["adults", "wish"])
def test_where_a_number_may_be_the_answer_it_is_no_call(step: str) -> None:
    walker = Walker().begin().until(step)
    walker.do(Text("112"))
    assert not walker.state.urgent


# --- hand-over --------------------------------------------------------------------------------------------------------


def in_telegram() -> Walker:
    return Walker(channel="telegram").begin().until("!handover")


def in_web(walker: Walker) -> Walker:
    walker.state = walker.state.with_(channel="web")
    walker.command("resume")
    return walker


def test_a_sensitive_question_is_handed_over() -> None:
    walker = Walker(channel="telegram").begin().until("helpers")
    walker.command("skip")
    assert walker.events[-2] == HandOver("origin")
    assert "Land" not in walker.said


def test_words_in_the_messenger_do_not_answer_what_is_asked_on_the_page() -> None:
    """The question is open in the web chat; what is written in Telegram meanwhile is not taken as its answer."""
    walker = in_web(in_telegram())
    assert walker.state.question == "origin"
    walker.state = walker.state.with_(channel="telegram")
    walker.say("Syrien")
    assert "origin" not in walker.values
    assert isinstance(walker.events[-2], HandOver)


def test_neither_do_forged_taps() -> None:
    walker = in_web(in_telegram())
    walker.state = walker.state.with_(channel="telegram")
    walker.tap("SY")
    assert "origin" not in walker.values


def test_it_goes_on_in_the_messenger_afterwards() -> None:
    walker = in_web(in_telegram())
    while walker.state.question != "name":
        walker.command("skip")
    assert HandBack() in walker.events
    walker.state = walker.state.with_(channel="telegram")
    walker.say("Ali")
    assert walker.values["name"] == "Ali"


def test_skipping_at_the_link_skips_all_that_is_behind_it() -> None:
    walker = in_telegram()
    walker.command("skip")
    assert walker.state.question == "name"
    assert walker.values["origin"] is None
    assert walker.values["health_talk"] is None


def test_skipping_at_the_link_keeps_what_was_answered_there() -> None:
    walker = in_web(in_telegram())
    walker.tap("SY")
    walker.until("name")
    walker.state = walker.state.with_(channel="telegram")
    walker.command("edit", "origin")
    assert walker.state.question == "!handover"
    walker.command("skip")
    assert walker.values["origin"] == "SY"


def test_the_reason_is_known_before_the_link_is_opened() -> None:
    walker = in_telegram()
    walker.command("why")
    assert texts(walker) == ["kim-intake.origin.why"]


def test_a_jurisdiction_may_allow_it() -> None:
    walker = Walker(channel="telegram").begin().until("helpers")
    walker.state = walker.state.with_(options={"sensitive_in_messenger": True})
    walker.command("skip")
    assert walker.state.question == "origin"


def test_protected_answers_are_not_repeated_in_the_messenger() -> None:
    walker = in_web(in_telegram())
    walker.tap("SY")
    walker.until("summary")
    assert "Syrien" in walker.said
    walker.state = walker.state.with_(channel="telegram")
    for name in ("repeat", "data", "edit"):
        walker.command(name)
        labels = [found.label for message in walker.messages for row in message.rows for found in row]
        assert "Syrien" not in " ".join([walker.said, *labels])


# --- after the end ----------------------------------------------------------------------------------------------------


def test_words_after_the_end_are_for_the_case_manager() -> None:
    walker = Walker().begin().finish()
    walker.say("Ich habe eine neue Nummer")
    assert Wrote() in walker.events


def test_words_after_the_end_with_a_list_open_too() -> None:
    walker = Walker().begin().finish()
    walker.command("edit")
    walker.say("Ich habe eine neue Nummer")
    assert Wrote() in walker.events
    assert walker.state.question is None


def test_nobody_is_told_somebody_reads_what_nobody_may_read() -> None:
    walker = Walker().begin().until("consent_handover")
    walker.tap("no")
    walker.finish()
    walker.say("Hört mich jemand?")
    assert Wrote() not in walker.events
    assert walker.events[-1] == Show("over", {"text": "after.kept", "button": "edit", "arg": "consent_handover"})


@pytest.mark.parametrize("media", ["photo", "flood", "hologram", "too_long"])
def test_what_cannot_be_read_is_never_an_answer(media: str) -> None:
    walker = Walker().begin().until("wish")
    walker.do(Media(media))
    assert "wish" not in walker.values
    assert [message.role for message in walker.messages] == ["notice", "question"]


def test_danger_beside_what_cannot_be_read_is_answered_first() -> None:
    walker = Walker().begin().until("wish")
    walker.do(Media("photo", danger=True))
    assert "wish" not in walker.values
    assert [message.role for message in walker.messages] == ["emergency", "notice", "question"]
    assert walker.state.urgent


@pytest.mark.parametrize("before", ["running", "paused", "submitted"])
def test_what_nobody_listened_to_is_answered_with_where_help_is(before: str) -> None:
    """Nothing is marked urgent by what nobody heard."""
    walker = Walker().begin().until("wish")
    if before == "paused":
        walker.do(Command("pause"))
    elif before == "submitted":
        walker.finish()
    assert walker.state.status == before
    walker.do(Media(UNHEARD))
    assert walker.messages[0].role == "emergency"
    assert not walker.state.urgent


def test_the_flow_decides_what_is_behind_the_link() -> None:
    """The tests above mean something only while these are sensitive."""
    assert {"origin", "status", "health_talk"} <= {key for key, step in intake().steps.items() if step.sensitive}
