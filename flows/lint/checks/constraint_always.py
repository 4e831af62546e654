"""A constraint that refuses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject
from flows.proofs import NO, YES


@register
class ConstraintAlways(Check):
    code: ClassVar[str] = "constraint_always"
    severity: ClassVar[Severity] = "warning"
    summary: ClassVar[str] = "A constraint that every answer meets: its message is never said."
    example: ClassVar[Example] = Example("""\
- id: rooms
  kind: number
  prompt: Wie viele Zimmer hat Ihre Wohnung?
  min: 0
  constraints:
    - {test: it < 20 or it > 10, message: Bitte prüfen Sie die Zahl.}
""")
    corrected: ClassVar[Example] = example.but("it < 20 or it > 10", "it < 20")

    def find(self, subject: Subject) -> Iterator[Finding]:
        paths = subject.paths
        for situation in paths.situations.values():
            step, answering = situation.step, situation.answering
            if not situation.tests or paths.possible(step.id, answering) != YES:
                continue
            for number, test in enumerate(situation.tests):
                if paths.possible(step.id, answering, test.no) == NO:
                    where = subject.where.constraint(step.id, number, "test")
                    source = step.constraints[number].test.source
                    yield self.finding(where, f"{source!r} refuses no answer to '{step.id}'", step.id)
