"""A question that some can answer and others not: what they said before leaves nothing its constraints take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import z3

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject
from flows.lint.telling import told

_QUESTIONS = """\
- id: people
  kind: number
  prompt: Wie viele Menschen leben bei Ihnen?
  min: 0
- id: children
  kind: number
  prompt: Wie viele davon sind Kinder?
  min: 0
  constraints:
    - {{test: it {operator} people, message: So viele Menschen leben nicht bei Ihnen.}}
"""


@register
class NoAnswerLeft(Check):
    code: ClassVar[str] = "no_answer_left"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = (
        "Earlier answers that leave no answer the constraints take; a warning where it may be skipped."
    )
    example: ClassVar[Example] = Example(_QUESTIONS.format(operator="<"))
    corrected: ClassVar[Example] = example.but("it < people", "it <= people")

    def find(self, subject: Subject) -> Iterator[Finding]:
        paths = subject.paths
        for situation in paths.situations.values():
            step, answer = situation.step, situation.answer
            read = {name for constraint in step.constraints for name in constraint.test.names}
            if not read or not answer.variables or step.id in paths.unanswerable:
                continue
            refused = z3.ForAll(list(answer.variables), z3.Not(situation.taken))
            example = paths.example(step.id, situation.asked, answer.answered, refused)
            if example is not None:
                where = subject.where.part(step.id, "constraints", "id")
                way = told(paths, example, read)
                message = f"some cannot answer '{step.id}': the constraints refuse everything{way}"
                severity: Severity = "error" if step.required is True else "warning"
                yield self.finding(where, message, step.id, severity=severity)
