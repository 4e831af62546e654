"""`:goto step`: what lies before a question is answered by real turns, with answers that lead there."""

from __future__ import annotations

import asyncio

from backend.allinone.simulator.names import Refused, key_of
from backend.allinone.simulator.session import Session
from backend.allinone.simulator.tracing import why_not
from bot.channels.simulating import Heard
from flows.engine.asking import HANDOVER
from flows.engine.changing import editable
from flows.engine.derive import kept_out
from flows.engine.ending import FINAL
from flows.engine.turn import Turn
from flows.inputs import Command, Input, Tap, Text
from flows.model import Step
from flows.protocol import CommandIn, TapIn, TextIn, TurnInput
from flows.rendering.buttons import tap_data
from flows.slots import slot, step_of
from flows.tracing import cause
from flows.walk.reaching import is_shut, way_to

FLOWS = 4  # variants that one way may lead through
LINK = "steht in diesem Kanal hinter einem Link"


async def go_to(session: Session, turn: Turn, name: str) -> tuple[Heard, ...]:
    """The turns until this question is asked. Raises Refused, with the turns it took."""
    key = _key(turn, name)
    heard: list[Heard] = []
    if turn.state.status == "paused":  # the first words after a pause are no answer
        turn = await _walked(session, turn, [CommandIn(name="resume")], heard) or turn
    if turn.state.question == key:
        return tuple(heard)
    for _ in range(FLOWS):
        went_on = await _walked(session, turn, await _way(turn, key, heard), heard)
        if went_on is None or went_on.base.revision == turn.base.revision:
            break
        turn = went_on  # the place somebody lives in has led to another variant
    return await _arrived(session, key, heard)


async def _walked(session: Session, turn: Turn, way: list[TurnInput], heard: list[Heard]) -> Turn | None:
    """Takes these turns, up to where the flow becomes another one."""
    for given in way:
        shown = session.shown(given)
        heard.append(Heard(shown, await session.do(given)))
        now = await session.look()
        if now is None or now.base.revision != turn.base.revision:
            return now
    return await session.look()


def _key(turn: Turn, name: str) -> str:
    """Of a question of a repeat without its entry, the first. Raises Refused."""
    step = turn.base.steps.get(name)
    key = key_of(turn, name if step is None else slot(name, (1,) * len(step.repeats)))
    if turn.base.steps[step_of(key)].kind == "say":
        raise Refused(f"„{name}“ wird nur gesagt und nicht gefragt.")
    return key


async def _way(turn: Turn, key: str, heard: list[Heard]) -> list[TurnInput]:
    """Raises Refused, with the turns that were taken so far."""
    if turn.state.question == key:
        return []
    try:
        return await _found(turn, key)
    except Refused as refused:
        raise Refused(str(refused), heard) from None


async def _found(turn: Turn, key: str) -> list[TurnInput]:
    """Raises Refused."""
    if key in editable(turn):
        return [CommandIn(name="edit", arg=key)]
    if turn.state.status in FINAL:
        raise Refused(f"Das Gespräch ist zu Ende ({turn.state.status}); :undo nimmt die letzte Eingabe zurück.")
    if turn.state.question == HANDOVER:
        raise Refused(f"Die nächste Frage {LINK}.")
    step = turn.flow.steps.get(key)
    if step is not None and (is_shut(turn, step) or _passed(turn, key)):
        raise Refused(f"„{key}“ wird nach den bisherigen Antworten nicht gefragt{why_not(cause(turn, step))}")
    found = await asyncio.to_thread(way_to, turn, key)
    if found is None:
        raise Refused(_no_way(turn, key, step))
    return [_real(turn, given) for given in found]


def _passed(turn: Turn, key: str) -> bool:
    order = list(turn.flow.steps)
    asked = turn.state.question
    return asked in order and order.index(key) < order.index(asked)


def _no_way(turn: Turn, key: str, step: Step | None) -> str:
    """After having tried: what it hangs on, as far as that is known."""
    written = turn.base.steps[step_of(key)]
    if kept_out(written, turn.state):
        return f"„{key}“ {LINK}."
    if step is None:
        return f"Kein Weg führt zu „{key}“: diesen Eintrag der Wiederholung gibt es dann nicht."
    return f"Von hier führt kein Weg zu „{key}“{why_not(cause(turn, step))}"


def _real(turn: Turn, given: Input) -> TurnInput:
    if isinstance(given, Command):
        return CommandIn(name=given.name, arg=given.arg)
    if isinstance(given, Text):
        return TextIn(text=given.text)
    assert isinstance(given, Tap)
    return TapIn(data=tap_data(turn.state, given.asked, given.step, given.value))


async def _arrived(session: Session, key: str, heard: list[Heard]) -> tuple[Heard, ...]:
    """Raises Refused where the answers were taken for something else, or the question waits behind a link."""
    turn = await session.look()
    if turn is not None and turn.state.question == HANDOVER:
        raise Refused(f"„{key}“ {LINK}.", heard)
    if turn is None or turn.state.question != key:
        raise Refused(f"Der Weg zu „{key}“ endet hier.", heard)
    return tuple(heard)
