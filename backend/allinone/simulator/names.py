"""Which answer is meant by a name, in the words of the flow; and what may have been meant where there is none."""

from __future__ import annotations

from collections.abc import Iterable

from bot.channels.simulating import Heard
from flows.engine.turn import Turn
from flows.kinds import KINDS
from flows.model import Step
from flows.problems import nearest
from flows.slots import step_of

FEW = 8


class Refused(Exception):
    """A command that cannot be carried out; its text says why, in German. `heard`: turns it took before that."""

    def __init__(self, why: str, heard: Iterable[Heard] = ()) -> None:
        super().__init__(why)
        self.heard = tuple(heard)


def asked_step(turn: Turn, name: str) -> Step:
    """The question of this name: `birth`, or in a repeat `birth#2`. Raises Refused."""
    if (step := turn.flow.steps.get(name)) is not None:
        return step
    if name in turn.flow.computed or name in turn.base.computed:
        raise Refused(f"„{name}“ wird berechnet und nie gefragt.")
    if step_of(name) in turn.base.steps:
        raise Refused(_not_there(turn, name))
    raise Refused(f"Eine Frage „{name[:40]}“ gibt es nicht{meant(name, turn.flow.steps)}")


def answerable(turn: Turn, name: str) -> Step:
    """The same, of what can be answered at all. Raises Refused."""
    step = asked_step(turn, name)
    if KINDS[step.kind].value_type == "none":
        raise Refused(f"„{name}“ wird nur gesagt und nicht beantwortet.")
    return step


def meant(name: str, known: Iterable[str]) -> str:
    """` – meinen Sie „birth“?`, or a full stop."""
    found = nearest(name, known)
    return f". Meinen Sie „{found}“?" if found else "."


def _not_there(turn: Turn, name: str) -> str:
    """A question of a repeat, without its entry or with one that there is not."""
    there = [key for key in turn.flow.steps if step_of(key) == step_of(name)]
    if not turn.base.steps[step_of(name)].repeats:
        return f"„{step_of(name)}“ wird nicht wiederholt; schreiben Sie den Namen ohne #."
    if not there:
        return f"„{name}“ steht in einer Wiederholung, die noch keinen Eintrag hat."
    more = " …" if len(there) > FEW else ""
    return f"„{step_of(name)}“ steht in einer Wiederholung. Es gibt: {', '.join(there[:FEW])}{more}"
