"""What the proofs had to leave open, so that silence is not taken for a proof."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject


@register
class Unproved(Check):
    code: ClassVar[str] = "unproved"
    severity: ClassVar[Severity] = "note"
    last: ClassVar[bool] = True
    summary: ClassVar[str] = "A part of the flow that the proofs could not judge: too slow, or not expressible."
    example: ClassVar[Example] = Example("""\
- id: one
  kind: text
  prompt: Erster Name?
- id: home
  kind: place
  prompt: Wo wohnen Sie?
- id: same
  kind: yes_no
  prompt: Heißt Ihre Stadt auch so?
  relevant: one == home.plz
""")
    corrected: ClassVar[Example] = Example("""\
- id: one
  kind: text
  prompt: Erster Name?
- id: same
  kind: yes_no
  prompt: Wirklich?
  relevant: one == 'Lünen'
""")

    def find(self, subject: Subject) -> Iterator[Finding]:
        paths = subject.paths
        for name in sorted(paths.gaps):
            message = f"the proofs take '{name}' for something that may be anything"
            yield self.finding(subject.where.top("id"), message)
        if paths.prover.slow:
            message = f"{paths.prover.slow} questions took the prover too long; nothing is said about them"
            yield self.finding(subject.where.top("id"), message)
