"""A choice nobody is ever offered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject
from flows.proofs import NO, YES


@register
class ChoiceNever(Check):
    code: ClassVar[str] = "choice_never"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = "A choice whose filter is never true when its question is asked."
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
  relevant: town == 'unna'
  choices:
    - {value: massen, label: Massen}
    - {value: methler, label: Methler, relevant: town == 'kamen'}
""")
    corrected: ClassVar[Example] = example.but("  relevant: town == 'unna'\n", "").but(
        "label: Massen}", "label: Massen, relevant: town == 'unna'}"
    )

    def find(self, subject: Subject) -> Iterator[Finding]:
        paths = subject.paths
        for situation in paths.situations.values():
            step = situation.step
            filtered = [choice.value for choice in step.choices if choice.relevant is not None]
            if not filtered or paths.reachable(step.id) != YES:
                continue
            for value in filtered:
                if paths.possible(step.id, situation.asked, situation.offers[value].yes) == NO:
                    where = subject.where.choice(step.id, value, "relevant", "value")
                    yield self.finding(where, f"'{value}' is never offered when '{step.id}' is asked", step.id)
