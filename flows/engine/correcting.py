"""A message sent earlier was edited: what that does to the answer it was."""

from __future__ import annotations

from flows.engine.answers import put, take_back
from flows.engine.asking import go_on
from flows.engine.changing import editable
from flows.engine.derive import kept_out, offered
from flows.engine.settling import check
from flows.engine.turn import Turn
from flows.kinds import KINDS
from flows.kinds.base import Parsed


def correct(turn: Turn, step_id: str, text: str) -> None:
    """A message sent earlier was edited: correct that answer if the new words fit it, else say that nothing changed."""
    step = turn.flow.steps.get(step_id)
    if step is None or step_id not in editable(turn) or kept_out(step, turn.state):
        turn.say("notice.edit_ignored", role="notice")
        return
    reading = KINDS[step.kind].read(step, text, turn.context(offered(step, turn.env())))
    if not isinstance(reading, Parsed) or check(turn, step, reading.value) is not None:
        turn.say("notice.edit_ignored", role="notice")
        return
    waiting = {"draft": turn.state.draft, "alternatives": turn.state.alternatives}
    take_back(turn, step_id, "edit")
    put(turn, step, reading.value, text)
    turn.say("notice.corrected", role="notice")
    turn.set(**waiting)
    go_on(turn)
