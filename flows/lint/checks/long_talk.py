"""Conversations nobody finishes on a bus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject

MOST = 15  # minutes


@register
class LongTalk(Check):
    code: ClassVar[str] = "long_talk"
    severity: ClassVar[Severity] = "warning"
    summary: ClassVar[str] = "The longest conversation takes more than 15 minutes."
    example: ClassVar[Example] = Example("""\
- id: q1
  kind: text
  seconds: 300
  prompt: Frage 1?
- id: q2
  kind: text
  seconds: 300
  prompt: Frage 2?
- id: q3
  kind: text
  seconds: 300
  prompt: Frage 3?
- id: q4
  kind: text
  seconds: 300
  prompt: Frage 4?
""")
    corrected: ClassVar[Example] = example.but("seconds: 300", "seconds: 100")

    def find(self, subject: Subject) -> Iterator[Finding]:
        minutes = subject.minutes
        if minutes.longest > MOST:
            message = f"the longest conversation takes {minutes.longest} minutes, the middle one {minutes.median}"
            yield self.finding(subject.where.top("sections"), message, suggestion=f"at most {MOST} minutes")
