"""Values that are worked out for nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject

_STEPS = """\
- id: birth
  kind: date
  prompt: Wann sind Sie geboren?
- id: is_minor
  kind: computed
  value: age(birth) < 18
- id: alone
  kind: yes_no
  prompt: Sind Sie allein hier?
"""


@register
class UnusedComputed(Check):
    code: ClassVar[str] = "unused_computed"
    severity: ClassVar[Severity] = "warning"
    summary: ClassVar[str] = "A computed value that no condition, no text and no case manager reads."
    example: ClassVar[Example] = Example(_STEPS)
    corrected: ClassVar[Example] = example.but("Sind Sie allein hier?", "Sind Sie allein hier?\n  relevant: is_minor")

    def find(self, subject: Subject) -> Iterator[Finding]:
        flow = subject.flow
        read = {name for names in flow.reads.values() for name in names}
        told = {name for names in flow.params.values() for name in names}
        for computed in flow.computed.values():
            if computed.desk is None and computed.id not in read | told:
                where = subject.where.part(computed.id, "value", "id")
                yield self.finding(where, f"nothing reads '{computed.id}'", computed.id)
