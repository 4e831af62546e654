"""Steps behind one that always ends the conversation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject
from flows.proofs import NO


@register
class AfterTheEnd(Check):
    code: ClassVar[str] = "after_the_end"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = "Steps that stand behind one which always ends the conversation."
    example: ClassVar[Example] = Example("""\
- id: send
  kind: submit
  prompt: Senden?
- id: thanks
  kind: say
  prompt: Vielen Dank!
  ends: done
- id: wish
  kind: text
  prompt: Was wünschen Sie sich?
""")
    corrected: ClassVar[Example] = Example("""\
- id: wish
  kind: text
  prompt: Was wünschen Sie sich?
- id: send
  kind: submit
  prompt: Senden?
- id: thanks
  kind: say
  prompt: Vielen Dank!
  ends: done
""")

    def find(self, subject: Subject) -> Iterator[Finding]:
        """Told once, at the first step nobody comes to."""
        paths = subject.paths
        ended = False
        for situation in paths.situations.values():
            if ended and paths.possible(situation.step.id, situation.live) == NO:
                message = f"nobody comes to '{situation.step.id}': the conversation has ended before, for everybody"
                yield self.finding(subject.where.part(situation.step.id, "id"), message, situation.step.id)
                return
            ended = ended or situation.step.ends is not None
