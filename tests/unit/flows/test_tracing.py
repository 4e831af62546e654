"""Why a question is asked and another is not: told by the engine's own rules, with the parts that decided."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.engine.derive import relevance
from flows.engine.turn import Turn
from flows.expressions import Env
from flows.expressions.explain import Reason
from flows.tracing import Cause, Trace, trace
from flows.walk.dice import Dice
from flows.walk.player import Player
from flows.walk.replies import Replies
from flows.walk.talk import Talk
from tests.support.household import Guest, household, household_lookup
from tests.support.walking import Walker, intake, lookup


def hidden(found: Trace) -> dict[str, Cause]:
    return {cause.step: cause for cause in found.hidden}


def test_the_rule_that_hid_a_question_is_told_with_the_answer_that_decided() -> None:
    guest = Guest().begin().give(called="Olena", town="kamen", district="methler")
    before = guest.turn()
    guest.answer("gas")
    found = trace(before, guest.turn())
    assert found.question == "rooms"
    assert hidden(found) == {
        "heating_other": Cause(
            "heating_other", False, "heating == 'anything'", holds=False, because=(Reason("heating", "gas"),)
        )
    }


def test_a_question_with_a_condition_is_told_with_what_made_it_true() -> None:
    guest = Guest().begin().give(has_children="yes", children_count="1", child_name__1="Daryna")
    before = guest.turn()
    guest.give(child_birth__1="2023")
    found = trace(before, guest.turn())
    assert found.asked is not None
    assert (found.asked.step, found.asked.rule) == ("daycare#1", "has_children and child_age < 6")
    assert Reason("child_age#1", 3) in found.asked.because
    (age, *_) = found.computed
    assert (age.name, age.rule, age.value) == ("child_age#1", "age(child_birth)", 3)
    assert [reason.text for reason in age.because] == ["child_birth#1"]
    assert "schools#1-1" in hidden(found)


def test_what_cannot_be_asked_any_more_is_told_wherever_it_stands() -> None:
    guest = Guest().begin().give(has_children="yes")
    before = guest.turn()
    guest.command("edit", "has_children")
    guest.answer("no")
    found = trace(before, guest.turn())
    assert found.question == "jobs#1"
    assert hidden(found)["children_count"].because == ()
    assert hidden(found)["children_count"].rule == "has_children"
    assert hidden(found)["waits"].holds is False


def test_a_missing_consent_is_told_and_whether_it_was_refused() -> None:
    walker = Walker()
    walker.command("start")
    for value in ("de", "yes", "yes", "yes"):
        walker.tap(value)
    early = trace(None, walker.turn())
    assert early.consents.items() >= {"intake": True, "handover": True, "special": None}.items()
    before = walker.turn()
    walker.tap("no")
    found = trace(before, walker.turn())
    assert found.consents["special"] is False
    assert (hidden(found)["origin"].consent, hidden(found)["origin"].refused) == ("special", True)
    assert hidden(found)["status_since"].holds is None  # its own condition is another matter


def test_questions_of_the_engine_and_the_end_have_no_rule() -> None:
    guest = Guest()
    guest.command("start")
    first = trace(None, guest.turn())
    assert (first.question, first.asked, first.hidden) == ("!language", None, ())
    walker = Walker()
    walker.command("start")
    for value in ("de", "no", "alone"):
        before = walker.turn()
        walker.tap(value)
    found = trace(before, walker.turn())
    assert (found.question, found.status, found.asked) == (None, "jugendamt", None)
    assert hidden(found).keys() == {
        "come_back",
        "guardian_note",
        "guardian_name",
    }  # not what only stands behind the end


def test_a_question_that_is_only_shown_again_hides_nothing() -> None:
    guest = Guest().begin().give(called="Olena", town="kamen", district="methler", heating="gas")
    before = guest.turn()
    guest.command("repeat")
    assert trace(before, guest.turn()).hidden == ()
    guest.command("delete")
    asking, _ = guest.turn(), guest.tap("no")
    assert trace(asking, guest.turn()).hidden == ()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_every_question_passed_over_is_told_with_something_that_is_not_true(seed: int, repeats: bool) -> None:
    """For whole conversations by chance: nothing in front of the question is left without its reason."""
    flow, known = (household(), household_lookup()) if repeats else (intake(), lookup())
    player = Player(flow, known)
    turns: list[Turn] = []
    talk = Talk(player, Replies(flow, known.places), Dice(seed), heard=lambda player: turns.append(player.turn()))
    talk.begin("de")
    talk.go_on()
    for turn in turns[:: max(1, len(turns) // 8)]:
        if turn.step is None:
            continue
        told, env = hidden(trace(None, turn)), turn.env()
        for key, step in turn.flow.steps.items():
            if key == turn.step.id:
                break
            if key in turn.state.answers:
                continue
            cause = told[key]
            assert cause.value is relevance(step, env)
            assert cause.consent is not None or cause.holds is not True
            assert all(_is_so(reason, env) for reason in cause.because if reason.text in turn.flow.steps)


def _is_so(reason: Reason, env: Env) -> bool:
    """An answer that is told as a reason is the answer that was given."""
    return (reason.value is None) == (env.values.get(reason.text) is None)
