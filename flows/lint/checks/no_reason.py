"""Questions that cannot say why they are asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject


@register
class NoReason(Check):
    code: ClassVar[str] = "no_reason"
    severity: ClassVar[Severity] = "note"
    summary: ClassVar[str] = "A question without a `why`: nobody can be told what it is for."
    example: ClassVar[Example] = Example("""\
- id: town
  kind: text
  prompt: Wo wohnen Sie?
- id: send
  kind: submit
  prompt: Senden?
  why: Damit sind Sie fertig.
""")
    corrected: ClassVar[Example] = example.but(
        "Wo wohnen Sie?\n", "Wo wohnen Sie?\n  why: So finden wir die richtige Stelle.\n"
    )

    def find(self, subject: Subject) -> Iterator[Finding]:
        for step in subject.flow.steps.values():
            if step.kind != "say" and step.why is None:
                where = subject.where.part(step.id, "prompt", "id")
                yield self.finding(where, f"'{step.id}' does not say why it is asked", step.id, "add `why`")
