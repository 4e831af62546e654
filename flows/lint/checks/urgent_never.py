"""Emergency help that nothing sets off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject
from flows.proofs import NO, YES


@register
class UrgentNever(Check):
    code: ClassVar[str] = "urgent_never"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = "An `urgent` that no answer makes true: emergency help would never be shown."
    example: ClassVar[Example] = Example("""\
- id: tonight
  kind: one
  prompt: Wo schlafen Sie heute?
  urgent: tonight == 'nowhere' and tonight == 'street'
  choices:
    - {value: flat, label: In einer Wohnung}
    - {value: street, label: Auf der Straße}
    - {value: nowhere, label: Weiß ich nicht}
""")
    corrected: ClassVar[Example] = example.but("== 'nowhere' and tonight == 'street'", "in ('nowhere', 'street')")

    def find(self, subject: Subject) -> Iterator[Finding]:
        paths = subject.paths
        for situation in paths.situations.values():
            step = situation.step
            if situation.urgent is None or step.id in paths.unanswerable:
                continue
            given = (situation.answering, situation.taken)
            if paths.possible(step.id, *given) == YES and paths.possible(step.id, *given, situation.urgent.yes) == NO:
                where = subject.where.part(step.id, "urgent", "id")
                yield self.finding(where, f"no answer to '{step.id}' makes it urgent", step.id)
