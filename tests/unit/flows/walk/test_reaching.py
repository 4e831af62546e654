"""From anywhere in a conversation to a question: a way is found wherever there is one, and it is a way."""

from __future__ import annotations

from typing import Any

import pytest

from flows.engine import step as take
from flows.engine.derive import relevance
from flows.engine.turn import Turn
from flows.expressions import Scope, compile_expression
from flows.inputs import Input, Tap
from flows.walk.player import Player
from flows.walk.reaching import _may_turn, is_shut, way_to
from tests.support.household import Guest, household, household_lookup
from tests.support.walking import Walker, intake, lookup


def played(player: Player, inputs: list[Input]) -> Player:
    for given in inputs:
        before = player.state.asked
        player.do(given)
        assert player.state.asked > before or player.state.draft or player.over, "an answer was not taken"
    return player


@pytest.mark.parametrize("target", [step.id for step in intake().steps.values() if step.kind != "say"])
def test_every_question_of_the_intake_is_reached_from_the_beginning(target: str) -> None:
    walker = Walker()
    walker.command("start")
    found = way_to(walker.turn(), target)
    assert found is not None
    assert played(walker, found).state.question == target


@pytest.mark.parametrize(
    "target",
    ["district", "heating_other", "daycare#1", "school_kind#2-1", "schools#1-2", "waits", "job_paper#2", "certificate"],
)
def test_questions_of_repeats_are_reached(target: str) -> None:
    guest = Guest()
    guest.command("start")
    found = way_to(guest.turn(), target)
    assert found is not None
    assert played(guest, found).state.question == target


def test_the_same_place_gives_the_same_way() -> None:
    ways = []
    for _ in range(2):
        guest = Guest().begin()
        ways.append(way_to(guest.turn(), "waits"))
    assert ways[0] == ways[1] is not None


def test_what_was_answered_stays_as_it_is() -> None:
    guest = Guest().begin().give(called="Olena", town="bielefeld")
    found = way_to(guest.turn(), "certificate")
    assert found is not None
    assert played(guest, found).values["town"] == "bielefeld"
    assert not any(isinstance(given, Tap) and given.step == "town" for given in found)


def test_there_is_no_way_to_what_earlier_answers_exclude() -> None:
    guest = Guest().begin().give(heating="gas", has_children="no")
    turn = guest.turn()
    assert way_to(turn, "child_birth#1") is None
    assert is_shut(turn, turn.flow.steps["heating_other"])
    assert is_shut(turn, turn.flow.steps["children_count"])


def test_what_more_answers_may_open_is_not_shut() -> None:
    """No child under six, as long as no child was named."""
    guest = Guest().begin().give(has_children="yes")
    turn = guest.turn()
    assert relevance(turn.flow.steps["waits"], turn.env()) is False
    assert not is_shut(turn, turn.flow.steps["waits"])
    assert way_to(turn, "waits") is not None


@pytest.mark.parametrize(
    ("source", "may"),
    [("a == true", False), ("not answered(a)", True), ("consented('intake')", True), ("c and a", True), ("d", False)],
)
def test_only_what_more_answers_can_change_may_turn(source: str, may: bool) -> None:
    types: Any = {"a": "bool", "c": "bool", "d": "bool"}
    plain = Scope(types)
    computed = {
        "c": compile_expression("answered(a)", plain),
        "d": compile_expression("not a", plain),
    }
    assert _may_turn(compile_expression(source, Scope(types, computed=computed))) is may


def test_it_changes_nothing_by_looking_for_a_way() -> None:
    walker = Walker()
    walker.command("start")
    turn = walker.turn()
    way_to(turn, "birth")
    assert turn.state == walker.state
    again = take(intake(), turn.state, Tap(turn.state.nonce, turn.state.asked, "!language", "de"), walker.now, lookup())
    assert again.state.question == "of_age"
    assert Turn(household(), Guest().state, walker.now, household_lookup()).state.question is None
