"""The bench of the engine plays a whole conversation: what it counts is real work."""

from __future__ import annotations

from backend.bench import engine
from flows.engine import Lookup, step
from flows.library import builtin
from flows.places import load_places
from locales.texts import load_texts


def test_what_is_played_leads_to_the_end() -> None:
    flow, lookup = builtin("kim-intake"), Lookup(load_texts(), load_places())
    state = engine._begun(flow)
    for given in engine._inputs(flow, lookup):
        before, state = state, step(flow, state, given, engine.NOW, lookup).state
        assert state != before
    assert state.status == "submitted"
    assert len(state.answers) > 30


def test_both_clocks_are_told() -> None:
    assert min(engine.steps_per_s(1)) > 0
