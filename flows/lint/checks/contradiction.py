"""A relevance that contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject
from flows.proofs import NO


@register
class Contradiction(Check):
    code: ClassVar[str] = "contradiction"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = "A relevance that is true for no answers at all: its parts exclude each other."
    example: ClassVar[Example] = Example("""\
- id: birth
  kind: date
  prompt: Wann sind Sie geboren?
- id: youth
  kind: yes_no
  prompt: Suchen Sie eine Ausbildung?
  relevant: age(birth) < 18 and age(birth) >= 27
""")
    corrected: ClassVar[Example] = example.but("< 18 and age(birth) >= 27", ">= 18 and age(birth) < 27")

    def find(self, subject: Subject) -> Iterator[Finding]:
        for situation in subject.paths.situations.values():
            step = situation.step
            if step.relevant is None or subject.paths.alone(situation.relevant.yes) != NO:
                continue
            where = subject.where.part(step.id, "relevant", "id")
            message = f"'{step.id}' is never asked: {step.relevant.source!r} contradicts itself"
            yield self.finding(where, message, step.id)
