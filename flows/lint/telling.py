"""A conversation that z3 found, in words: the answers that lead somewhere."""

from __future__ import annotations

import z3

from flows.proofs import Paths, Situation

MOST = 4  # answers told


def told(paths: Paths, example: z3.ModelRef) -> str:
    """` (for example: help = no, town = unna)`: the last few choices on the way, or nothing where there are none."""
    answers = [found for situation in paths.situations.values() if (found := _said(situation, example))]
    return f" (for example: {', '.join(answers[-MOST:])})" if answers else ""


def _said(situation: Situation, example: z3.ModelRef) -> str | None:
    if not _holds(example, situation.answer.answered):
        return None
    chosen = [value for value, bit in situation.answer.chosen.items() if _holds(example, bit)]
    return f"{situation.step.id} = {' + '.join(chosen)}" if chosen else None


def _holds(example: z3.ModelRef, term: object) -> bool:
    return bool(z3.is_true(example.eval(term, model_completion=True)))
