"""Moving a running conversation to another revision of its flow: the same operation as any change of answers.

Nothing a person said is lost. An answer that still answers its question stays; one whose question is gone, or means
something else now, is kept aside with a mark (`flows.engine.meaning`) and comes back when a revision asks for it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from flows.engine.consents import stand
from flows.engine.derive import offered, relevance
from flows.engine.ending import FINAL
from flows.engine.lookup import Lookup
from flows.engine.meaning import difference, marked, meaning_in, step_of
from flows.engine.settling import CONFIRMING, PASSING, still_fits, vanish
from flows.engine.turn import Turn, without
from flows.model import Flow, Step
from flows.state import Answer, State

Outcome = Literal["silent", "asks", "stays"]
#: A consent given back can make earlier answers count again, which only a further pass sees.
PASSES = 4


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of a conversation. `again`: slots asked again, in asking order; `why`: the reason for each, one of
    kind | repeat | consent | needs | sensitive | version | choice_gone | constraint | required.

    `reason`, for one that stays on its revision: finished | case_open. `state` is then the one given.
    """

    outcome: Outcome
    state: State
    again: tuple[str, ...] = ()
    why: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None


def move(old: Flow | None, new: Flow, state: State, now: datetime, lookup: Lookup) -> Move:
    """The conversation under `new`. `old`: the revision it is on; None when that cannot be looked up any more.

    Pure, and never raises for any two flows and any state the engine made. Moving twice is moving once; moving there
    and back gives the same answers. `lookup` is the new revision's.
    """
    if state.revision == new.revision:
        return Move("silent", state)
    old = old or new
    reason = "finished" if state.status in FINAL else _bound(old, new, state)
    if reason is not None:
        return Move("stays", state, reason=reason)
    moved, displaced = _sorted(old, new, state)
    settling = _Settling(turn := Turn(new, moved, now, lookup), displaced)
    settling.run()
    _question(turn, old, state)
    again = _asked_again(turn, state)
    why = {slot: settling.misfits.get(slot) or _difference(old, new, state, slot) for slot in again}
    return Move("asks" if again else "silent", turn.state, again, why)


def _bound(old: Flow, new: Flow, state: State) -> str | None:
    """Somebody has called for help, or changes what was sent: their case would leave the desk with their consent."""
    if not (state.urgent or state.human or "receipt" in state.options):
        return None
    consents = [slot for slot in state.answers if _kind(old, slot) == "consent"]
    return "case_open" if any(meaning_in(old, slot) != meaning_in(new, slot) for slot in consents) else None


def _kind(flow: Flow, slot: str) -> str:
    step = step_of(flow, slot)
    return "" if step is None else step.kind


def _difference(old: Flow, new: Flow, state: State, slot: str) -> str:
    before, after = state.answers[slot].meant or meaning_in(old, slot), meaning_in(new, slot)
    return difference(before, after) if before != after else "constraint"


# --- before: what still answers its question, and what does not -------------------------------------------------------


def _sorted(old: Flow, new: Flow, state: State) -> tuple[State, dict[str, Answer]]:
    """Answers of another meaning marked and aside, consents given to another wording taken back; and the answers that
    found their place aside taken, by one whose meaning has come back.
    """
    answers = marked(old, new, state.answers)
    foreign = {slot: answer for slot, answer in answers.items() if answer.meant}
    kept = {slot: answer for slot, answer in answers.items() if not answer.meant}
    aside = marked(old, new, state.aside)
    back = {slot: answer for slot, answer in aside.items() if not answer.meant}
    moved = state.with_(
        revision=new.revision,
        answers=kept,
        aside={**aside, **foreign, **back},
        held=marked(old, new, state.held),
        consents=_consents(old, new, state, kept),
        undo=None,
        open="",
        best_section=min(state.best_section, len(new.sections)),
    )
    return moved, {slot: answer for slot, answer in foreign.items() if slot in back}


def _consents(old: Flow, new: Flow, state: State, kept: Mapping[str, Answer]) -> dict[str, bool]:
    """What was agreed to, without the purposes whose only consents were given to another wording."""
    asked = {step.options["purpose"] for slot in kept if (step := step_of(new, slot)) and step.kind == "consent"}
    steps = (step_of(old, slot) for slot in state.answers if slot not in kept)
    gone = {step.options["purpose"] for step in steps if step is not None and step.kind == "consent"}
    return {purpose: granted for purpose, granted in state.consents.items() if purpose in asked or purpose not in gone}


def _in_order(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """In the order of answering."""
    return dict(sorted(answers.items(), key=lambda pair: pair[1].at))


# --- the answers under the new revision -------------------------------------------------------------------------------


@dataclass(slots=True)
class _Settling:
    """Evaluates every answer in asking order. `displaced`: goes aside when what stands there becomes an answer.
    `misfits` fills: what does not fit any more, and why.
    """

    turn: Turn
    displaced: dict[str, Answer]
    misfits: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        for _ in range(PASSES):
            vanish(self.turn)
            before, open_before = self.turn.state, False
            for step in self.turn.flow.steps.values():
                self._settle(step, open_before)
                open_before = open_before or (step.kind not in PASSING and _is_open(self.turn, step))
            if self.turn.state is before:
                break
        lost = {slot: answer for slot, answer in self.displaced.items() if slot not in self.turn.state.answers}
        self.turn.set(aside={**self.turn.state.aside, **lost})

    def _settle(self, step: Step, open_before: bool) -> None:
        turn, slot = self.turn, step.id
        answer = turn.state.answers.get(slot)
        waiting = turn.state.aside.get(slot)
        if answer is not None:
            reason = self._unwanted(step, answer, open_before)
            if reason is not None:
                turn.set(answers=without(turn.state.answers, slot), aside={**turn.state.aside, slot: answer})
                stand(turn, step)
                self.misfits |= {slot: reason} if reason else {}
        elif waiting is not None and not waiting.meant and slot not in turn.state.held:
            reason = self._unwanted(step, waiting, open_before)
            if reason is None:
                self._restore(step, waiting)

    def _restore(self, step: Step, answer: Answer) -> None:
        turn, slot = self.turn, step.id
        aside = without(turn.state.aside, slot)
        if slot in self.displaced:
            aside[slot] = self.displaced[slot]
        turn.set(answers=_in_order({**turn.state.answers, slot: answer}), aside=aside)
        stand(turn, step)
        self.misfits.pop(slot, None)

    def _unwanted(self, step: Step, answer: Answer, open_before: bool) -> str | None:
        """Why this is no answer now: "" when nobody asks for it, else what it does not meet; None when it is one."""
        turn = self.turn
        if relevance(step, turn.env()) is not True:
            return ""
        if (step.kind in CONFIRMING or step.ends) and (open_before or _is_outdated(turn, answer)):
            return ""
        return None if still_fits(turn, step, answer.value) else _misfit(turn, step, answer)


def _misfit(turn: Turn, step: Step, answer: Answer) -> str:
    if answer.value is None:
        return "required"
    ticked = answer.value if isinstance(answer.value, list) else [answer.value]
    gone = bool(step.choices) and not _known(turn, step).issuperset(ticked)
    return "choice_gone" if gone else "constraint"


def _known(turn: Turn, step: Step) -> set[str]:
    return {choice.value for choice in offered(step, turn.env())}


def _is_outdated(turn: Turn, confirmed: Answer) -> bool:
    """What confirmed the answers confirms none that was given later."""
    return any(answer.at > confirmed.at for answer in turn.state.answers.values())


def _is_open(turn: Turn, step: Step) -> bool:
    return step.id not in turn.state.answers and relevance(step, turn.env()) is True


# --- the question before the person -----------------------------------------------------------------------------------


def _question(turn: Turn, old: Flow, before: State) -> None:
    """The question stays when it is still the same and still open; else it is derived anew, and old buttons are old."""
    asked = before.question
    if asked is None or asked.startswith("!"):
        turn.set(draft=())
        return
    step = turn.flow.steps.get(asked)
    same = step is not None and meaning_in(old, asked) == meaning_in(turn.flow, asked) and _is_next(turn, step)
    if step is None or not same or not all(still_fits(turn, step, value) for value in before.alternatives):
        turn.set(question=None, draft=(), alternatives=(), tries=0)
        return
    known = _known(turn, step)
    turn.set(draft=tuple(value for value in before.draft if value in known))


def _is_next(turn: Turn, step: Step) -> bool:
    """Open, and for what confirms the others: with no other open."""
    others = any(other.kind not in PASSING and _is_open(turn, other) for other in turn.flow.steps.values())
    return _is_open(turn, step) and not (step.kind in CONFIRMING and others)


def _asked_again(turn: Turn, before: State) -> tuple[str, ...]:
    """The slots that had an answer, have none now, and are a question now."""
    asking = (step for step in turn.flow.steps.values() if step.kind not in PASSING)
    return tuple(step.id for step in asking if step.id in before.answers and _is_open(turn, step))
