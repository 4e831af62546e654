"""A question that no conversation ever comes to: proved over all answers, not found by trying some."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject
from flows.proofs import NO, Situation


@register
class Unreachable(Check):
    code: ClassVar[str] = "unreachable"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = "A step that is never asked or said, whatever anybody answers before it."
    example: ClassVar[Example] = Example("""\
- id: children
  kind: number
  prompt: Wie viele Kinder haben Sie?
  min: 0
- id: school
  kind: yes_no
  prompt: Gehen Ihre Kinder in die Schule?
  relevant: children > 0
- id: alone
  kind: yes_no
  prompt: Leben Sie allein?
  relevant: answered(school) and children == 0
""")
    corrected: ClassVar[Example] = Example("""\
- id: children
  kind: number
  prompt: Wie viele Kinder haben Sie?
  min: 0
- id: alone
  kind: yes_no
  prompt: Leben Sie allein?
  relevant: children == 0
""")

    def find(self, subject: Subject) -> Iterator[Finding]:
        for situation in subject.paths.situations.values():
            step = situation.step
            if subject.paths.reachable(step.id) != NO:
                continue
            if _reported_elsewhere(subject, situation):
                continue
            where = subject.where.part(step.id, "relevant", "needs", "id")
            yield self.finding(where, f"'{step.id}' is never reached: {_why(subject, situation)}", step.id)


def _reported_elsewhere(subject: Subject, situation: Situation) -> bool:
    """By `contradiction`, or by `after_the_end`."""
    paths = subject.paths
    return paths.alone(situation.relevant.yes) == NO or paths.possible(situation.step.id, situation.live) == NO


def _why(subject: Subject, situation: Situation) -> str:
    step = situation.step
    if subject.paths.possible(step.id, situation.live, situation.free) == NO:
        if step.needs is not None:
            return f"the consent '{step.needs}' cannot have been given here"
        return "no consent can have been given here, and it is not marked before_consent: true"
    return "no answers to the steps before it make its relevance true"
