"""The engine alone: whole conversations through `step`, answered as the bench's phones answer."""

from __future__ import annotations

from datetime import UTC, datetime

from backend.bench.phones import WORDS
from flows.engine import Lookup, open_conversation, step
from flows.engine.derive import env_of, offered
from flows.events import Ask
from flows.inputs import Command, Input, Tap, Text
from flows.kinds import KINDS
from flows.library import builtin
from flows.model import Flow
from flows.places import load_places
from flows.state import State
from locales.texts import load_texts

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def drive(conversations: int) -> int:
    """Plays so many conversations of the intake; how many steps it took."""
    flow, lookup = builtin("kim-intake"), Lookup(load_texts(), load_places())
    return sum(_one(flow, lookup) for _ in range(conversations))


def _one(flow: Flow, lookup: Lookup) -> int:
    state, steps = open_conversation(flow, nonce="b", lang_hint="de", channel="web"), 0
    given: Input | None = Command("start")
    while given is not None:
        result = step(flow, state, given, NOW, lookup)
        state, steps = result.state, steps + 1
        asked = next((event for event in reversed(result.events) if isinstance(event, Ask)), None)
        given = None if asked is None else _answer(flow, lookup, state, asked)
    return steps


def _answer(flow: Flow, lookup: Lookup, state: State, asked: Ask) -> Input:
    found = flow.steps.get(asked.step)
    if found is None:
        return Tap(state.nonce, asked.asked, asked.step, str(asked.options[0]))
    if found.kind in WORDS:
        return Text(WORDS[found.kind])
    if asked.draft:
        return Tap(state.nonce, asked.asked, asked.step, "+done")
    choices = offered(found, env_of(state, NOW.date()))
    options = KINDS[found.kind].offers(found, lookup.context("de", NOW.date(), {}, choices))
    return Tap(state.nonce, asked.asked, asked.step, options[0].value)
