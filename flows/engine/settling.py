"""What follows for the other answers when one was given or taken back, or a new day has come: what nobody asks for now
is set aside, what is asked for again comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from flows.days import day_of
from flows.engine.consents import stand
from flows.engine.derive import env_of, is_offered, is_required, relevance
from flows.engine.table import table_of
from flows.engine.turn import Turn, without
from flows.events import Withdrawn
from flows.expressions import Env
from flows.expressions.dates import read_once
from flows.kinds.base import KINDS, Misfit
from flows.model import Step
from flows.slots import step_of
from flows.state import Answer

#: Kinds that confirm the other answers rather than being one.
CONFIRMING = frozenset({"summary", "submit"})
#: Kinds that are not answers: said or asked anew when they become relevant again.
PASSING = frozenset({"say", *CONFIRMING})


def check(turn: Turn, step: Step, value: Any) -> Misfit | None:
    """The first constraint the value does not meet; unknown counts as met."""
    if not step.constraints:
        return None
    env = turn.env(it=read_once(value) if step.kind == "date" else value)
    for constraint in step.constraints:
        if constraint.test(env) is False:
            return Misfit(constraint.message)
    return None


def still_fits(turn: Turn, step: Step, value: Any) -> bool:
    """Does a stored answer still meet choice filters, constraints and what else its kind asks for?"""
    if value is None:
        return not is_required(step, turn.env())
    if not KINDS[step.kind].allows(step, value):
        return False
    if step.choices:
        env = turn.env()
        if not all(is_offered(step, ticked, env) for ticked in (value if isinstance(value, list) else (value,))):
            return False
    return check(turn, step, value) is None


def unconfirmed(turn: Turn) -> dict[str, Answer]:
    """The answers without what confirmed them: who changes something sees the summary again before it is sent."""
    steps = turn.flow.steps
    return {
        step_id: answer
        for step_id, answer in turn.state.answers.items()
        if steps[step_id].kind not in CONFIRMING and steps[step_id].ends is None
    }


# --- after a change ---------------------------------------------------------------------------------------------------


def settle(turn: Turn, changed: str) -> None:
    """After `changed` was answered or taken back: set aside, restore and re-ask what depends on it, in flow order.

    One pass is enough, because expressions read only earlier steps.
    """
    _settle(turn, lambda: turn.flow.dependents.get(changed, ()))


def settle_all(turn: Turn) -> None:
    """The same for every step: after a consent changed, or what nobody can name."""
    _settle(turn, lambda: _all(turn))


def _all(turn: Turn) -> Iterable[str]:
    """Every step that may have to change. While anything is agreed to, most answers stay right whatever is said."""
    everything = turn.state.aside or not any(turn.state.consents.values())
    return turn.flow.steps if everything else table_of(turn.flow).unsure


def _settle(turn: Turn, steps: Callable[[], Iterable[str]]) -> None:
    """Again for as long as it changes how many entries repeats have (an entry that comes back brings its answers), or
    which consents there are.
    """
    others = False  # whatever rests on a consent that came or went
    for _ in range(len(turn.base.repeats) + 3):
        flow, consents = turn.flow, turn.state.consents
        vanish(turn)
        _settle_once(turn, tuple(_all(turn) if others else steps()))
        if turn.state.consents is not consents:
            others = True
        elif turn.flow is flow:
            return


def _settle_once(turn: Turn, step_ids: Iterable[str]) -> None:
    for step_id in step_ids:
        if step_id in turn.state.answers:
            if (step := turn.flow.steps.get(step_id)) is not None:
                _recheck(turn, step)
        elif step_id in turn.state.aside and (step := turn.flow.steps.get(step_id)) is not None:
            _restore(turn, step)


def vanish(turn: Turn) -> None:
    """Answers of entries that are no longer there are kept aside, in case there will be as many again."""
    if not turn.base.repeats:
        return
    there = turn.flow.steps
    for key in [key for key in turn.state.answers if key not in there]:
        answer = turn.state.answers[key]
        turn.set(answers=without(turn.state.answers, key))
        if turn.base.steps[step_of(key)].kind not in PASSING:
            turn.set(aside={**turn.state.aside, key: answer})
            turn.emit(Withdrawn(key, "aside"))


def _recheck(turn: Turn, step: Step) -> None:
    """An answer whose choice is no longer offered is set aside as well: what its filter reads may only be being asked
    again, and answered the same."""
    relevant = relevance(step, turn.env()) is True
    if not relevant or not still_fits(turn, step, turn.state.answers[step.id].value):
        _set_aside(turn, step, "reask" if relevant else "aside")


def _set_aside(turn: Turn, step: Step, how: str) -> None:
    answer = turn.state.answers[step.id]
    turn.set(answers=without(turn.state.answers, step.id))
    if step.kind not in PASSING:
        turn.set(aside={**turn.state.aside, step.id: answer})
        turn.emit(Withdrawn(step.id, how))
    stand(turn, step)


def _restore(turn: Turn, step: Step) -> None:
    answer = turn.state.aside[step.id]
    if answer.meant or step.kind in PASSING or step.id in turn.state.held:
        return
    if relevance(step, turn.env()) is True and still_fits(turn, step, answer.value):
        turn.set(answers={**turn.state.answers, step.id: answer}, aside=without(turn.state.aside, step.id))
        turn.emit(Withdrawn(step.id, "restored"))
        stand(turn, step)


# --- after a day ------------------------------------------------------------------------------------------------------


def come_of_age(turn: Turn) -> None:
    """What is asked may hang on the day. When a conversation goes on on a later one, answers that nobody asks for any
    more are set aside before anything else happens, and the summary is shown again. What was right when it was said
    stays: constraints and choices are not looked at again.
    """
    before = turn.state
    then = _last_day(before.answers)
    if then is None or then >= turn.today:
        return
    earlier = env_of(before, then)
    for _ in range(len(turn.base.repeats) + 3):
        state = turn.state
        _settle_day(turn, earlier)
        vanish(turn)
        if turn.state is state:
            break
    if turn.state.answers is not before.answers:
        turn.set(answers=unconfirmed(turn))
    if turn.step is not None and turn.next() is not turn.step:
        turn.set(question=None, draft=(), alternatives=(), tries=0)


def _last_day(answers: dict[str, Answer]) -> date | None:
    """Of the answer given last: they stand in the order of answering."""
    last = next(reversed(answers.values()), None)
    return None if last is None else day_of(datetime.fromisoformat(last.at))


def _settle_day(turn: Turn, earlier: Env) -> None:
    for step in turn.flow.steps.values():
        if step.id in turn.state.answers:
            if _gone(turn, step, earlier):
                _set_aside(turn, step, "aside")
        elif step.id in turn.state.aside and relevance(step, earlier) is not True:
            _restore(turn, step)


def _gone(turn: Turn, step: Step, earlier: Env) -> bool:
    """Is it asked no more, and was it asked on that earlier day?"""
    return relevance(step, turn.env()) is not True and relevance(step, earlier) is True
