"""A relevance that decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import z3

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject
from flows.proofs import NO, YES


@register
class RelevanceAlways(Check):
    code: ClassVar[str] = "relevance_always"
    severity: ClassVar[Severity] = "warning"
    summary: ClassVar[str] = "A relevance that is true whatever was answered: it hides the step from nobody."
    example: ClassVar[Example] = Example("""\
- id: children
  kind: number
  prompt: Wie viele Kinder haben Sie?
  min: 0
- id: family
  kind: yes_no
  prompt: Lebt Ihre Familie bei Ihnen?
  relevant: children >= 0
""")
    corrected: ClassVar[Example] = example.but("children >= 0", "children > 0")

    def find(self, subject: Subject) -> Iterator[Finding]:
        paths = subject.paths
        for situation in paths.situations.values():
            step, hidden = situation.step, z3.Not(situation.relevant.yes)
            if step.relevant is None or paths.reachable(step.id) != YES:
                continue
            if paths.possible(step.id, situation.free, hidden) == NO:
                where = subject.where.part(step.id, "relevant", "id")
                message = f"'{step.id}' is asked of everybody: {step.relevant.source!r} is always true here"
                yield self.finding(where, message, step.id, "leave the relevance out, or say what was meant")
