"""Putting answers in and taking them back."""

from __future__ import annotations

from datetime import date
from typing import Any

from flows.engine.consents import agree, rest
from flows.engine.derive import any_kept_out
from flows.engine.settling import CONFIRMING, settle, settle_all, still_fits, unconfirmed
from flows.engine.turn import Turn, without
from flows.events import Answered, Show, Skipped, Urgent, Withdrawn
from flows.model import Step
from flows.state import Answer


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
        if former is not None and former.value != value:
            _moved(turn, step, former.value, value)
            _another_decides(turn, step)
    _urgency(turn, step)


def _moved(turn: Turn, place: Step, before: Any, now: Any) -> None:
    """Who has sent everything and moves agreed to one body; another one is another question. A no stays a no."""
    if place.kind != "place" or "receipt" not in turn.state.options or district_of(before) == district_of(now):
        return
    for step in turn.flow.steps.values():
        given = turn.state.answers.get(step.id)
        if step.options.get("again") == place.id and given is not None and given.value:
            _ask_anew(turn, step)


def _another_decides(turn: Turn, changed: Step) -> None:
    """What somebody agreed to or refused who may not decide, or may no longer do so for another, counts no more."""
    for step in turn.flow.steps.values():
        if step.options.get("decided_by") == changed.id:
            rest(turn, step)
            _ask_anew(turn, step)


def _ask_anew(turn: Turn, consent: Step) -> None:
    """Not offered as "keep", and not brought back with what else waits aside: it is another question."""
    if consent.id in turn.state.answers:
        take_back(turn, consent.id, "reask")
    turn.set(held=without(turn.state.held, consent.id), aside=without(turn.state.aside, consent.id))


def _urgency(turn: Turn, step: Step) -> None:
    if step.urgent is None or step.urgent(turn.env()) is not True:
        return
    if not turn.state.urgent:
        turn.emit(Urgent(f"answer:{step.id}"))
    turn.set(urgent=True)
    if Show("emergency") not in turn.events:
        turn.emit(Show("emergency"))


def district_of(place: Any) -> str | None:
    """District or independent city of an answer of the kind place; None where it is not known."""
    ags = (place or {}).get("ags")
    return None if ags is None else str(ags)[:5]


def take_back(turn: Turn, step_id: str, how: str) -> None:
    """Take an answer back so that it is the next question; the former value is held, to be offered as "keep"."""
    step, answer = turn.flow.steps[step_id], turn.state.answers[step_id]
    held = turn.state.held if step.kind in CONFIRMING else {**turn.state.held, step_id: answer}
    turn.set(answers=without(unconfirmed(turn), step_id), held=held, draft=(), alternatives=(), tries=0)
    if step.kind == "consent":
        turn.set(consents=without(turn.state.consents, step.options["purpose"]))
    turn.emit(Withdrawn(step_id, how))
    settle_all(turn) if step.kind == "consent" else settle(turn, step_id)


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
