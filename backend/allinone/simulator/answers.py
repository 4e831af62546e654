"""`:answers`: everything the conversation knows, by the names of the flow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backend.allinone.simulator.tracing import shown
from flows.engine.turn import Turn
from flows.kinds import KINDS
from flows.state import Answer

SKIPPED = "übersprungen"


def answer_lines(turn: Turn) -> Iterator[str]:
    """In flow order: answers, computed values, then what is kept aside."""
    steps = turn.flow.steps
    told = [
        f"{key} = {_answer(turn.state.answers[key])}"
        for key, step in steps.items()
        if key in turn.state.answers and KINDS[step.kind].value_type != "none"
    ]
    yield from told or ["Noch ist nichts beantwortet."]
    for key, computed in turn.flow.computed.items():
        if (value := computed.value(turn.env())) is not None:
            yield f"{key} = {shown(value)} (berechnet)"
    for key, answer in turn.state.aside.items():
        yield f"{key} = {_answer(answer)} (beiseite: wird gerade nicht gefragt)"


def _answer(answer: Answer) -> str:
    return SKIPPED if answer.value is None else _value(answer.value)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name}={shown(part)}" for name, part in value.items() if part is not None)
    return shown(value)
