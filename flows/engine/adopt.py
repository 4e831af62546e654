"""Moving a running conversation to another revision of its flow: the same operation as any change of answers."""

from __future__ import annotations

from datetime import datetime

from flows.engine.answers import settle_all
from flows.engine.lookup import Lookup
from flows.engine.turn import Turn
from flows.model import Flow
from flows.state import State


def adopt(flow: Flow, state: State, now: datetime, lookup: Lookup) -> State:
    """The state under `flow`: answers to steps that are gone are kept aside, the others re-checked."""
    if state.revision == flow.revision:
        return state
    known = {step_id: answer for step_id, answer in state.answers.items() if step_id in flow.steps}
    gone = {step_id: answer for step_id, answer in state.answers.items() if step_id not in flow.steps}
    question = state.question if state.question in flow.steps or (state.question or "").startswith("!") else None
    moved = state.with_(revision=flow.revision, answers=known, aside={**state.aside, **gone}, question=question)
    turn = Turn(flow, moved, now, lookup)
    settle_all(turn)
    return turn.state
