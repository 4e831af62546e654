"""The parts of a walk: even dice, pairs counted right, replies that give what they say."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from flows.loader import load_flow
from flows.places import load_places
from flows.walk.dice import Dice
from flows.walk.mentioned import mentioned
from flows.walk.pairs import Pairs
from flows.walk.player import Player
from flows.walk.replies import exactly
from flows.walk.supposing import suppose
from tests.support.walking import intake, lookup


def test_dice_are_even_and_repeatable() -> None:
    thrown = Counter(Dice(number).number(6) for number in range(6000))
    assert set(thrown) == set(range(6))
    assert min(thrown.values()) > 800
    one, other = Dice(3), Dice(3)
    assert [one.number(1000) for _ in range(20)] == [other.number(1000) for _ in range(20)]


@given(seed=st.integers(), items=st.lists(st.integers(), min_size=1, unique=True), most=st.integers(1, 5))
def test_some_are_at_least_one_and_in_order(seed: int, items: list[int], most: int) -> None:
    chosen = Dice(seed).some(items, most)
    assert 1 <= len(chosen) <= most
    assert [item for item in items if item in chosen] == chosen


def test_pairs_meet_between_steps_and_never_within_one() -> None:
    pairs = Pairs(intake())
    before = pairs.total
    pairs.meet({"of_age": ["yes"], "fields": ["law", "work"], "unknown": ["x"]})
    assert before - pairs.left == 2
    pairs.rule_out((("of_age", "no"), ("fields", "law")))
    pairs.rule_out((("fields", "law"), ("of_age", "no")))
    assert pairs.impossible == 1


def test_what_the_intake_asks_about_places() -> None:
    assert set(mentioned(intake()).ags) == {"05316000", "05711000"}


@pytest.mark.parametrize(
    ("step", "value"),
    [
        ("of_age", True),
        ("guardian", "here"),
        ("residence", {"ags": "05316000", "plz": None, "name": ""}),
        ("moved_here", {"date": "2019-03-04", "precision": "day"}),
        ("moved_here", {"date": "2019-03-15", "precision": "month"}),
        ("moved_here", {"date": "2019-07-01", "precision": "year"}),
        ("children", 3),
        ("fields", ["law", "work"]),
        ("origin", "SY"),
        ("wish", "Ruhe"),
    ],
)
def test_a_stored_value_is_given_exactly(step: str, value: Any) -> None:
    """Asked that question alone, the reply leads to this very answer."""
    player = Player(intake(), lookup())
    player.command("start")
    player.tap("de")
    player.state = player.state.with_(question=step, consents={"intake": True, "special": True})
    reply = exactly(intake().steps[step], value, load_places())
    assert reply is not None
    reply.give(player)
    found = player.values[step]
    assert (
        {**found, **value} == found
        if isinstance(value, dict) and value.get("plz", 1)
        else found == value or (isinstance(found, dict) and found["ags"] == value["ags"])
    )


def test_what_is_supposed_is_what_the_engine_would_ask() -> None:
    """Somebody who agrees to everything and is of age gets to the end."""
    sent = [suppose(intake(), Dice(seed), date(2026, 11, 20)) for seed in range(40)]
    assert any(found.sent for found in sent)
    assert all(found.steps[-1].ends for found in sent)


def test_a_flow_without_choices_has_no_pairs() -> None:
    flow = load_flow(
        "format: 2\nid: x\ntitle: X\nsections: [{id: a, title: A, steps: [{id: w, kind: text, prompt: W?}]}]"
    )
    assert Pairs(flow).total == 0
