"""Proofs about a flow: what can never be asked, answered, offered or reached, whatever anybody says.

The typed trees of `flows.expressions` become formulas over all answers there can be, and z3 looks for a conversation.
Where something cannot be put into a formula it becomes a fresh unknown that may be anything: a proof then finds less,
but what it says is true. Not for several threads at once: z3's context is one per process.
"""

from __future__ import annotations

from flows.proofs.paths import Paths, Situation
from flows.proofs.solver import MAYBE, NO, YES, Prover, Verdict

__all__ = ["MAYBE", "NO", "YES", "Paths", "Prover", "Situation", "Verdict"]
