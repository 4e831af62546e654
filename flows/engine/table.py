"""What is the same for every conversation of a flow, found out once: by number or by name, ready to be looked up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flows.kinds import KINDS, Kind
from flows.model import Flow, Step

_TABLES = 512  # flows, written out for their entries, that run at the same time


class Table(NamedTuple):
    """`touched`: numbers of a step and of what depends on it."""

    flow: Flow
    steps: tuple[Step, ...]
    halves: tuple[float, ...]  # of each step's seconds
    touched: Mapping[str, tuple[int, ...]]
    rests: Mapping[str, tuple[int, ...]]  # purpose -> numbers of the steps that need or read this consent
    sections: Mapping[str, int]  # section -> which one it is, counted from 1
    unsure: tuple[str, ...]  # steps whose answer may become wrong, or asked for no more, while anything is agreed to


_tables: dict[int, Table] = {}  # by the identity of the flow, which its table keeps alive


def table_of(flow: Flow) -> Table:
    found = _tables.get(id(flow))
    if found is None:
        if len(_tables) >= _TABLES:
            _tables.clear()
        found = _tables[id(flow)] = _table(flow)
    return found


def _table(flow: Flow) -> Table:
    numbers = {step_id: number for number, step_id in enumerate(flow.steps)}
    touched = {
        step_id: tuple(sorted({numbers[step_id], *(numbers[other] for other in flow.dependents.get(step_id, ()))}))
        for step_id in flow.steps
    }
    steps = tuple(flow.steps.values())
    return Table(
        flow=flow,
        steps=steps,
        halves=tuple(step.seconds / 2 for step in steps),
        touched=touched,
        rests=_rests(steps),
        sections={section.id: number for number, section in enumerate(flow.sections, 1)},
        unsure=tuple(step.id for step in steps if _is_unsure(step)),
    )


def _rests(steps: tuple[Step, ...]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, step in enumerate(steps):
        read = step.relevant.purposes if step.relevant is not None else frozenset()
        for purpose in read if step.needs is None else read | {step.needs}:
            found.setdefault(purpose, []).append(number)
    return {purpose: tuple(numbers) for purpose, numbers in found.items()}


def _is_unsure(step: Step) -> bool:
    """Is there anything beside the consent to the whole on which its answer hangs?"""
    conditions = (step.relevant, *(choice.relevant for choice in step.choices))
    return (
        step.needs is not None
        or any(condition is not None for condition in conditions)
        or bool(step.constraints)
        or not isinstance(step.required, bool)
        or type(KINDS[step.kind]).allows is not Kind.allows
    )
