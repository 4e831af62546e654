"""Another revision under a running conversation: nothing is lost, nothing is asked twice without need."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import example, given, settings

from flows.codec import dump_state, load_state
from flows.engine import step
from flows.engine.ending import FINAL
from flows.engine.move import Move, move
from flows.engine.settling import PASSING, settle_all
from flows.engine.turn import Turn
from flows.inputs import Command, Tap
from flows.model import Flow
from flows.state import State
from tests.support.revisions import Talk, changed, moves, talk, variants
from tests.support.walking import lookup

ALL = [0] * 12


def moved(talked: Talk, new: Flow) -> Move:
    return move(talked.flow, new, talked.state, talked.now, lookup())


def slots(state: State) -> set[str]:
    return {*state.answers, *state.aside, *state.held}


def until(step_id: str, *names: str, pick: int = 0) -> Talk:
    """Somebody who is asked `step_id` now."""
    talked = talk(changed(*names))
    for _ in range(30):
        if talked.state.question == step_id:
            return talked
        talked.forward(pick)
    raise AssertionError(f"{step_id} was never asked")


# --- for any two revisions and any conversation -----------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(variants, variants, moves)
@example((), ("new wording",), [0, 0, 0, 0, 0, 0])
@example(("new special wording",), ("health gone",), ALL)
def test_no_move_loses_an_answer_and_there_and_back_restores(
    before: tuple[str, ...], after: tuple[str, ...], played: list[int | str]
) -> None:
    old, new = changed(*before), changed(*after)
    talked = talk(old).play(played)
    found = moved(talked, new)
    if found.outcome == "stays":
        assert found.state is talked.state
        assert found.reason
        return
    assert slots(found.state) == slots(talked.state)
    assert found.state == load_state(dump_state(found.state))
    _is_what_evaluating_gives(new, found.state, talked)
    assert move(old, new, found.state, talked.now, lookup()).state is found.state
    back = move(new, old, found.state, talked.now, lookup())
    if back.outcome != "stays" and talked.state.revision != found.state.revision:
        assert back.state.answers == talked.state.answers
        assert back.state.consents == talked.state.consents
        assert back.state.held == talked.state.held
        assert slots(back.state) == slots(talked.state)


def _is_what_evaluating_gives(flow: Flow, state: State, talked: Talk) -> None:
    turn = Turn(flow, state, talked.now, lookup())
    settle_all(turn)
    assert turn.state == state
    assert set(state.answers) <= set(flow.steps)
    assert all(not answer.meant for answer in state.answers.values())


@settings(max_examples=200, deadline=None)
@given(variants, variants, variants, moves, moves)
def test_who_was_moved_can_go_on(
    before: tuple[str, ...],
    after: tuple[str, ...],
    last: tuple[str, ...],
    first: list[int | str],
    then: list[int | str],
) -> None:
    """Through two moves, with answers in between: every turn works, and the end is reached."""
    talked = talk(changed(*before)).play(first)
    for names in (after, last):
        new = changed(*names)
        found = moved(talked, new)
        if found.outcome != "stays":
            assert set(found.again) == set(found.why)
            talked = Talk(new, found.state, talked.now).play(then)
    for _ in range(60):
        if talked.state.status in FINAL:
            break
        talked.forward(0)
    assert talked.state.status in FINAL


# --- one by one -------------------------------------------------------------------------------------------------------


def test_the_same_revision_changes_nothing() -> None:
    talked = until("fields")
    assert moved(talked, changed()).state is talked.state


def test_a_reworded_question_keeps_its_answer() -> None:
    talked = until("fields", pick=1)
    found = moved(talked, changed("reworded"))
    assert found.outcome == "silent"
    assert found.state.answers == talked.state.answers
    assert found.state.question == "fields"


@pytest.mark.parametrize(
    ("name", "slot", "why", "pick"),
    [
        ("no small german", "german", "choice_gone", 2),
        ("few kids", "kids", "constraint", 2),
        ("german in words", "german", "kind", 0),
        ("new wording", "may_keep", "consent", 0),
    ],
)
def test_what_does_not_answer_its_question_any_more_is_asked_again(name: str, slot: str, why: str, pick: int) -> None:
    talked = until("may_keep")
    talked.forward(0)
    for _ in range(4 if slot != "may_keep" else 0):
        talked.forward(pick)
    assert slot in talked.state.answers
    found = moved(talked, changed(name))
    assert (found.outcome, found.why.get(slot)) == ("asks", why)
    assert slot in found.state.aside
    assert slot not in found.state.answers
    back = step(changed(name), found.state, Command("resume"), talked.now, lookup())
    assert back.state.question is not None


def test_a_skipped_question_that_became_required_is_asked_again() -> None:
    talked = until("kids")
    talked.do(Command("skip"))
    assert moved(talked, changed("kids needed")).why == {"kids": "required"}


def test_a_consent_to_another_wording_is_asked_again_and_brings_back_what_rests_on_it() -> None:
    talked = until("look")
    new = changed("new special wording")
    found = moved(talked, new)
    assert found.why == {"may_pass": "consent"}
    assert "special" not in found.state.consents
    assert "health" in found.state.aside
    again = Talk(new, found.state, talked.now)
    again.do(Command("resume"))
    assert again.state.question == "may_pass"
    again.tap("yes")
    assert again.state.answers["health"] == talked.state.answers["health"]
    assert again.state.question == "look"


def test_what_was_said_under_a_consent_goes_with_it_even_if_its_question_is_gone() -> None:
    """And the host hears of it, to take the words out of the record."""
    talked = until("look")
    new = changed("health gone", "new special wording")
    again = Talk(new, moved(talked, new).state, talked.now)
    again.do(Command("resume"))
    assert again.state.question == "may_pass"
    assert "health" in again.state.aside
    given = Tap(again.state.nonce, again.state.asked, "may_pass", "no")
    result = step(new, again.state, given, again.now, lookup())
    assert "health" not in slots(result.state)
    assert ("health", "forgotten") in {(getattr(e, "step", None), getattr(e, "how", None)) for e in result.events}


def test_a_question_that_is_gone_is_followed_by_the_next_and_its_buttons_are_old() -> None:
    talked = until("german")
    new = changed("german in words")
    found = moved(talked, new)
    assert found.state.question is None
    stale = step(new, found.state, Tap("ab12", talked.state.asked, "german", "good"), talked.now, lookup())
    assert "german" not in stale.state.answers
    assert stale.state.question == "german"


def test_who_has_seen_the_summary_sees_it_again_when_something_is_asked() -> None:
    talked = until("send")
    found = moved(talked, changed("another new one"))
    assert "look" not in found.state.answers
    again = Talk(changed("another new one"), found.state, talked.now)
    again.do(Command("resume"))
    assert again.state.question == "hobby"
    again.forward(0)
    assert again.state.question == "look"


def test_the_finished_stay_where_they_are() -> None:
    talked = talk(changed()).play(ALL).play(ALL)
    assert talked.state.status == "submitted"
    assert moved(talked, changed("kids gone")) == Move("stays", talked.state, reason="finished")


def test_a_case_on_a_desk_does_not_leave_it_because_a_consent_was_reworded() -> None:
    talked = until("german")
    talked.do(Command("human"))
    assert talked.state.human
    assert moved(talked, changed("new wording")).reason == "case_open"
    assert moved(talked, changed("kids gone")).outcome == "silent"


def test_the_answer_given_meanwhile_waits_when_an_older_meaning_comes_back() -> None:
    talked = until("fields", pick=1)
    first = talked.state.answers["german"]
    new = changed("german in words")
    there = Talk(new, moved(talked, new).state, talked.now + timedelta(hours=1))
    there.do(Command("resume"))
    while "german" not in there.state.answers:
        there.forward(0)
    second = there.state.answers["german"]
    back = move(new, talked.flow, there.state, there.now, lookup()).state
    assert back.answers["german"] == first
    assert back.aside["german"].value == second.value
    assert move(talked.flow, new, back, there.now, lookup()).state.answers["german"] == second


def test_only_questions_are_asked_again() -> None:
    talked = until("fields")
    found = moved(talked, changed("hello gone"))
    assert found.outcome == "silent"
    assert PASSING.isdisjoint({talked.flow.steps[slot].kind for slot in found.again})
