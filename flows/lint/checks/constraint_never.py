"""Constraints that no answer meets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import z3

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject
from flows.proofs import NO, YES


@register
class ConstraintNever(Check):
    code: ClassVar[str] = "constraint_never"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = "Constraints that refuse every answer, one of them alone or all together."
    example: ClassVar[Example] = Example("""\
- id: rooms
  kind: number
  prompt: Wie viele Zimmer hat Ihre Wohnung?
  min: 0
  max: 10
  constraints:
    - {test: it > 10, message: Bitte schreiben Sie eine größere Zahl.}
""")
    corrected: ClassVar[Example] = Example("""\
- id: rooms
  kind: number
  prompt: Wie viele Zimmer hat Ihre Wohnung?
  min: 0
  max: 20
  constraints:
    - {test: it < 11 or it > 12, message: Bitte prüfen Sie die Zahl.}
""")

    def find(self, subject: Subject) -> Iterator[Finding]:
        paths = subject.paths
        for situation in paths.situations.values():
            step, answering = situation.step, situation.answering
            if not situation.tests or paths.possible(step.id, answering) != YES:
                continue
            kept = [z3.Not(test.no) for test in situation.tests]
            if paths.possible(step.id, answering, *kept) != NO:
                continue
            alone = [paths.possible(step.id, answering, one) == NO for one in kept]
            number = alone.index(True) if True in alone else 0
            how = "this constraint refuses" if True in alone else "the constraints together refuse"
            where = subject.where.constraint(step.id, number, "test")
            yield self.finding(where, f"nobody can answer '{step.id}': {how} every answer", step.id)
