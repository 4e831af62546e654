"""What an answer meant when it was given: enough to tell, in another revision, whether it still answers the question.

Wording and place in the flow are not part of it: they may change under an answer. The kind, the meaning version a
coordinator raises, the consent it rests on, and whether it is asked in a safe channel only, may not.
"""

from __future__ import annotations

from collections.abc import Mapping

from flows import slots
from flows.model import Flow, Step
from flows.state import Answer, State

#: The mark of an answer whose question nobody can look up any more.
LOST = "?"
_SEPARATOR = "/"


def meaning(step: Step) -> str:
    """A short text, equal for two steps exactly when an answer to one answers the other."""
    parts = (
        step.kind,
        str(step.version),
        step.needs or "",
        str(step.options.get("purpose", "")),
        "safe" if step.sensitive else "",
        ".".join(step.repeats),
    )
    return _SEPARATOR.join(parts)


def repeats_in(mark: str) -> tuple[str, ...]:
    """The repeats that stood around the question, outermost first; none where nobody can look them up."""
    found = mark.rsplit(_SEPARATOR, 1)[-1] if _SEPARATOR in mark else ""
    return tuple(found.split(".")) if found else ()


def step_of(flow: Flow, slot: str) -> Step | None:
    """The step whose answer a slot holds: `children#2` is an answer to `children`."""
    return flow.steps.get(slot) or flow.steps.get(slots.step_of(slot))


def meaning_in(flow: Flow, slot: str) -> str:
    """What an answer in this slot means in `flow`; "" where the flow does not ask for it."""
    step = step_of(flow, slot)
    return "" if step is None else meaning(step)


def marked(old: Flow, new: Flow, kept: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers, each marked with what it meant unless it means the same in `new`."""
    return {slot: _marked(old, new, slot, answer) for slot, answer in kept.items()}


def _marked(old: Flow, new: Flow, slot: str, answer: Answer) -> Answer:
    meant = answer.meant or meaning_in(old, slot) or LOST
    mark = "" if meant == meaning_in(new, slot) else meant
    return answer if mark == answer.meant else answer.with_meant(mark)


def rested_on(mark: str, purpose: str) -> bool:
    """Was an answer so marked given under the consent to `purpose`? What nobody can look up counts as given so."""
    return mark == LOST or mark.split(_SEPARATOR)[2] == purpose


def consented(state: State) -> bool:
    """Has the person agreed to anything, be it to another wording, which they are asked about anew?"""
    before = (answer for answer in state.aside.values() if answer.meant.startswith(f"consent{_SEPARATOR}"))
    return any(state.consents.values()) or any(answer.value is True for answer in before)


def difference(before: str, after: str) -> str:
    """Why an answer has to be asked for again: kind | repeat | consent | needs | sensitive | version."""
    if before == LOST:
        return "version"
    old, new = before.split(_SEPARATOR), after.split(_SEPARATOR)
    changed = [name for name, was, now in zip(_NAMES, old, new, strict=True) if was != now]
    if "purpose" in changed or (new[0] == "consent" and changed == ["version"]):
        return "consent"
    return min(changed, key=_FIRST.index)


_NAMES = ("kind", "version", "needs", "purpose", "sensitive", "repeat")
_FIRST = ("kind", "repeat", "needs", "sensitive", "version")
