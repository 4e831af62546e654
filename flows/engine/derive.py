"""What is relevant, and what comes next: read off the answers, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from flows.expressions import Env
from flows.model import Choice, Flow, Step
from flows.state import Answer, State

#: Channels run by private companies abroad: a jurisdiction may keep sensitive questions out of them.
MESSENGERS = frozenset({"telegram"})


class Values(Mapping[str, Any]):
    """Answers as expressions see them: skipped ones are unknown. A view: most expressions read one or two of fifty."""

    __slots__ = ("_answers",)

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self._answers = answers

    def __getitem__(self, step_id: str) -> Any:
        value = self._answers[step_id].value
        if value is None:
            raise KeyError(step_id)
        return value

    def get(self, step_id: str, default: Any = None) -> Any:
        answer = self._answers.get(step_id)
        return default if answer is None or answer.value is None else answer.value

    def __iter__(self) -> Iterator[str]:
        return (step_id for step_id, answer in self._answers.items() if answer.value is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def values_of(state: State) -> Mapping[str, Any]:
    return Values(state.answers)


def env_of(state: State, today: date, it: Any = None, values: Mapping[str, Any] | None = None) -> Env:
    return Env(
        values=values_of(state) if values is None else values,
        today=today,
        it=it,
        consents=state.consents,
        lang=state.lang or state.lang_hint,
        channel=state.channel,
    )


def may_ask(step: Step, consents: Mapping[str, bool]) -> bool | None:
    """Consent is enforced here: no question without it, so no answer without it. None: not yet asked for."""
    needs = step.needs
    if needs is not None and not consents.get(needs):
        return consents.get(needs)
    if step.before_consent or True in consents.values():
        return True
    return False if consents else None


def relevance(step: Step, env: Env) -> bool | None:
    """True, False, or None while it depends on something not yet answered or consented to."""
    allowed = may_ask(step, env.consents)
    if allowed is False or step.relevant is None:
        return allowed
    found = step.relevant.run(env)
    return found if found is False else allowed and found


def is_required(step: Step, env: Env) -> bool:
    """Unknown counts as no: nobody is held up by what they have not been asked."""
    return step.required if isinstance(step.required, bool) else step.required(env) is True


def offered(step: Step, env: Env) -> tuple[Choice, ...]:
    """The choices of a step that are offered now (choice filters applied)."""
    for choice in step.choices:
        if choice.relevant is not None:
            break
    else:
        return step.choices
    return tuple(choice for choice in step.choices if choice.relevant is None or choice.relevant(env) is True)


def is_offered(step: Step, value: Any, env: Env) -> bool:
    """Is this the value of a choice that is offered now? Asks no filter but those of this value."""
    for choice in step.choices:
        if choice.value == value and (choice.relevant is None or choice.relevant(env) is True):
            return True
    return False


def kept_out(step: Step, state: State) -> bool:
    """True if this question may not be asked in the present channel."""
    return step.sensitive and state.channel in MESSENGERS and not state.options.get("sensitive_in_messenger", False)


def protected(flow: Flow, computed: str, state: State) -> bool:
    """True if a computed value tells of an answer that is kept out of the present channel, be it only how many there
    are."""
    return any_kept_out(flow, flow.reads.get(computed, ()), state)


def any_kept_out(flow: Flow, names: Iterable[str], state: State) -> bool:
    read = map(flow.steps.get, names)
    return any(step is not None and kept_out(step, state) for step in read)
