"""Which questions are open, remembered from one turn to the next.

A turn changes one answer or two, and only what depends on those needs to be looked at again. What was found is kept in
the state as a line: what it was found for (revision, day, language, channel, consents), then one sign for each step in
flow order. It is derived, never a truth of its own: where it is missing or was found for something else, every step is
looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import compress
from operator import mul

from flows.engine.derive import relevance
from flows.engine.table import table_of
from flows.expressions import Env
from flows.model import Flow, Step
from flows.state import Answer, State

#: Signs in the line: answered or not relevant, may become relevant, to be asked. As numbers: half questions.
SIGNS = ".?!"
_SHUT, _MAYBE, _OPEN = range(3)
_TO_NUMBERS = bytes.maketrans(SIGNS.encode(), bytes(range(3)))
_SHUTS = bytes([_SHUT])
_TO_SIGNS = bytes.maketrans(bytes(range(3)), SIGNS.encode())
_FOUND: Mapping[bool | None, int] = {False: _SHUT, None: _MAYBE, True: _OPEN}


def head_of(state: State, today: date) -> str:
    """What relevance depends on beside the answers."""
    consents = "".join([f"{purpose}{'+' if given else '-'}" for purpose, given in state.consents.items()])
    flow = f"{state.revision[:16]}{state.revision.partition('+')[2]}"
    return f"{flow} {today.toordinal()} {state.lang or state.lang_hint} {state.channel} {consents} "


class Openness:
    """For one turn: begins with what the state remembers, follows the state as it changes."""

    def __init__(self, flow: Flow, state: State, today: date) -> None:
        self._table, self._today = table_of(flow), today
        self._answers, self._beside = state.answers, state
        self._head = head_of(state, today)
        self._found = self._remembered(state.open)

    def _remembered(self, line: str) -> bytearray | None:
        if not line.startswith(self._head) or len(line) - len(self._head) != len(self._table.steps):
            return None
        return bytearray(line[len(self._head) :].encode().translate(_TO_NUMBERS))

    def next(self, state: State, env: Callable[[], Env]) -> Step | None:
        """The first relevant step without an answer."""
        number = self._current(state, env).find(_OPEN)
        return None if number < 0 else self._table.steps[number]

    def seconds(self, state: State, env: Callable[[], Env]) -> float:
        """What is still to be asked; what may yet come counts half."""
        current = self._current(state, env)
        still: float = sum(map(mul, compress(self._table.halves, current), current.translate(None, _SHUTS)))
        return still

    def line(self, state: State) -> str:
        """What to remember of this turn: nothing when nobody has looked since the last change."""
        if self._found is None or self._answers is not state.answers or not same_beside(state, self._beside):
            return ""
        return self._head + self._found.translate(_TO_SIGNS).decode()

    def _current(self, state: State, env: Callable[[], Env]) -> bytearray:
        past, answers, found = self._beside, state.answers, self._found
        same = same_beside(state, past)
        if found is not None and same and answers is self._answers:
            return found
        now, steps = env(), self._table.steps
        if found is None or not (same or _same_but_consents(state, past)):
            found = self._found = bytearray([_look(step, answers, now) for step in steps])
        else:
            for number in self._touched(answers) | self._resting(past.consents, state.consents):
                found[number] = _look(steps[number], answers, now)
        self._answers = answers
        if not same:
            self._beside, self._head = state, head_of(state, self._today)
        return found

    def _touched(self, answers: Mapping[str, Answer]) -> set[int]:
        return {number for step in changed(self._answers, answers) for number in self._table.touched.get(step, ())}

    def _resting(self, before: Mapping[str, bool], after: Mapping[str, bool]) -> set[int]:
        if before is after:
            return set()
        other = {purpose for purpose in {*before, *after} if before.get(purpose) is not after.get(purpose)}
        return {number for purpose in other for number in self._table.rests.get(purpose, ())}


def _same_but_consents(one: State, other: State) -> bool:
    """May a changed consent be looked at alone? The first one given, and the last one taken back, change everything."""
    given = any(one.consents.values()), any(other.consents.values())
    return (
        given[0] == given[1]
        and (given[0] or bool(one.consents) == bool(other.consents))
        and same_beside(one, other.with_(consents=one.consents))
    )


def same_beside(one: State, other: State) -> bool:
    """Is everything that relevance depends on beside the answers the same?"""
    return (
        one.consents is other.consents
        and one.lang == other.lang
        and one.channel == other.channel
        and one.lang_hint == other.lang_hint
        and one.revision == other.revision
    )


def _look(step: Step, answers: Mapping[str, Answer], env: Env) -> int:
    return _SHUT if step.id in answers else _FOUND[relevance(step, env)]


def changed(before: Mapping[str, Answer], after: Mapping[str, Answer]) -> list[str]:
    """Steps whose answer came, went or was replaced."""
    former = before.get
    came = [step for step, answer in after.items() if former(step) is not answer]
    if len(came) == len(after) - len(before):  # all of them new, so none went
        return came
    return came + [step for step in before if step not in after]
