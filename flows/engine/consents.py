"""Agreeing and refusing, purpose by purpose; what was said with a consent goes with it."""

from __future__ import annotations

from collections.abc import Iterable

from flows.engine.meaning import rested_on
from flows.engine.turn import Turn, without
from flows.events import Consent, Withdrawn
from flows.model import Step
from flows.slots import step_of


def agree(turn: Turn, step: Step, granted: bool) -> None:
    turn.set(consents={**turn.state.consents, step.options["purpose"]: granted})
    _tell_consent(turn, step, granted)
    if not granted:
        _forget_what_rests_on(turn, step)


def _tell_consent(turn: Turn, step: Step, granted: bool) -> None:
    turn.emit(Consent(step.options["purpose"], step.id, granted, step.version))


def _forget_what_rests_on(turn: Turn, consent: Step) -> None:
    """A refused consent takes every answer that needed it, the first one all said since: gone, not set aside."""
    gone = [step for step in turn.base.steps.values() if rests_on(step, consent)]
    names, slots = {step.id for step in gone}, _marked(turn, consent)
    for kept in ("answers", "aside", "held"):
        told = getattr(turn.state, kept)
        turn.set(**{kept: {key: told[key] for key in told if step_of(key) not in names and key not in slots}})
    purposes = purposes_with(consent, turn.base.steps.values())
    turn.set(needs=tuple(need for need in turn.state.needs if need.purpose not in purposes))
    for step in gone:
        if step.kind == "consent" and turn.state.consents.get(step.options["purpose"]):
            _tell_consent(turn, step, granted=False)
            turn.set(consents=without(turn.state.consents, step.options["purpose"]))


def _marked(turn: Turn, consent: Step) -> set[str]:
    """Answers to questions of other revisions that rest on this consent: the host hears of them to forget what was
    said."""
    kept = [*turn.state.aside.items(), *turn.state.held.items()]
    every, purpose = consent.before_consent, consent.options["purpose"]
    found = {slot for slot, answer in kept if answer.meant and (every or rested_on(answer.meant, purpose))}
    told = {step_of(slot) if turn.state.renumbered else slot for slot in found}  # a key may have been another then
    turn.emit(*(Withdrawn(slot, "forgotten") for slot in sorted(told)))
    return found


def stand(turn: Turn, consent: Step) -> None:
    """A consent counts only while its answer stands: after the answer was set aside, or brought back.

    Nothing is forgotten: nobody refused, and what was said with the consent waits aside as it does itself.
    """
    if consent.kind != "consent":
        return
    purpose, consents = consent.options["purpose"], turn.state.consents
    now = _standing(turn, purpose)
    if now is consents.get(purpose):
        return
    turn.set(consents=without(consents, purpose) if now is None else {**consents, purpose: now})
    if bool(now) != bool(consents.get(purpose)):
        turn.emit(Consent(purpose, consent.id, bool(now), consent.version, resting=not now))


def rest(turn: Turn, consent: Step) -> None:
    """A yes that counts no more though nobody has refused: its question is open."""
    if turn.state.consents.get(consent.options["purpose"]):
        turn.emit(Consent(consent.options["purpose"], consent.id, False, consent.version, resting=True))


def _standing(turn: Turn, purpose: str) -> bool | None:
    """The last answer to a question for this consent; None where there is none now."""
    steps = turn.flow.steps
    said = (
        answer.value
        for key, answer in turn.state.answers.items()
        if key in steps and steps[key].options.get("purpose") == purpose
    )
    return next(map(bool, reversed(list(said))), None)


def purposes_with(consent: Step, steps: Iterable[Step]) -> set[str]:
    """The purpose of a consent, and of those that are only asked after it: refused, they are refused with it."""
    resting = {step.options["purpose"] for step in steps if step.kind == "consent" and rests_on(step, consent)}
    return {consent.options["purpose"], *resting}


def rests_on(step: Step, consent: Step) -> bool:
    """May `step` only be asked, and its answer only be kept, with this consent?"""
    return step.needs == consent.options["purpose"] or (consent.before_consent and not step.before_consent)
