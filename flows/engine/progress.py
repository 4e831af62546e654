"""Progress a person can believe: it counts sections and minutes, and never runs backwards."""

from __future__ import annotations

import math
from dataclasses import dataclass

from flows.model import Flow
from flows.state import State


@dataclass(frozen=True, slots=True)
class Progress:
    """`section` counts from 1; `minutes` at least 1."""

    section: int
    sections: int
    minutes: int


def _section_number(flow: Flow, section: str) -> int:
    return next(number for number, found in enumerate(flow.sections, 1) if found.id == section)


def measure(flow: Flow, state: State, seconds: float, section: str) -> Progress:
    """Where a person is who is asked a question of `section` now: never less than what was shown before.

    `seconds`: what is still to be asked takes so long.
    """
    minutes = max(1, math.ceil(seconds / 60))
    if state.best_minutes is not None:
        minutes = min(minutes, state.best_minutes)
    return Progress(max(_section_number(flow, section), state.best_section), len(flow.sections), minutes)
