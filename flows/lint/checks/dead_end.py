"""Ways through the flow that end with nothing: neither sent nor said goodbye to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import z3

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject
from flows.lint.telling import told
from flows.proofs import NO


@register
class DeadEnd(Check):
    code: ClassVar[str] = "dead_end"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = "A conversation that runs out of questions with nothing sent and no goodbye."
    example: ClassVar[Example] = Example("""\
- id: help
  kind: yes_no
  prompt: Brauchen Sie Hilfe?
- id: send
  kind: submit
  prompt: Senden?
  relevant: help == true
""")
    corrected: ClassVar[Example] = Example("""\
- id: help
  kind: yes_no
  prompt: Brauchen Sie Hilfe?
- id: no_help
  kind: say
  prompt: Gut. Sie können jederzeit wiederkommen.
  relevant: help == false
  ends: refused
- id: send
  kind: submit
  prompt: Senden?
""")

    def find(self, subject: Subject) -> Iterator[Finding]:
        paths = subject.paths
        sending = [found for found in paths.situations.values() if found.step.kind == "submit"]
        if not sending and all(found.step.ends is None for found in paths.situations.values()):
            message = "nothing is ever sent: the flow has neither a submit step nor a say step that ends it"
            yield self.finding(subject.where.top("sections"), message, severity="warning")
            return
        unsent = [z3.Not(found.asked) for found in sending]
        example = paths.example(None, paths.live, *unsent)
        if example is not None:
            last = list(paths.situations)[-1]
            message = f"a conversation can run out of questions with nothing sent and no goodbye{told(paths, example)}"
            yield self.finding(subject.where.part(last, "relevant", "id"), message, last)
        elif paths.possible(None) == NO:
            yield self.finding(subject.where.top("sections"), "no conversation comes to an end")
