"""Lists of choices that no question offers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject

_LISTS = """\
lists:
  towns:
    - {value: unna, label: Unna}
    - {value: kamen, label: Kamen}
"""


@register
class UnusedList(Check):
    code: ClassVar[str] = "unused_list"
    severity: ClassVar[Severity] = "warning"
    summary: ClassVar[str] = "A list of choices that no question uses."
    example: ClassVar[Example] = Example("- id: town\n  kind: text\n  prompt: Wo wohnen Sie?\n", before=_LISTS)
    corrected: ClassVar[Example] = Example(
        "- id: town\n  kind: one\n  prompt: Wo wohnen Sie?\n  list: towns\n", before=_LISTS
    )

    def find(self, subject: Subject) -> Iterator[Finding]:
        used = subject.where.said("list")
        for name in subject.flow.lists:
            if name not in used:
                yield self.finding(subject.where.inside("lists", name), f"no question uses the list '{name}'")
