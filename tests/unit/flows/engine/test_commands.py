"""What can be done at every moment: each command, before, during and after the conversation."""

from __future__ import annotations

import pytest

from flows.engine.ending import AFTERWARDS, FINAL
from flows.events import Ask, HumanWanted, LanguageChanged, Say, Show, StatusChanged, Urgent
from flows.inputs import COMMANDS
from flows.rendering import menu
from tests.support.walking import Walker, intake


def texts(walker: Walker) -> list[str]:
    return [event.text for event in walker.events if isinstance(event, Say)]


def at_birth() -> Walker:
    return Walker().begin().until("birth")


@pytest.mark.parametrize("name", [*COMMANDS, "nonsense"])
@pytest.mark.parametrize("end", ["start", "middle", "submitted", "refused", "jugendamt"])
def test_every_command_is_answered_always(name: str, end: str) -> None:
    """No command, at no time, is met with silence."""
    walker = _walked_to(end)
    walker.command(name)
    assert walker.messages


def _walked_to(end: str) -> Walker:
    walker = Walker()
    if end == "middle":
        return walker.begin().until("birth")
    if end == "submitted":
        return walker.begin().finish()
    if end == "refused":
        walker.begin().until("consent_intake").tap("no")
    if end == "jugendamt":
        walker.begin().tap("no")
        walker.tap("alone")
    return walker


def test_back_leads_through_the_answers_and_stops_at_the_first() -> None:
    walker = Walker().begin().until("consent_handover")
    walker.command("back")
    assert walker.state.question == "consent_intake"
    walker.command("back")
    assert walker.state.question == "of_age"
    walker.command("back")
    assert texts(walker) == ["notice.nothing_back"]
    assert walker.state.question == "of_age"


def test_back_from_the_last_question_shows_the_summary() -> None:
    walker = Walker().begin().until("submit")
    walker.command("back")
    assert walker.state.question == "summary"


def test_back_out_of_a_list_goes_back_to_the_question() -> None:
    walker = at_birth()
    walker.command("edit")
    walker.command("back")
    assert walker.state.question == "birth"
    assert "arrival" in walker.values


def test_no_changed_mind_about_the_age_is_lost() -> None:
    """Yes, back, no: the guardian's path; back twice, yes: the former one."""
    walker = Walker().begin()
    walker.tap("yes")
    walker.command("back")
    walker.tap("no")
    assert walker.state.question == "guardian"
    walker.tap("here")
    walker.command("edit", "of_age")
    walker.tap("yes")
    assert walker.state.question == "consent_intake"
    assert "guardian" not in walker.values


def test_skip_is_for_what_may_be_skipped() -> None:
    walker = at_birth()
    walker.command("skip")
    assert texts(walker) == ["notice.cannot_skip"]
    walker.say("1990")
    walker.command("skip")
    assert walker.values["adults"] is None


def test_the_list_of_answers_has_pages_and_consents_last() -> None:
    walker = Walker().begin().until("name")
    walker.command("edit")
    seen: list[str] = []
    while True:
        page = [found for found in walker.buttons if found.role == "choice"]
        seen += [str(found.data).rsplit(".", 1)[1] for found in page]
        more = next((found for found in walker.buttons if "+more" in str(found.data)), None)
        if more is None:
            break
        walker.buttons = []
        walker.press(more)
    assert len(seen) == len(set(seen))
    assert seen[-3:] == ["consent_intake", "consent_handover", "consent_special"]
    assert set(seen) == {key for key in walker.values if intake().steps[key].kind != "say"}


def test_a_list_of_answers_wants_a_tap() -> None:
    walker = at_birth()
    walker.command("edit")
    walker.say("residence")
    assert texts(walker) == ["dialog.choose_button"]
    assert walker.state.question == "!edit"


def test_a_pause_keeps_the_question() -> None:
    walker = at_birth()
    walker.command("pause")
    assert (walker.state.status, walker.state.question) == ("paused", "birth")


def test_pausing_twice_is_pausing() -> None:
    walker = at_birth()
    walker.command("pause")
    walker.command("pause")
    assert walker.state.status == "paused"
    assert texts(walker) == ["pause.text"]


def test_stop_is_asked_about_and_changes_nothing_by_itself() -> None:
    walker = at_birth()
    before = walker.state
    walker.command("stop")
    assert (walker.state.status, walker.state.question) == ("running", "!stop")
    assert walker.state.answers == before.answers


@pytest.mark.parametrize(
    ("said", "status", "question"),
    [
        ("pause", "paused", "birth"),
        ("resume", "running", "birth"),
        ("delete", "running", "!delete"),
    ],
)
def test_what_stop_may_have_meant(said: str, status: str, question: str) -> None:
    walker = at_birth()
    walker.command("stop")
    walker.tap(said)
    assert walker.state.status == status
    assert (walker.state.question or "birth") == question


@pytest.mark.parametrize(("words", "status"), [("ja", "paused"), ("nein", "running"), ("Banane", "running")])
def test_stop_answered_in_words(words: str, status: str) -> None:
    walker = at_birth()
    walker.command("stop")
    walker.say(words)
    assert walker.state.status == status
    assert (walker.state.question == "!stop") == (words == "Banane")


def test_stop_said_twice_or_while_paused_is_a_pause() -> None:
    walker = at_birth()
    walker.command("stop")
    walker.command("stop")
    assert walker.state.status == "paused"
    walker.command("stop")
    assert walker.state.status == "paused"
    assert texts(walker) == ["pause.text"]


def test_language_by_command_keeps_the_ticks() -> None:
    walker = Walker().begin().until("fields")
    walker.tap("law")
    walker.command("language")
    walker.say("Arabisch")
    assert walker.state.lang == "ar"
    assert walker.state.draft == ("law",)
    assert LanguageChanged("ar") in walker.events


@pytest.mark.parametrize("dialog", ["delete", "withdraw"])
def test_a_dialog_left_with_no_keeps_the_ticks(dialog: str) -> None:
    walker = Walker().begin().until("fields")
    walker.tap("law")
    walker.command(dialog)
    walker.tap("no")
    assert walker.state.draft == ("law",)


def test_until_the_first_consent_a_new_language_says_everything_again() -> None:
    """Nobody can agree to what they could not read."""
    walker = Walker().begin()
    walker.tap("yes")
    walker.command("language", "uk")
    assert {"kim-intake.privacy_what.prompt", "kim-intake.privacy_rights.prompt"} <= set(texts(walker))
    assert walker.values["of_age"] is True
    walker.tap("yes")
    walker.command("language", "en")
    assert texts(walker) == ["notice.language_changed", "notice.drafted"]


def test_a_language_chosen_after_the_end_leaves_no_dialog_open() -> None:
    """The next words are for the case manager again, not for the language picker."""
    walker = Walker().begin().finish()
    walker.command("language")
    walker.tap("en")
    walker.say("I have a new number")
    assert texts(walker) == ["after.noted"]


def test_human() -> None:
    walker = at_birth()
    walker.command("human")
    assert walker.state.human
    assert HumanWanted() in walker.events
    assert isinstance(walker.events[-1], Ask)


def test_emergency_is_answered_before_anything_else() -> None:
    walker = Walker()
    walker.command("emergency")
    assert walker.events[:2] == (Urgent("button"), Show("emergency"))
    assert "112" in walker.messages[0].text
    assert "110" in walker.messages[0].text


def test_delete_asks_once_more_and_then_does_it() -> None:
    walker = at_birth()
    walker.command("delete")
    walker.say("hm")
    assert walker.state.question == "!delete"
    walker.say("nein")
    assert (walker.state.status, walker.state.question) == ("running", "birth")
    walker.command("delete")
    walker.say("ja")
    assert walker.state.status == "erased"


def test_withdrawing_with_nothing_to_withdraw() -> None:
    walker = Walker().begin()
    walker.command("withdraw")
    assert texts(walker) == ["notice.no_consents"]


def test_withdrawing_the_first_consent_means_deleting() -> None:
    walker = at_birth()
    walker.command("withdraw")
    walker.tap("intake")
    assert walker.state.question == "!delete"


def test_words_do_not_withdraw() -> None:
    walker = at_birth()
    walker.command("withdraw")
    walker.say("special")
    assert walker.state.question == "!withdraw"
    assert walker.state.consents["special"]


def test_where_nothing_was_sent_one_can_begin_again() -> None:
    walker = _walked_to("refused")
    start = next(found for row in walker.messages[-1].rows for found in row)
    walker.press(start)
    assert StatusChanged("running") in walker.events
    assert walker.state.question == "consent_intake"
    assert "kim-intake.privacy_rights.prompt" in texts(walker), "whoever joins them can read it too"


def test_a_child_sent_to_the_jugendamt_is_told_again_where_to_go() -> None:
    walker = _walked_to("jugendamt")
    walker.say("Was soll ich tun?")
    assert "116 111" in walker.said
    walker.command("help")
    assert "116 111" in walker.said


def test_commands_shown_after_the_end_do_something() -> None:
    assert "back" not in AFTERWARDS
    for end in ("submitted", "refused"):
        walker = _walked_to(end)
        assert walker.state.status in FINAL
        names = {str(found.data).rsplit(".", 1)[-1] for found in menu(walker.view())}
        assert names
        assert names <= AFTERWARDS
