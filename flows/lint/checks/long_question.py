"""Questions that tell a story first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.readability import words
from flows.lint.subject import Subject

LONGEST = 25  # words


@register
class LongQuestion(Check):
    code: ClassVar[str] = "long_question"
    severity: ClassVar[Severity] = "warning"
    summary: ClassVar[str] = (
        "A question of more than 25 words: what is to be explained belongs into the hint or the reason."
    )
    example: ClassVar[Example] = Example("""\
- id: flat
  kind: yes_no
  prompt: >
    Viele Menschen suchen hier eine Wohnung. Das dauert oft lange. Wir können dabei helfen.
    Dafür müssen wir etwas wissen. Suchen Sie mit Ihrer Familie jetzt auch eine Wohnung?
""")
    corrected: ClassVar[Example] = Example("""\
- id: flat
  kind: yes_no
  prompt: Suchen Sie eine Wohnung?
""")

    def find(self, subject: Subject) -> Iterator[Finding]:
        for step in subject.flow.steps.values():
            count = len(words(subject.flow.source[step.prompt]))
            if step.kind != "say" and count > LONGEST:
                where = subject.where.part(step.id, "prompt", "id")
                yield self.finding(where, f"'{step.id}' asks with {count} words", step.id, f"at most {LONGEST}")
