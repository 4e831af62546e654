"""Asking z3, with a limit for each question: what takes too long is told as not known, never taken as proved."""

from __future__ import annotations

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
    """Facts are added behind a switch each; a question names the switches that hold for it.

    `slow` counts the questions that were given up.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self.solver = z3.Solver()
        self.solver.set("timeout", limit)
        self.solver.set("random_seed", 1)
        self.slow = 0

    def fact(self, switch: Term, *facts: Term) -> None:
        for holds in facts:
            self.solver.add(z3.Implies(switch, holds))

    def possible(self, switches: Iterable[Term], *wanted: Term) -> Verdict:
        """Is there a conversation in which all of `wanted` holds?"""
        self.solver.push()
        try:
            self.solver.add(*wanted)
            found = self.solver.check(*switches)
        finally:
            self.solver.pop()
        return self._verdict(found)

    def example(self, switches: Iterable[Term], *wanted: Term) -> z3.ModelRef | None:
        """One such conversation, or None where there is none or none was found in time."""
        self.solver.push()
        try:
            self.solver.add(*wanted)
            found = self.solver.check(*switches)
            self._verdict(found)
            return self.solver.model() if found == z3.sat else None
        finally:
            self.solver.pop()

    def _verdict(self, found: z3.CheckSatResult) -> Verdict:
        if found == z3.sat:
            return YES
        if found == z3.unsat:
            return NO
        self.slow += 1
        return MAYBE
