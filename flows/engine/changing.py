"""Going back, changing an earlier answer, skipping: which question, and what asking it again takes."""

from __future__ import annotations

from flows.engine.answers import held_value, put, take_back
from flows.engine.asking import HANDOVER, ask
from flows.engine.derive import is_required, kept_out
from flows.engine.settling import vanish
from flows.engine.turn import Turn
from flows.events import StatusChanged
from flows.expressions import Env
from flows.kinds import KINDS
from flows.model import Step

#: How many earlier answers one page of the list shows: as many as a phone holds.
PAGE = 8
#: Kinds nobody goes back to: what was only said, and what sent everything.
UNASKED = frozenset({"say", "submit"})


def editable(turn: Turn) -> tuple[str, ...]:
    """Questions answered so far, in flow order, consents last: what can be changed."""
    answered = turn.state.answers
    found = [
        step
        for step_id, step in turn.flow.steps.items()
        if step_id in answered and step.kind not in ("summary", *UNASKED)
    ]
    return tuple(step.id for step in sorted(found, key=lambda step: step.kind == "consent"))


def last_asked(turn: Turn) -> str | None:
    """The question answered last."""
    steps = turn.flow.steps
    return next(
        (key for key in reversed(list(turn.state.answers)) if key in steps and steps[key].kind not in UNASKED), None
    )


def reopen(turn: Turn) -> None:
    if turn.state.status != "running":
        turn.set(status="running")
        turn.emit(StatusChanged("running"))


def change(turn: Turn, step_id: str, how: str) -> None:
    """Take an answer back and ask that question: deriving the next question leads there by itself."""
    reopen(turn)
    vanish(turn)
    take_back(turn, step_id, how)
    turn.set(question=None)
    ask(turn, turn.flow.steps[step_id])


def may_skip(step: Step, env: Env) -> bool:
    return KINDS[step.kind].skippable and not is_required(step, env)


def skip_behind_link(turn: Turn) -> None:
    """Who does not want to open the link is not asked to for each question; what was answered there before stays."""
    while (step := behind_link(turn)) is not None and may_skip(step, turn.env()):
        former = turn.state.held.get(step.id)
        put(turn, step, held_value(turn, step), former.raw if former is not None else None)


def behind_link(turn: Turn) -> Step | None:
    """The question that waits behind a hand-over link."""
    step = turn.next() if turn.state.question == HANDOVER else None
    return step if step is not None and kept_out(step, turn.state) else None
