"""Rules outside the flow (tables, districts) that wait for answers it does not give."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Reading, Subject
from flows.problems import suggestion


@register
class RuleReads(Check):
    code: ClassVar[str] = "rule_reads"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = "A rule that reads a step or a choice which the flow does not have."
    example: ClassVar[Example] = Example(
        """\
- id: status
  kind: one
  prompt: Was brauchen Sie?
  choices:
    - {value: work, label: Arbeit}
    - {value: flat, label: Wohnung}
""",
        rules=(Reading("rules/needs.yaml", "status", ("job",)),),
    )
    corrected: ClassVar[Example] = Example(
        """\
- id: status
  kind: one
  prompt: Was brauchen Sie?
  choices:
    - {value: work, label: Arbeit}
    - {value: flat, label: Wohnung}
""",
        rules=(Reading("rules/needs.yaml", "status", ("work",)),),
    )

    def find(self, subject: Subject) -> Iterator[Finding]:
        for rule in subject.rules:
            step = subject.flow.steps.get(rule.step)
            if step is None:
                hint = suggestion(rule.step, subject.flow.steps)
                message = f"{rule.rule} reads '{rule.step}', which this flow does not ask{hint}"
                yield self.finding(subject.where.top("id"), message)
                continue
            given = {choice.value for choice in step.choices}
            for value in sorted(set(rule.values) - given):
                message = f"{rule.rule} waits for '{value}', which '{step.id}' does not offer{suggestion(value, given)}"
                yield self.finding(subject.where.part(step.id, "choices", "id"), message, step.id)
