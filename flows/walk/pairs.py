"""Pairs of choices: most mistakes of a questionnaire need two answers that meet, so every two shall meet once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flows.model import Flow, Step

Level = tuple[str, str]  # step, choice
Pair = tuple[Level, Level]


def levels_of(step: Step) -> tuple[str, ...]:
    """The choices of a step as they count for pairs: one each for a tick in a many-choices question."""
    if step.kind in ("yes_no", "consent"):
        return ("yes", "no")
    return tuple(choice.value for choice in step.choices)


class Pairs:
    """Which pairs there are, which have met, and which were proved never to meet."""

    def __init__(self, flow: Flow) -> None:
        levels = [(step.id, value) for step in flow.steps.values() for value in levels_of(step)]
        self._number = {level: number for number, level in enumerate(levels)}
        self._levels = levels
        self._open = {
            (one, other)
            for one in range(len(levels))
            for other in range(one + 1, len(levels))
            if levels[one][0] != levels[other][0]
        }
        self.total = len(self._open)
        self.impossible = 0

    @property
    def left(self) -> int:
        return len(self._open)

    def meet(self, chosen: Mapping[str, Iterable[str]]) -> None:
        """One conversation's choices have met."""
        self._open -= {pair for pair in self._of(chosen) if pair in self._open}

    def rule_out(self, pair: Pair) -> None:
        key = self._key(pair)
        if key in self._open:
            self._open.discard(key)
            self.impossible += 1

    def new(self, chosen: list[int], step: str, values: Iterable[str]) -> int:
        """How many open pairs these choices would make with those already made."""
        added = self.numbers(step, values)
        return sum(((one, new) if one < new else (new, one)) in self._open for new in added for one in chosen)

    def numbers(self, step: str, values: Iterable[str]) -> list[int]:
        return [self._number[step, value] for value in values if (step, value) in self._number]

    def open(self) -> Iterator[Pair]:
        """The pairs that are open now, in the order of the flow."""
        for one, other in sorted(self._open):
            yield self._levels[one], self._levels[other]

    def has(self, pair: Pair) -> bool:
        return self._key(pair) in self._open

    def _key(self, pair: Pair) -> tuple[int, int]:
        one, other = (self._number[level] for level in pair)
        return (one, other) if one < other else (other, one)

    def _of(self, chosen: Mapping[str, Iterable[str]]) -> Iterator[tuple[int, int]]:
        numbers = sorted(number for step, values in chosen.items() for number in self.numbers(step, values))
        yield from ((one, other) for at, one in enumerate(numbers) for other in numbers[at + 1 :])
