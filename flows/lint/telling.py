"""A conversation that z3 found, in words: the answers that lead somewhere."""

from __future__ import annotations

from collections.abc import Collection

import z3

from flows.proofs import Paths, Situation
from flows.proofs.values import Number

MOST = 4  # answers told


def told(paths: Paths, example: z3.ModelRef, steps: Collection[str] | None = None) -> str:
    """` (for example: help = no, people = 0)`: the last few answers on the way, or those to `steps`."""
    asked = [found for name, found in paths.situations.items() if steps is None or name in steps]
    answers = [said for situation in asked if (said := _said(situation, example))]
    return f" (for example: {', '.join(answers[-MOST:])})" if answers else ""


def _said(situation: Situation, example: z3.ModelRef) -> str | None:
    answer = situation.answer
    if not _holds(example, answer.answered):
        return None
    if isinstance(answer.value, Number):
        return f"{situation.step.id} = {example.eval(answer.value.value, model_completion=True)}"
    chosen = [value for value, bit in answer.chosen.items() if _holds(example, bit)]
    return f"{situation.step.id} = {' + '.join(chosen)}" if chosen else None


def _holds(example: z3.ModelRef, term: object) -> bool:
    return bool(z3.is_true(example.eval(term, model_completion=True)))
