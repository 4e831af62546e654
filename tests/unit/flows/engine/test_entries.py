"""Removing entries of repeats, in any order: what was said of the others stays, and nothing is asked twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from flows.engine import Lookup
from flows.engine.entries import changeable, removable
from flows.engine.move import move
from flows.engine.turn import Turn
from flows.events import Ask, Withdrawn
from flows.inputs import Command
from flows.loader import load_flow
from flows.model import Flow
from flows.places import load_places
from flows.protocol import BUTTON_LIMIT
from flows.rendering import parse_button
from flows.rendering.buttons import tap_data
from flows.slots import parts, slot
from flows.state import Answer, State
from locales.package_texts import PackageTexts
from locales.texts import load_texts
from tests.support.household import Guest, household

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PICK = st.integers(0, 12)
THREE = {
    "has_children": "yes", "children_count": "3",
    "child_name__1": "Ada", "child_birth__1": "01.02.2023", "daycare__1": "no",
    "child_name__2": "Bea", "child_birth__2": "01.02.2012", "schools__2_and_1": "yes",
    "school_name__2_and_1": "Rote Schule", "school_kind__2_and_1": "primary", "schools__2_and_2": "no",
    "child_name__3": "Cem", "child_birth__3": "01.02.2024", "daycare__3": "yes",
}  # fmt: skip
JOBS = {
    "jobs__1": "yes", "job__1": "Koch", "job_years__1": "3", "job_paper__1": "yes",
    "jobs__2": "yes", "job__2": "Maler", "job_years__2": "4", "job_paper__2": "no", "jobs__3": "no",
}  # fmt: skip


def entries(values: dict[str, Any], repeat: str) -> list[dict[str, Any]]:
    """What was said of each entry of an outer repeat, without the question whether there is one."""
    flow = household()
    found: dict[int, dict[str, Any]] = {}
    for key, value in values.items():
        step_id, at = parts(key)
        if flow.steps[step_id].repeats[:1] == (repeat,) and step_id != repeat:
            found.setdefault(at[0], {})[slot(step_id, at[1:])] = value
    return [found[number] for number in sorted(found)]


def there(guest: Guest) -> tuple[str, ...]:
    return removable(Turn(guest.flow, guest.state, guest.now, guest.lookup))


def remove(guest: Guest, entry: str) -> None:
    guest.command("edit", f"-{entry}")
    assert guest.state.question == f"!{entry}"
    guest.tap("yes")


# --- what follows -----------------------------------------------------------------------------------------------------


def test_the_entries_behind_move_up_and_the_count_is_lowered() -> None:
    guest = Guest().begin().give(**THREE).until("jobs#1")
    before = entries(guest.values, "children")
    remove(guest, "children#2")
    assert entries(guest.values, "children") == [before[0], before[2]]
    assert guest.values["children_count"] == 2
    assert guest.state.question == "jobs#1"
    assert Withdrawn("children#2", "removed") in guest.events


def test_what_looks_over_the_entries_follows() -> None:
    guest = Guest().begin().give(**THREE, waits="yes").until("jobs#1")
    remove(guest, "children#1")
    assert "waits" not in guest.values, "Ada alone had no place"
    guest.command("back")
    assert guest.values["waits"] is True


def test_an_inner_entry_goes_alone() -> None:
    guest = Guest().begin().give(**THREE).until("jobs#1")
    remove(guest, "schools#2-1")
    assert guest.values["schools#2-1"] is False
    assert "school_name#2-1" not in guest.values
    assert guest.values["child_name#3"] == "Cem"


def test_another_one_is_not_asked_again() -> None:
    guest = Guest().begin().give(**JOBS)
    remove(guest, "jobs#1")
    assert [one["job"] for one in entries(guest.values, "jobs")] == ["Maler"]
    assert (guest.values["jobs#1"], guest.values["jobs#2"]) == (True, False)
    assert guest.values["job_years#1"] == 4


def test_the_words_that_said_there_is_no_other_are_not_put_into_the_first_question() -> None:
    guest = Guest().begin().give(jobs__1="yes", job__1="Koch", job_years__1="3", job_paper__1="yes").until("jobs#2")
    guest.say("nein, sonst nichts")
    guest.say("nein")
    assert guest.state.answers["jobs#2"].raw is not None
    remove(guest, "jobs#1")
    assert (guest.values["jobs#1"], guest.state.answers["jobs#1"].raw) == (False, None)


def test_former_answers_of_entries_behind_move_up_too() -> None:
    guest = Guest().begin().give(**THREE).until("jobs#1")
    guest.command("edit", "children_count")
    guest.say("2")
    remove(guest, "children#1")
    guest.command("edit", "children_count")
    guest.say("2")
    assert [one["child_name"] for one in entries(guest.values, "children")] == ["Bea", "Cem"]


def test_the_list_offers_it_behind_the_last_answer_of_the_entry() -> None:
    guest = Guest().begin().give(**THREE).until("jobs#1")
    options = list(changeable(Turn(guest.flow, guest.state, guest.now, guest.lookup)))
    assert options[options.index("-schools#2-1") - 1] == "school_kind#2-1"
    assert options[options.index("-children#2") - 1] == "schools#2-2"
    assert options[options.index("-children#2") + 1] == "child_name#3"
    guest.command("edit")
    guest.tap("+more1")
    assert any(button.label.startswith("Entfernen: ") for button in guest.buttons)


# --- asking first, and taking back ------------------------------------------------------------------------------------


def test_it_is_asked_by_name_first_and_no_changes_nothing() -> None:
    guest = Guest().begin().give(**THREE).until("jobs#1")
    before = guest.state
    guest.command("edit", "-children#2")
    assert "Bea" in guest.said
    guest.tap("no")
    assert guest.state.answers == before.answers
    assert guest.state.question == "jobs#1"
    guest.command("edit", "-children#2")
    guest.command("back")
    assert (guest.state.answers, guest.state.question) == (before.answers, "jobs#1")


def test_words_answer_as_well() -> None:
    guest = Guest().begin().give(**THREE).until("jobs#1")
    guest.command("edit", "-children#2")
    guest.say("vielleicht")
    assert guest.state.question == "!children#2"
    guest.say("ja")
    assert len(entries(guest.values, "children")) == 2


def test_back_brings_it_back_until_something_else_changes() -> None:
    guest = Guest().begin().give(**THREE).until("jobs#1")
    before = guest.state
    remove(guest, "children#2")
    guest.command("help")
    guest.command("back")
    assert (guest.state.answers, guest.state.question) == (before.answers, "jobs#1")
    remove(guest, "children#2")
    guest.tap("no")
    assert guest.state.undo is None
    guest.command("back")
    assert guest.state.question == "jobs#1"
    assert len(entries(guest.values, "children")) == 2


def test_after_sending_the_summary_is_seen_again() -> None:
    guest = Guest().begin().give(**THREE).finish()
    remove(guest, "children#3")
    assert guest.state.status == "running"
    assert guest.state.question == "check"


def test_an_entry_that_went_meanwhile_is_not_removed_again() -> None:
    guest = Guest().begin().give(**THREE).until("jobs#1")
    guest.command("edit", "-children#3")
    old = next(button for button in guest.buttons if button.label.startswith("Ja, "))
    guest.command("edit", "children_count")
    guest.say("2")
    values = guest.values
    guest.press(old)
    assert guest.values == values


@pytest.mark.parametrize("entry", ["-children#9", "-children", "-jobs#1", "-town", "-", "-#", "-children#0"])
def test_what_is_no_entry_shows_the_list(entry: str) -> None:
    guest = Guest().begin().give(**THREE).until("jobs#1")
    guest.do(Command("edit", entry))
    assert guest.state.question == "!edit"


# --- whichever, in whatever order -------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(picks=st.lists(PICK, max_size=60), removed=st.lists(st.tuples(PICK, st.booleans()), min_size=1, max_size=8))
def test_any_entry_in_any_order(picks: list[int], removed: list[tuple[int, bool]]) -> None:
    guest = Guest().begin()
    asked: set[str] = set()
    for pick in [*picks, *[1] * 150]:
        if guest.state.question == "check":
            break
        asked.add(str(guest.state.question))
        guest.forward(pick)
    for pick, takes_back in removed:
        _take_one(guest, pick, takes_back)
    guest.finish()
    assert guest.state.status == "submitted"


def _take_one(guest: Guest, pick: int, takes_back: bool) -> None:
    found = there(guest)
    if not found:
        return
    entry, before, state = found[pick % len(found)], guest.values, guest.state
    repeat, at = parts(entry)
    remove(guest, entry)
    assert all(len((button.data or "").encode()) <= BUTTON_LIMIT for button in guest.buttons)
    if len(at) == 1:
        kept = entries(before, repeat)
        del kept[at[0] - 1]
        assert entries(guest.values, repeat) == kept
    other = {"jobs": "children", "children": "jobs"}.get(repeat, "jobs")
    assert entries(guest.values, other) == entries(before, other)
    # only where there were as many as there may be is it open whether there is one more
    opened = [event.step for event in guest.events if isinstance(event, Ask)]
    assert opened[-1] == "check" or parts(opened[-1])[0] in ("jobs", "schools")
    if takes_back:
        guest.command("back")
        assert {key: value for key, value in guest.values.items() if key != "check"} == {
            key: value for key, value in state_values(state).items() if key != "check"
        }
    if guest.state.question != "check":
        guest.until("check", picks=1)


def state_values(state: State) -> dict[str, Any]:
    return {key: answer.value for key, answer in state.answers.items()}


# --- how many there have to be ----------------------------------------------------------------------------------------

SOURCE = """
format: 2
id: counted
title: Gezählt
sections:
  - id: all
    title: Alles
    steps:
      - {id: heads, kind: number, prompt: Wie viele?, min: 1}
      - {id: k, kind: number, prompt: Wie viele?}
      - {id: double, kind: computed, value: k * 2}
      - repeat: named
        count: heads
        steps: [{id: called, kind: text, prompt: Name?}]
      - repeat: aged
        count: heads
        steps: [{id: age, kind: number, prompt: Alter?}]
      - repeat: again
        count: count(named)
        steps: [{id: well, kind: yes_no, prompt: Gut?}]
      - repeat: pairs
        count: double
        steps: [{id: pair, kind: text, prompt: Was?}]
      - repeat: fixed
        count: "2"
        steps: [{id: two, kind: text, prompt: Was?}]
      - repeat: some
        least: 1
        most: 3
        ask: {more: Noch eins?}
        steps: [{id: one, kind: text, prompt: Was?}]
"""
SAID: dict[str, Any] = {
    "heads": 2, "k": 1, "called#1": "A", "called#2": "B", "age#1": 1, "age#2": 2, "well#1": True, "well#2": False,
    "pair#1": "x", "pair#2": "y", "two#1": "x", "two#2": "y", "one#1": "x", "some#2": True, "one#2": "y",
    "some#3": False,
}  # fmt: skip


@cache
def counted() -> Flow:
    return load_flow(SOURCE)


def counting(**changes: Any) -> Guest:
    lookup = Lookup(PackageTexts(load_texts(), counted().source, {}, "de"), load_places())
    guest = Guest(flow=counted(), lookup=lookup)
    answers = {key: Answer(value, NOW.isoformat(), "de") for key, value in {**SAID, **changes}.items()}
    guest.state = guest.state.with_(lang="de", answers=answers)
    return guest


def test_only_what_is_counted_by_an_answer_or_asked_for_can_go() -> None:
    assert there(counting()) == ("named#1", "named#2", "aged#1", "aged#2", "some#1", "some#2")


def test_repeats_with_one_count_lose_the_same_entry() -> None:
    guest = counting()
    remove(guest, "aged#1")
    told = {key: value for key, value in guest.values.items() if key in SAID}
    assert told == {
        "heads": 1, "k": 1, "called#1": "B", "age#1": 2, "well#1": False, "pair#1": "x", "pair#2": "y", "two#1": "x",
        "two#2": "y", "one#1": "x", "some#2": True, "one#2": "y", "some#3": False,
    }  # fmt: skip
    assert there(guest) == ("some#1", "some#2"), "heads is at least 1"


def test_least_is_kept() -> None:
    guest = counting()
    remove(guest, "some#1")
    assert {key: guest.values.get(key) for key in ("one#1", "some#1", "some#2", "one#2")} == {
        "one#1": "y", "some#1": None, "some#2": False, "one#2": None,
    }  # fmt: skip
    assert not [entry for entry in there(guest) if entry.startswith("some")]


# --- other revisions --------------------------------------------------------------------------------------------------


def aside_of_another_revision(guest: Guest, key: str, repeats: str) -> None:
    """An answer to a question that this revision does not ask (kind/version/needs/purpose/safe/repeats)."""
    marked = Answer("Rot", NOW.isoformat(), "de", meant=f"text/1////{repeats}")
    guest.state = guest.state.with_(aside={**guest.state.aside, key: marked})


def test_answers_of_another_revision_move_up_with_their_entry() -> None:
    guest = Guest().begin().give(**THREE).until("jobs#1")
    aside_of_another_revision(guest, "color#2", "children")
    aside_of_another_revision(guest, "color#3", "children")
    aside_of_another_revision(guest, "shoes#3", "pairs")
    remove(guest, "children#2")
    kept = {key for key, answer in guest.state.aside.items() if answer.meant}
    assert kept == {"color#2", "shoes#3"}, "color#2 is the third child's now"


def test_in_another_revision_it_cannot_be_brought_back_any_more() -> None:
    guest = Guest().begin().give(**THREE).until("jobs#1")
    remove(guest, "children#2")
    assert guest.state.undo is not None
    newer = replace(household(), revision="newer")
    moved = move(household(), newer, guest.state, guest.now, guest.lookup)
    assert moved.state.undo is None
    assert moved.state.answers == guest.state.answers


def test_the_longest_button_fits() -> None:
    entry = f"{'r' * 24}#999-999-999"
    state = State("f", "r", nonce="n" * 8)
    assert parse_button(tap_data(state, 36**4 - 1, "!edit", f"-{entry}")) is not None
    assert parse_button(tap_data(state, 36**4 - 1, f"!{entry}", "yes")) is not None
