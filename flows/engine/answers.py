"""Putting answers in and taking them back, and what follows from either for the other answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flows.engine.consents import agree
from flows.engine.derive import any_kept_out, is_required, offered, relevance
from flows.engine.turn import Turn, without
from flows.events import Answered, Show, Skipped, Urgent, Withdrawn
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
    env = turn.env(it=value)
    for constraint in step.constraints:
        if constraint.test(env) is False:
            return Misfit(constraint.message)
    return None


def put(turn: Turn, step: Step, value: Any, raw: str | None) -> None:
    """Store an answer and let everything that depends on it follow. `value` None: skipped."""
    former = turn.state.held.get(step.id)
    answer = Answer(value=value, at=turn.now.isoformat(), lang=turn.lang, raw=raw)
    answers = without(turn.state.answers, step.id)
    answers[step.id] = answer
    held, aside = without(turn.state.held, step.id), turn.state.aside
    if step.id in aside and not aside[step.id].meant:  # one that answered another meaning may be asked for again
        aside = without(aside, step.id)
    turn.set(answers=answers, held=held, aside=aside, tries=0, draft=(), alternatives=())
    turn.emit(Skipped(step.id) if value is None else Answered(step.id, changed=former is not None))
    if step.kind == "consent":
        agree(turn, step, bool(value))
        settle_all(turn)
    else:
        settle(turn, step.id)
    _urgency(turn, step)


def _urgency(turn: Turn, step: Step) -> None:
    if step.urgent is None or step.urgent(turn.env()) is not True:
        return
    if not turn.state.urgent:
        turn.emit(Urgent(f"answer:{step.id}"))
    turn.set(urgent=True)
    if Show("emergency") not in turn.events:
        turn.emit(Show("emergency"))


def take_back(turn: Turn, step_id: str, how: str) -> None:
    """Take an answer back so that it is the next question; the former value is held, to be offered as "keep"."""
    step, answer = turn.flow.steps[step_id], turn.state.answers[step_id]
    held = turn.state.held if step.kind in CONFIRMING else {**turn.state.held, step_id: answer}
    turn.set(answers=without(unconfirmed(turn), step_id), held=held, draft=(), alternatives=(), tries=0)
    if step.kind == "consent":
        turn.set(consents=without(turn.state.consents, step.options["purpose"]))
    turn.emit(Withdrawn(step_id, how))
    settle_all(turn) if step.kind == "consent" else settle(turn, step_id)


def unconfirmed(turn: Turn) -> dict[str, Answer]:
    """The answers without what confirmed them: who changes something sees the summary again before it is sent."""
    steps = turn.flow.steps
    return {
        step_id: answer
        for step_id, answer in turn.state.answers.items()
        if steps[step_id].kind not in CONFIRMING and steps[step_id].ends is None
    }


def settle(turn: Turn, changed: str) -> None:
    """After `changed` was answered or taken back: set aside, restore and re-ask what depends on it, in flow order.

    One pass is enough, because expressions read only earlier steps.
    """
    _settle(turn, lambda: turn.flow.dependents.get(changed, ()))


def settle_all(turn: Turn) -> None:
    """The same for every step: after a consent changed or the flow's revision did."""
    _settle(turn, lambda: turn.flow.steps)


def _settle(turn: Turn, steps: Callable[[], Iterable[str]]) -> None:
    """Again for as long as it changes how many entries repeats have: an entry that comes back brings its answers."""
    if not turn.base.repeats:
        _settle_once(turn, steps())
        return
    for _ in range(len(turn.base.repeats) + 2):
        flow = turn.flow
        vanish(turn)
        _settle_once(turn, tuple(steps()))
        if turn.flow is flow:
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
    answer = turn.state.answers[step.id]
    relevant = relevance(step, turn.env()) is True
    if relevant and still_fits(turn, step, answer.value):
        return
    turn.set(answers=without(turn.state.answers, step.id))
    if step.kind not in PASSING:
        turn.set(aside={**turn.state.aside, step.id: answer})
        turn.emit(Withdrawn(step.id, "reask" if relevant else "aside"))


def _restore(turn: Turn, step: Step) -> None:
    answer = turn.state.aside[step.id]
    if answer.meant or step.kind in PASSING or step.id in turn.state.held:
        return
    if relevance(step, turn.env()) is True and still_fits(turn, step, answer.value):
        turn.set(answers={**turn.state.answers, step.id: answer}, aside=without(turn.state.aside, step.id))
        turn.emit(Withdrawn(step.id, "restored"))


def still_fits(turn: Turn, step: Step, value: Any) -> bool:
    """Does a stored answer still meet choice filters, constraints and what else its kind asks for?"""
    if value is None:
        return not is_required(step, turn.env())
    if not KINDS[step.kind].allows(step, value):
        return False
    if step.choices:
        allowed = {choice.value for choice in offered(step, turn.env())}
        ticked = value if isinstance(value, list) else [value]
        if not allowed.issuperset(ticked):
            return False
    return check(turn, step, value) is None


def held_value(turn: Turn, step: Step) -> Any:
    """The former answer to offer as "keep"; None where there is none, or where it fits no more."""
    former = turn.state.held.get(step.id)
    if former is None:
        return _default(turn, step)
    return former.value if not former.meant and still_fits(turn, step, former.value) else None


def _default(turn: Turn, step: Step) -> Any:
    """What the flow proposes as an answer, in the form of an answer; None where that is unknown or does not fit."""
    if step.default is None or _tells_too_much(turn, step):
        return None
    found = step.default(turn.env())
    if found is None:
        return None
    value: Any = {"date": found.isoformat(), "precision": "day"} if isinstance(found, date) else found
    value = list(value) if isinstance(value, tuple) else value
    return value if still_fits(turn, step, value) else None


def _tells_too_much(turn: Turn, step: Step) -> bool:
    """A proposal made of an answer that may not be shown in this channel would show it, or how many there are."""
    return any_kept_out(turn.flow, turn.flow.reads.get(step.id, ()), turn.state)


def forget(turn: Turn, purpose: str) -> None:
    """A consent was withdrawn: answers that needed it are gone, not set aside."""
    for step in turn.base.steps.values():
        if step.kind == "consent" and step.options["purpose"] == purpose:
            _mark_withdrawn(turn, step)
    settle_all(turn)


def _mark_withdrawn(turn: Turn, step: Step) -> None:
    answer = turn.state.answers.get(step.id)
    if answer is not None:
        withdrawn = Answer(value=False, at=turn.now.isoformat(), lang=answer.lang, raw=answer.raw)
        turn.set(answers={**turn.state.answers, step.id: withdrawn})
    agree(turn, step, granted=False)
