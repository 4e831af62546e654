"""Why this question is asked now, and which rules kept others from being asked: for people who build a flow.

Everything is read off two states with the engine's own rules; nothing was written down while the turn ran.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flows.engine.derive import may_ask, relevance
from flows.engine.turn import Turn
from flows.expressions import Env
from flows.expressions.explain import Reason, explain
from flows.expressions.tree import Node
from flows.expressions.unparse import unparse
from flows.model import Computed, Step
from flows.slots import step_of


@dataclass(frozen=True, slots=True)
class Cause:
    """What decides whether a step is asked. `value`: True, False, or None for not known yet.

    `rule`: its condition as it was written, "" where it has none; `holds`: what that comes to; `because`: the parts of
    it that decided, with their values. `consent`: the purpose without whose consent it is not asked ("" for any at
    all), None where that is no hindrance; `refused`: it was asked for and not given.
    """

    step: str
    value: bool | None
    rule: str = ""
    holds: bool | None = True
    because: tuple[Reason, ...] = ()
    consent: str | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Worked:
    """A computed value: how, and what came out; None is unknown."""

    name: str
    rule: str
    value: Any
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """`question`: the step that is asked, `!…` for a question of the engine's own, None when there is none.

    `hidden`: steps passed over since the question before, and those that cannot be asked any more, in flow order.
    `consents`: every purpose of the flow -> given, refused, or None for not asked. `computed`: values that came out
    anew, or that the rules told here read.
    """

    question: str | None
    status: str
    asked: Cause | None
    hidden: tuple[Cause, ...]
    consents: Mapping[str, bool | None]
    computed: tuple[Worked, ...]


def trace(before: Turn | None, now: Turn) -> Trace:
    """What lies behind the question of `now`. `before`: how it stood at the question before; None for the beginning."""
    step = now.step
    asked = cause(now, step) if step is not None else None
    hidden = tuple(cause(now, found) for found in _hidden(before, now))
    told = [one for one in (asked, *hidden) if one is not None]
    given = now.state.consents
    return Trace(
        question=now.state.question,
        status=now.state.status,
        asked=asked,
        hidden=hidden,
        consents={purpose: given.get(purpose) for purpose in _purposes(now)},
        computed=tuple(_worked(before, now, told)),
    )


def cause(turn: Turn, step: Step) -> Cause:
    """Why a step is asked, or is not. Never raises."""
    env = turn.env()
    value, allowed = relevance(step, env), may_ask(step, env.consents)
    found = Cause(step.id, value)
    if step.relevant is not None:
        because = _parts(step.relevant.tree, env)
        found = Cause(step.id, value, _rule(turn, step), step.relevant.run(env), because)
    if allowed is True:
        return found
    needed = step.needs if step.needs is not None and not env.consents.get(step.needs) else ""
    return replace(found, consent=needed, refused=allowed is False)


def _rule(turn: Turn, step: Step) -> str:
    """As it is written in the flow: the same for every entry of a repeat."""
    written = turn.base.steps[step_of(step.id)].relevant
    return "" if written is None else unparse(written.tree)


def _parts(node: Node, env: Env) -> tuple[Reason, ...]:
    """What decided, without the whole itself."""
    whole = unparse(node)
    return tuple(reason for reason in explain(node, env) if reason.text != whole)


def _purposes(turn: Turn) -> list[str]:
    return [step.options["purpose"] for step in turn.flow.steps.values() if step.kind == "consent"]


# --- what is not asked ------------------------------------------------------------------------------------------------


def _hidden(before: Turn | None, now: Turn) -> Iterator[Step]:
    order = list(now.flow.steps)
    passed = set(order[slice(*_between(before, now, order))])
    for key, step in now.flow.steps.items():
        if key in now.state.answers or key == now.state.question:
            continue
        value = relevance(step, now.env())
        if (key in passed and value is not True) or (value is False and before is not None and _was_open(before, key)):
            yield step


def _between(before: Turn | None, now: Turn, order: list[str]) -> tuple[int, int]:
    """Places in the flow's order: behind the question before, up to the one that is asked or to where it ended."""
    end = order.index(now.step.id) if now.step is not None else _end(now, order)
    if before is None or before.state.lang is None:
        return 0, end
    former = before.state.question
    return (min(order.index(former) + 1, end), end) if former in order else (end, end)


def _end(now: Turn, order: list[str]) -> int:
    if (now.state.question or "").startswith("!"):
        return 0
    ends = [place for place, key in enumerate(order) if key in now.state.answers and now.flow.steps[key].ends]
    return min(ends, default=len(order))


def _was_open(before: Turn, key: str) -> bool:
    """Could it still have been asked? Answers that became none count too."""
    step = before.flow.steps.get(key)
    return step is not None and relevance(step, before.env()) is not False


# --- computed values --------------------------------------------------------------------------------------------------


def _worked(before: Turn | None, now: Turn, told: list[Cause]) -> Iterator[Worked]:
    read = frozenset[str]().union(*(_reads(now, one) for one in told))
    for key, computed in now.flow.computed.items():
        value = computed.value(now.env())
        if key in read or (before is not None and value != _former(before, key)):
            written = now.base.computed[step_of(key)].value
            yield Worked(key, written.source, value, _parts(computed.value.tree, now.env()))


def _reads(turn: Turn, one: Cause) -> frozenset[str]:
    relevant = turn.flow.steps[one.step].relevant
    return frozenset() if relevant is None else relevant.names


def _former(before: Turn, key: str) -> Any:
    found: Computed | None = before.flow.computed.get(key)
    return None if found is None else found.value(before.env())


def plain(value: Any) -> Any:
    """A value as JSON has it: days as ISO, sets and tuples as lists."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else value
