"""What may read what, and who has to be looked at again when an answer changes.

An expression reads only steps that are asked earlier: then the next question can be derived in one pass, and nothing
can wait for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

Reads = Mapping[str, frozenset[str]]


def cycle(reads: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Step ids that wait for each other in a ring (first = last), or nothing."""
    try:
        TopologicalSorter(reads).prepare()
    except CycleError as found:
        return tuple(reversed(found.args[1]))
    return ()


def dependents(order: Iterable[str], reads: Reads) -> dict[str, tuple[str, ...]]:
    """For each step the ids of the steps that read it, directly or through others, in asking order."""
    steps = tuple(order)
    above: dict[str, frozenset[str]] = {}
    for step in steps:
        direct = reads.get(step, frozenset())
        above[step] = direct.union(*(above.get(name, frozenset()) for name in direct))
    return {step: tuple(other for other in steps if step in above[other] and other != step) for step in steps}


def steps_alone(found: Mapping[str, tuple[str, ...]], steps: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Only what is asked or said: repeats and computed values hold no answers of their own."""
    asked = frozenset(steps)
    return {step: tuple(other for other in others if other in asked) for step, others in found.items()}
