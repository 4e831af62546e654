"""Progress a person can believe: it counts sections and minutes, and never runs backwards."""

from __future__ import annotations

import math

import msgspec

from flows.engine.table import table_of
from flows.model import Flow
from flows.state import State


class Progress(msgspec.Struct, frozen=True):
    """`section` counts from 1; `minutes` at least 1."""

    section: int
    sections: int
    minutes: int


def measure(flow: Flow, state: State, seconds: float, section: str) -> Progress:
    """Where a person is who is asked a question of `section` now: never less than what was shown before.

    `seconds`: what is still to be asked takes so long.
    """
    minutes = max(1, math.ceil(seconds / 60))
    if state.best_minutes is not None:
        minutes = min(minutes, state.best_minutes)
    return Progress(max(table_of(flow).sections[section], state.best_section), len(flow.sections), minutes)
