"""A flow in which everybody gets stuck before the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import z3

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject
from flows.proofs import NO


@register
class CannotEnd(Check):
    code: ClassVar[str] = "cannot_end"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = "A flow nobody can finish: every way leads to a question that nobody can answer."
    example: ClassVar[Example] = Example("""\
- id: town
  kind: one
  prompt: Wo wohnen Sie?
  choices:
    - {value: unna, label: Unna}
    - {value: kamen, label: Kamen}
- id: part
  kind: one
  prompt: In welchem Ortsteil?
  choices:
    - {value: massen, label: Massen, relevant: town == 'unna' and town == 'kamen'}
""")
    corrected: ClassVar[Example] = example.but(" and town == 'kamen'", "").but(
        "Ortsteil?\n  choices:\n    - {value: massen, label: Massen, relevant: town == 'unna'}",
        "Ortsteil?\n  relevant: town == 'unna'\n  choices:\n    - {value: massen, label: Massen}",
    )

    def find(self, subject: Subject) -> Iterator[Finding]:
        paths = subject.paths
        stuck = [paths.situations[step_id] for step_id in paths.unanswerable]
        stuck = [found for found in stuck if found.step.required is True]
        if not stuck or paths.possible(None, *(z3.Not(found.asked) for found in stuck)) != NO:
            return
        first = stuck[0].step.id
        where = subject.where.part(first, "choices", "constraints", "id")
        yield self.finding(where, f"nobody gets to the end of this flow: '{first}' cannot be answered", first)
