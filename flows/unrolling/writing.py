"""Writes a flow out for a given number of entries of each repeat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from flows.expressions import Expression
from flows.loading.order import dependents
from flows.model import Choice, Computed, Constraint, Flow, Repeat, Section, Step
from flows.slots import slot, step_of
from flows.unrolling.binding import At, Binder
from flows.unrolling.shape import Shape, entries

KEPT = 256  # written-out flows kept; a conversation of the same shape finds its own among them

_written: dict[tuple[Any, ...], tuple[Flow, Flow]] = {}


def written_out(flow: Flow, shape: Shape) -> Flow:
    """`flow` with the steps of every entry, under the ids of their answers. The same object for the same shape."""
    key = (flow.id, flow.revision, *shape.items())
    found = _written.get(key)
    if found is None or found[0] is not flow:
        if len(_written) >= KEPT:
            _written.clear()
        found = _written[key] = (flow, Writer(flow, shape).flow())
    return found[1]


class Writer:
    def __init__(self, flow: Flow, shape: Shape) -> None:
        self._flow, self._shape, self._bind = flow, shape, Binder(shape)
        self._deciders = {repeat.id: self._decided_by(repeat) for repeat in flow.repeats.values()}
        self._asking = {step.id for step in flow.steps.values() if step.kind == "consent"}

    def flow(self) -> Flow:
        flow = self._flow
        sections = tuple(self._section(section) for section in flow.sections)
        steps = {step.id: step for section in flow.sections for step in self._steps(section.items, ())}
        computed = {
            slot(found.id, at): self._computed(found, at)
            for found in flow.computed.values()
            for at in entries(flow, found.repeats, self._shape)
        }
        reads = {key: self._reads(step) for key, step in steps.items()}
        return replace(
            flow,
            sections=sections,
            steps=steps,
            computed=computed,
            repeats={},  # nothing is left to write out
            reads=reads | {key: self._computed_reads(found) for key, found in computed.items()},
            dependents=dependents(steps, reads),
        )

    def _section(self, section: Section) -> Section:
        ids = tuple(step.id for step in self._steps(section.items, ()))
        return replace(section, steps=ids)

    # --- steps in order -----------------------------------------------------------------------------------------------

    def _steps(self, items: tuple[str, ...], at: At) -> Iterator[Step]:
        for item in items:
            if item in self._flow.repeats:
                yield from self._repeat(self._flow.repeats[item], at)
            elif item in self._flow.steps:
                yield self._step(self._flow.steps[item], at)

    def _repeat(self, repeat: Repeat, at: At) -> Iterator[Step]:
        """Each entry after the question that begins it; at the end the question for one more."""
        there = self._shape[slot(repeat.id, at)]
        for number in range(1, there + 1):
            if repeat.asked and number > repeat.least:
                yield self._ask(repeat, at, number)
            yield from self._steps(repeat.items, (*at, number))
        if repeat.asked and there < repeat.most:
            yield self._ask(repeat, at, there + 1)

    def _ask(self, repeat: Repeat, at: At, number: int) -> Step:
        step = self._step(self._flow.steps[repeat.id], (*at, number))
        return step if number == 1 or repeat.more is None else replace(step, prompt=repeat.more)

    def _step(self, step: Step, at: At) -> Step:
        bound = self._bound
        names = {said: self._named(name, at) for said, name in step.names.items()}
        return replace(
            step,
            id=slot(step.id, at),
            at=at,
            relevant=bound(step.relevant, at),
            constraints=tuple(Constraint(self._bind.expression(one.test, at), one.message) for one in step.constraints),
            choices=self._choices(step.choices, at),
            required=step.required if isinstance(step.required, bool) else self._bind.expression(step.required, at),
            urgent=bound(step.urgent, at),
            default=bound(step.default, at),
            names=names,
        )

    def _choices(self, choices: tuple[Choice, ...], at: At) -> tuple[Choice, ...]:
        if not any(choice.relevant is not None and choice.relevant.unrolls for choice in choices):
            return choices
        return tuple(replace(choice, relevant=self._bound(choice.relevant, at)) for choice in choices)

    def _computed(self, found: Computed, at: At) -> Computed:
        return replace(found, id=slot(found.id, at), value=self._bind.computed(found.id, found.value, at), at=at)

    def _bound(self, given: Expression | None, at: At) -> Expression | None:
        return None if given is None else self._bind.expression(given, at)

    def _named(self, name: str, at: At) -> str:
        """The answer or value a placeholder stands for, as it is called in this entry."""
        found = self._flow.steps.get(name) or self._flow.computed.get(name)
        return name if found is None else slot(name, at[: len(found.repeats)])

    # --- what depends on what -----------------------------------------------------------------------------------------

    def _reads(self, step: Step) -> frozenset[str]:
        """What its expressions name, consents, what its texts name, and whatever decides how many entries there are."""
        base = self._flow.reads.get(step_of(step.id), frozenset())
        repeats = {*step.repeats, *(name for name in base if name in self._flow.repeats)}
        deciding = chain.from_iterable(self._deciders[repeat] for repeat in repeats)
        named = chain.from_iterable(one.names for one in expressions_of(step))
        mine = {step.id}
        return frozenset({*named, *deciding, *step.names.values(), *(base & self._asking)}) - mine

    def _computed_reads(self, found: Computed) -> frozenset[str]:
        """What a value tells of: the answers it names, and those that say how many entries it looks over."""
        base = self._flow.reads.get(step_of(found.id), frozenset())
        return found.value.names.union(*(self._deciders[name] for name in base if name in self._flow.repeats))

    def _decided_by(self, repeat: Repeat) -> frozenset[str]:
        """The answers that say how many entries a repeat has."""
        found: set[str] = set()
        for at in entries(self._flow, repeat.repeats, self._shape):
            if repeat.asked:
                last = min(self._shape[slot(repeat.id, at)] + 1, repeat.most)
                found |= {slot(repeat.id, (*at, number)) for number in range(repeat.least + 1, last + 1)}
            for given in (repeat.count, repeat.relevant):
                found |= self._bind.expression(given, at).names if given is not None else frozenset()
        return frozenset(found)


def expressions_of(step: Step) -> Iterator[Expression]:
    """Everything a step asks of other answers."""
    own = (step.relevant, step.urgent, step.default, *(one.test for one in step.constraints))
    choices = (choice.relevant for choice in step.choices)
    required = () if isinstance(step.required, bool) else (step.required,)
    return (one for one in chain(own, choices, required) if one is not None)
