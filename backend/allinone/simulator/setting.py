"""`:set answer value`: the answer is given as a person gives it, so that reading, constraints and effects are the real
ones.
"""

from __future__ import annotations

import re

from backend.allinone.simulator.going import go_to
from backend.allinone.simulator.names import Refused, key_of
from backend.allinone.simulator.session import Session
from bot.channels.simulating import Heard, Told
from flows.engine.derive import offered
from flows.engine.reading import DONE, UNTICK
from flows.engine.turn import Turn
from flows.kinds import KINDS
from flows.model import Step
from flows.protocol import TEXT_LIMIT, TapIn, TextIn, TurnInput
from flows.rendering.buttons import tap_data
from flows.slots import step_of

_BETWEEN = re.compile(r"[,;\s]+")
_TRUTH = {"true": "yes", "false": "no", "ja": "yes", "nein": "no"}


async def set_answer(session: Session, turn: Turn, name: str, value: str) -> Told:
    """Goes to the question, then answers it. Raises Refused."""
    key = key_of(turn, name)
    if KINDS[turn.base.steps[step_of(key)].kind].value_type == "none":
        raise Refused(f"„{name}“ ist keine Frage, auf die es eine Antwort gibt.")
    heard = list(await go_to(session, turn, key))
    asked = await session.look()
    assert asked is not None  # it was asked just now
    heard += [await did(session, one) for one in spoken(asked, asked.flow.steps[key], value)]
    now = await session.look()
    given = now is None or key in now.state.answers
    return Told(tuple(heard), () if given else (f"„{key}“ hat damit noch keine Antwort.",))


async def did(session: Session, given: TurnInput) -> Heard:
    """A turn, and the line of a script that says it."""
    shown = session.shown(given)
    return Heard(shown, await session.do(given))


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
