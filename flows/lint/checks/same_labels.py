"""Two buttons that read the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject
from flows.model import Step


@register
class SameLabels(Check):
    code: ClassVar[str] = "same_labels"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = "Two choices of a question with the same label in a language."
    example: ClassVar[Example] = Example("""\
- id: paper
  kind: one
  prompt: Welches Papier haben Sie?
  choices:
    - {value: permit, label: Keins davon}
    - {value: none, label: Keins davon}
""")
    corrected: ClassVar[Example] = example.but("permit, label: Keins davon", "permit, label: Duldung")

    def find(self, subject: Subject) -> Iterator[Finding]:
        for step in subject.flow.steps.values():
            seen: dict[tuple[str, str], str] = {}
            for choice in step.choices:
                for lang, label in subject.in_languages(choice.label):
                    first = seen.setdefault((lang, label.casefold()), choice.value)
                    if first != choice.value:
                        message = f"'{first}' and '{choice.value}' of '{step.id}' are both called {label!r} in {lang}"
                        where = subject.where.choice(step.id, choice.value, "label")
                        yield self.finding(where, message, step.id, severity=_severity(step, first, choice.value))


def _severity(step: Step, one: str, other: str) -> Severity:
    """With a filter on either, they may never stand side by side."""
    filtered = [choice.relevant is not None for choice in step.choices if choice.value in (one, other)]
    return "warning" if any(filtered) else "error"
