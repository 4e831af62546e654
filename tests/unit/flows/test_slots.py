"""Keys of answers: there and back, and what is forged belongs to no step."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from flows.slots import parts, slot, step_of

STEPS = st.from_regex(r"[a-z][a-z0-9_]{0,23}", fullmatch=True)
ENTRIES = st.lists(st.integers(1, 100), max_size=3).map(tuple)


@given(STEPS, ENTRIES)
def test_a_key_gives_back_what_it_was_made_of(step: str, at: tuple[int, ...]) -> None:
    assert parts(slot(step, at)) == (step, at)
    assert step_of(slot(step, at)) == step


def test_outside_repeats_the_key_is_the_step() -> None:
    assert slot("birth") == "birth"
    assert slot("school", (2, 1)) == "school#2-1"


@pytest.mark.parametrize("forged", ["x#", "x#a", "x#1-", "x#-1", "x#1.2", "x#²", "x#99999", "x#1#2"])
def test_what_is_no_key_is_taken_for_an_id_no_step_has(forged: str) -> None:
    assert parts(forged) == (forged, ())


@given(st.text(max_size=40))
def test_nothing_raises(key: str) -> None:
    step, at = parts(key)
    assert step == key or at
