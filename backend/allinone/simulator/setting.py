"""`:set answer value`: the answer is given as a person gives it, so that reading, constraints and effects are the real
ones.
"""

from __future__ import annotations

import re

from backend.allinone.simulator.names import Refused, answerable
from backend.allinone.simulator.session import Session
from bot.channels.simulating import Heard, Told
from flows.engine.derive import offered
from flows.engine.reading import DONE, UNTICK
from flows.engine.turn import Turn
from flows.kinds import KINDS
from flows.model import Step
from flows.protocol import TEXT_LIMIT, CommandIn, TapIn, TextIn, TurnInput
from flows.rendering.buttons import tap_data

_BETWEEN = re.compile(r"[,;\s]+")
_TRUTH = {"true": "yes", "false": "no", "ja": "yes", "nein": "no"}


async def set_answer(session: Session, turn: Turn, name: str, value: str) -> Told:
    """Asks the question again where it was answered, then answers it. Raises Refused."""
    step = answerable(turn, name)
    heard: list[Heard] = []
    if turn.state.question != step.id:
        if step.id not in turn.state.answers:
            raise Refused(f"„{step.id}“ ist noch nicht gefragt worden.")
        heard.append(await did(session, CommandIn(name="edit", arg=step.id)))
        turn = await _asked(session, step, heard)
    heard += [await did(session, given) for given in spoken(turn, step, value)]
    return Told(tuple(heard))


async def did(session: Session, given: TurnInput) -> Heard:
    """A turn, and the line of a script that says it."""
    shown = session.line_of(given)
    return Heard(shown, await session.do(given))


async def _asked(session: Session, step: Step, heard: list[Heard]) -> Turn:
    """Raises Refused where the question was not asked although it was answered before."""
    turn = await session.look()
    if turn is None or turn.state.question != step.id:
        raise Refused(f"„{step.id}“ kann hier nicht geändert werden.", heard)
    return turn


def spoken(turn: Turn, step: Step, value: str) -> list[TurnInput]:
    """What a person does to answer the present question so. Values of choices are tapped, all else is written."""
    values = _values(turn, step, value)
    if values is None:
        return [TextIn(text=value[:TEXT_LIMIT])]
    return [TapIn(data=tap_data(turn.state, turn.state.asked, step.id, tapped)) for tapped in values]


def _values(turn: Turn, step: Step, text: str) -> list[str] | None:
    """The buttons to tap, one after the other; None for what names no buttons."""
    kind = KINDS[step.kind]
    known = {option.value for option in kind.offers(step, turn.context(offered(step, turn.env())))}
    if not kind.multiple:
        value = _TRUTH.get(text.casefold(), text) if kind.value_type == "bool" else text
        return [value] if value in known else None
    wanted = list(dict.fromkeys(part for part in _BETWEEN.split(text) if part))
    if not known.issuperset(wanted):
        return None
    off = [f"{UNTICK}{ticked}" for ticked in turn.state.draft if ticked not in wanted]
    return [*off, *(value for value in wanted if value not in turn.state.draft), DONE]
