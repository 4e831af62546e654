"""The engine alone: whole conversations through `step`, answered as the bench's phones answer."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import NamedTuple

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
NONCE = "b"


class Speed(NamedTuple):
    """Steps a second by the clock, and by processor time: what the clock would say with nothing else running."""

    by_clock: float
    by_processor: float


def steps_per_s(conversations: int = 300) -> Speed:
    """The intake played so many times: no database, no encryption, and nothing that happens once (loading flow and
    catalogues, finding out what to answer)."""
    flow, lookup = builtin("kim-intake"), Lookup(load_texts(), load_places())
    inputs = _inputs(flow, lookup)
    _replay(flow, lookup, inputs)
    started, used = time.perf_counter(), time.process_time()
    for _ in range(conversations):
        _replay(flow, lookup, inputs)
    steps = conversations * len(inputs)
    return Speed(steps / (time.perf_counter() - started), steps / (time.process_time() - used))


def _begun(flow: Flow) -> State:
    return open_conversation(flow, nonce=NONCE, lang_hint="de", channel="web")


def _replay(flow: Flow, lookup: Lookup, inputs: list[Input]) -> None:
    state = _begun(flow)
    for given in inputs:
        state = step(flow, state, given, NOW, lookup).state


def _inputs(flow: Flow, lookup: Lookup) -> list[Input]:
    """What is said in one conversation from its first word to its end."""
    state, said = _begun(flow), list[Input]()
    given: Input | None = Command("start")
    while given is not None:
        said.append(given)
        result = step(flow, state, given, NOW, lookup)
        state = result.state
        asked = next((event for event in reversed(result.events) if isinstance(event, Ask)), None)
        given = None if asked is None else _answer(flow, lookup, state, asked)
    return said


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
