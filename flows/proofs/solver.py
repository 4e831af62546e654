"""Asking z3, with a limit for each question: what takes too long is told as not known, never taken as proved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Literal

import z3

from flows.proofs.values import Term

Verdict = Literal["yes", "no", "maybe"]
YES: Verdict = "yes"
NO: Verdict = "no"
MAYBE: Verdict = "maybe"

LIMIT = 1_000  # milliseconds for one question


class Prover:
    """Keeps what is known under names; a question says which of it has a bearing, so that small ones stay small.

    `slow` counts the questions that were given up.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self.slow = 0
        self._known: dict[str | None, list[Term]] = defaultdict(list)

    def know(self, name: str | None, *facts: Term) -> None:
        """What holds of `name`; None: always."""
        self._known[name] += facts

    def known(self, names: Iterable[str]) -> list[Term]:
        return [fact for name in (None, *names) for fact in self._known.get(name, ())]

    def possible(self, names: Iterable[str], *wanted: Term) -> Verdict:
        """Can all of `wanted` hold, with what is known about these names?"""
        return self._asked(names, wanted)[0]

    def example(self, names: Iterable[str], *wanted: Term) -> z3.ModelRef | None:
        """How it can hold, or None where it cannot or where nothing was found in time."""
        verdict, solver = self._asked(names, wanted)
        return solver.model() if verdict == YES else None

    def _asked(self, names: Iterable[str], wanted: tuple[Term, ...]) -> tuple[Verdict, z3.Solver]:
        solver = z3.SimpleSolver()  # no rounds of simplification first: the questions are small and many
        solver.set("timeout", self.limit)
        solver.add(*self.known(names), *wanted)
        found = solver.check()
        if found == z3.unknown:
            self.slow += 1
        return (YES if found == z3.sat else NO if found == z3.unsat else MAYBE), solver
