"""Which steps have a bearing on another: those it reads, what those read, and what may end or forbid it before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flows.expressions import Expression
from flows.model import Flow, Step


class Bearing:
    """Built up in asking order. What is left out could only make less possible: a proof without it still holds."""

    def __init__(self, flow: Flow) -> None:
        self._order = tuple(flow.steps)
        self._reads: dict[str, frozenset[str]] = {}
        ending: frozenset[str] = frozenset()
        consents: frozenset[str] = frozenset()
        for step in flow.steps.values():
            gates = ending if step.before_consent and step.needs is None else ending | consents
            direct = frozenset(reads(step)) & self._reads.keys()
            self._reads[step.id] = direct.union(gates, *(self._reads[name] for name in direct))
            if step.ends is not None:
                ending |= self._reads[step.id] | {step.id}
            if step.kind == "consent":
                consents |= self._reads[step.id] | {step.id}

    def on(self, steps: Iterable[str]) -> list[str]:
        """What comes before these steps and bears on them, in asking order."""
        found = frozenset[str]().union(*(self._reads[step] for step in steps))
        return [step for step in self._order if step in found]


def reads(step: Step) -> Iterator[str]:
    """The names a step's expressions read."""
    found: list[Expression | None] = [step.relevant, step.urgent, *(choice.relevant for choice in step.choices)]
    found += [constraint.test for constraint in step.constraints]
    for expression in found:
        if expression is not None:
            yield from expression.names - {step.id}
    if not isinstance(step.required, bool):
        yield from step.required.names
