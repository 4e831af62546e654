"""A pictogram there is none of: a hole beside the label."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject
from flows.pictograms import PICTOGRAMS
from flows.problems import nearest


@register
class UnknownIcon(Check):
    code: ClassVar[str] = "unknown_icon"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = "A choice names a pictogram that does not exist."
    example: ClassVar[Example] = Example("""\
- id: topic
  kind: one
  prompt: Wobei brauchen Sie Hilfe?
  choices:
    - {value: housing, label: Wohnen, icon: hause}
    - {value: work, label: Arbeit, icon: briefcase}
""")
    corrected: ClassVar[Example] = example.but("icon: hause", "icon: house")

    def find(self, subject: Subject) -> Iterator[Finding]:
        for step in subject.flow.steps.values():
            for choice in step.choices:
                if choice.icon is not None and choice.icon not in PICTOGRAMS:
                    message = f"'{choice.value}' of '{step.id}' has the pictogram '{choice.icon}', and there is none"
                    where = subject.where.choice(step.id, choice.value, "icon")
                    near = nearest(choice.icon, PICTOGRAMS)
                    advice = f"did you mean '{near}'?" if near else "docs/flows.md lists all pictograms"
                    yield self.finding(where, message, step.id, advice)
