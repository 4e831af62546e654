"""Which answer is meant by a name, in the words of the flow; and what may have been meant where there is none."""

from __future__ import annotations

from collections.abc import Iterable

from bot.channels.simulating import Heard
from flows.engine.turn import Turn
from flows.model import Step
from flows.problems import nearest
from flows.slots import parts, slot, step_of

FEW = 8


class Refused(Exception):
    """A command that cannot be carried out; its text says why, in German. `heard`: turns it took before that."""

    def __init__(self, why: str, heard: Iterable[Heard] = ()) -> None:
        super().__init__(why)
        self.heard = tuple(heard)


def key_of(turn: Turn, name: str) -> str:
    """The key of the question of this name, which need not be there yet: `birth`, in a repeat `birth#2`. Raises
    Refused.
    """
    if name in turn.flow.steps:
        return name
    if name in turn.flow.computed or name in turn.base.computed:
        raise Refused(f"„{name}“ wird berechnet und nie gefragt.")
    step_id, at = parts(name)
    step = turn.base.steps.get(step_id)
    if step is None:
        raise Refused(f"Eine Frage „{name[:40]}“ gibt es nicht{meant(name, (*turn.base.steps, *turn.flow.steps))}")
    if len(at) != len(step.repeats) or 0 in at:
        raise Refused(_written(turn, step))
    return name


def _written(turn: Turn, step: Step) -> str:
    """How the questions of a step are called."""
    if not step.repeats:
        return f"„{step.id}“ wird nicht wiederholt; schreiben Sie den Namen ohne #."
    there = [key for key in turn.flow.steps if step_of(key) == step.id]
    known = f"Es gibt: {', '.join(there[:FEW])}{' …' if len(there) > FEW else ''}" if there else ""
    first = f"Die erste heißt {slot(step.id, (1,) * len(step.repeats))}."
    return f"„{step.id}“ steht in einer Wiederholung. {known or first}"


def meant(name: str, known: Iterable[str]) -> str:
    """` – meinen Sie „birth“?`, or a full stop."""
    found = nearest(name, known)
    return f". Meinen Sie „{found}“?" if found else "."
