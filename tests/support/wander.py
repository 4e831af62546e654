"""Somebody who answers a form in both engines by chance: any question that is open, anew or not any more."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flows.slots import step_of
from tests.support.both import Both, name_of

DAYS = (date(2026, 11, 25), date(2026, 11, 26), date(2020, 2, 29), date(1999, 12, 31), date(1969, 7, 1))
NUMBERS = (0, 1, 2, 5, 17, 18, 60, 100, 10_000)
WORDS = ("yes", "12", "Ada L", "1")
MOST_ENTRIES = 3


@dataclass
class Wanderer:
    """`values`: name of a question -> answers it may get; others get some of their kind. `blank`: how many of a hundred
    answers are taken away instead, `more`: how many are one more entry of a repeat. `kept`: questions that are never
    taken an answer away."""

    both: Both
    seed: int
    values: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    blank: int = 25
    more: int = 8
    kept: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def differences(self, steps: int) -> Iterator[str]:
        """What differs, at first and after each step, with what was answered until then."""
        for _ in range(steps):
            held = {key: answer.value for key, answer in self.both.turn.state.answers.items()}
            yield from (f"{difference} with {held}" for difference in self.both.differences())
            yield from (f"{difference} with {held}" for difference in self._step())

    def _step(self) -> Iterator[str]:
        growing = [at for at in self.both.asked_repeats() if self.both.entries(at) < MOST_ENTRIES]
        if growing and self.chance.randrange(100) < self.more:
            self.both.add(self.chance.choice(growing))
            return
        reference = self._next()
        if self.both.turn.base.steps[step_of(self.both.key(reference))].constraints:
            yield from self._verdicts(reference)
        blank = self.chance.randrange(100) < self.blank and name_of(reference) not in self.kept
        answer = None if blank else self._some(reference)
        if answer is None or self.both.fits(reference, answer):
            self.both.answer(reference, answer)

    def answer_all(self, names: Iterable[str]) -> None:
        """Each of these questions anew, or not any more."""
        for name in sorted(names):
            blank = self.chance.randrange(100) < self.blank
            self.both.answer(f"/data/{name}", None if blank else self._some(f"/data/{name}"))

    def _next(self) -> str:
        """Mostly what has no answer yet: so one comes far, and still goes back."""
        askable = self.both.askable()
        open_still = [at for at in askable if self.both.key(at) not in self.both.turn.state.answers]
        return self.chance.choice(open_still if open_still and self.chance.randrange(100) < 60 else askable)

    def _verdicts(self, reference: str) -> Iterator[str]:
        tried = {str(value): value for value in (self._some(reference) for _ in range(6)) if value is not None}
        for value in tried.values():
            here, there = self.both.refuses(reference, value)
            if here != there:
                yield f"{reference} refuses {value!r}: {here} here, {there} there"

    def _some(self, reference: str) -> Any:
        step, name = self.both.step(reference), name_of(reference)
        if name in self.values:
            return self.chance.choice(self.values[name])
        options = self.both.odk.nodes[reference]["options"]
        if step.choices or options is not None:  # a yes or no has them there; a filter nothing fits leaves none
            return self._chosen(options or [], step.kind == "many")
        kinds = {"number": NUMBERS, "date": DAYS}
        return self.chance.choice(kinds.get(step.kind, WORDS))

    def _chosen(self, offered: list[str], several: bool) -> Any:
        """One choice or up to three; None where nothing is offered."""
        if not offered:
            return None
        if not several:
            return self.chance.choice(offered)
        return self.chance.sample(offered, self.chance.randint(1, min(3, len(offered))))
