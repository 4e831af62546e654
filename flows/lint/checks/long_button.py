"""Buttons whose end nobody sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.extraction import LABEL_MAX
from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject

SHOWN = 42  # characters of a button over the whole width of a small phone


@register
class LongButton(Check):
    code: ClassVar[str] = "long_button"
    severity: ClassVar[Severity] = "warning"
    summary: ClassVar[str] = "A button too long for a small phone, in any language; over 64 characters an error."
    example: ClassVar[Example] = Example("""\
- id: paper
  kind: one
  prompt: Welches Papier haben Sie?
  choices:
    - {value: permit, label: Eine Bescheinigung über die vorübergehende Erlaubnis}
    - {value: none, label: Keins davon}
""")
    corrected: ClassVar[Example] = example.but(" über die vorübergehende Erlaubnis", "")

    def find(self, subject: Subject) -> Iterator[Finding]:
        for step in subject.flow.steps.values():
            for choice in step.choices:
                for lang, label in subject.in_languages(choice.label):
                    if len(label) <= SHOWN:
                        continue
                    message = f"a button of '{step.id}' has {len(label)} characters in {lang}: {label!r}"
                    where = subject.where.choice(step.id, choice.value, "label")
                    severity: Severity = "error" if len(label) > LABEL_MAX else "warning"
                    yield self.finding(where, message, step.id, f"say it in {SHOWN}", severity)
