"""What is relevant, and what comes next: read off the answers, never stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flows.expressions import Env
from flows.model import Choice, Flow, Step
from flows.state import State

#: Channels run by private companies abroad: a jurisdiction may keep sensitive questions out of them.
MESSENGERS = frozenset({"telegram"})


def values_of(state: State) -> dict[str, Any]:
    """Answers as expressions see them: skipped ones are unknown."""
    return {step_id: answer.value for step_id, answer in state.answers.items() if answer.value is not None}


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
    if step.needs is not None and not consents.get(step.needs):
        return consents.get(step.needs)
    if step.before_consent or any(consents.values()):
        return True
    return False if consents else None


def relevance(step: Step, env: Env) -> bool | None:
    """True, False, or None while it depends on something not yet answered or consented to."""
    allowed = may_ask(step, env.consents)
    if allowed is False or step.relevant is None:
        return allowed
    found = step.relevant(env)
    return found if found is False else allowed and found


def offered(step: Step, env: Env) -> tuple[Choice, ...]:
    """The choices of a step that are offered now (choice filters applied)."""
    return tuple(choice for choice in step.choices if choice.relevant is None or choice.relevant(env) is True)


def open_steps(flow: Flow, state: State, env: Env) -> Iterator[tuple[Step, bool | None]]:
    """Every step without an answer that is or may become relevant, in order: `relevance`, for many steps at once."""
    answers, consents = state.answers, env.consents
    free = True if any(consents.values()) else False if consents else None
    for step_id, step in flow.steps.items():
        if step_id in answers:
            continue
        found = True if step.before_consent else free
        if step.needs is not None and found is not False:
            granted = consents.get(step.needs)
            found = found if granted else granted
        if step.relevant is not None and found is not False:
            relevant = step.relevant.run(env)
            found = False if relevant is False else found and relevant
        if found is not False:
            yield step, found


def kept_out(step: Step, state: State) -> bool:
    """True if this question may not be asked in the present channel."""
    return step.sensitive and state.channel in MESSENGERS and not state.options.get("sensitive_in_messenger", False)
