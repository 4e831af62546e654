"""A message sent earlier was edited: what that does to the answer it was."""

from __future__ import annotations

from flows.engine.answers import put, take_back
from flows.engine.asking import go_on
from flows.engine.changing import editable
from flows.engine.derive import kept_out
from flows.engine.said import asks_name
from flows.engine.settling import check
from flows.engine.turn import Turn
from flows.inputs import Correction
from flows.kinds import KINDS
from flows.kinds.base import Parsed


def correct(turn: Turn, given: Correction) -> None:
    """A message sent earlier was edited: correct that answer if the new words fit it, else say that nothing changed. A
    name does not become a cry for help."""
    step = turn.flow.steps.get(given.step)
    if (
        step is None
        or step.id not in editable(turn)
        or kept_out(step, turn.state)
        or (given.danger and asks_name(step))
    ):
        turn.say("notice.edit_ignored", role="notice")
        return
    reading = KINDS[step.kind].read(step, given.text, turn.asking(step))
    if not isinstance(reading, Parsed) or check(turn, step, reading.value) is not None:
        turn.say("notice.edit_ignored", role="notice")
        return
    waiting = {"draft": turn.state.draft, "alternatives": turn.state.alternatives}
    take_back(turn, step.id, "edit")
    put(turn, step, reading.value, given.text)
    turn.say("notice.corrected", role="notice")
    turn.set(**waiting)
    go_on(turn)
