"""More buttons than a phone shows, or than Telegram takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import z3

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject
from flows.proofs import YES, Situation

SEEN = 8  # buttons a phone shows without scrolling
TELEGRAM = 100  # buttons under one message
BESIDE = 6  # done, keep, back, skip, why, menu


@register
class ManyButtons(Check):
    code: ClassVar[str] = "many_buttons"
    severity: ClassVar[Severity] = "warning"
    summary: ClassVar[str] = (
        "A question that can show more than 8 buttons at once; more than Telegram takes is an error."
    )
    example: ClassVar[Example] = Example("""\
- id: topic
  kind: one
  prompt: Worum geht es?
  choices:
    - {value: c1, label: Wahl 1}
    - {value: c2, label: Wahl 2}
    - {value: c3, label: Wahl 3}
    - {value: c4, label: Wahl 4}
    - {value: c5, label: Wahl 5}
    - {value: c6, label: Wahl 6}
    - {value: c7, label: Wahl 7}
    - {value: c8, label: Wahl 8}
    - {value: c9, label: Wahl 9}
""")
    corrected: ClassVar[Example] = example.but("    - {value: c9, label: Wahl 9}\n", "")

    def find(self, subject: Subject) -> Iterator[Finding]:
        for situation in subject.paths.situations.values():
            step = situation.step
            most = _most(subject, situation) if len(step.choices) > SEEN else 0
            if most <= SEEN:
                continue
            message = f"'{step.id}' can show {most} buttons at once"
            over = most > TELEGRAM - BESIDE
            message += f"; Telegram takes {TELEGRAM}, {BESIDE} of them ours" if over else f"; a phone shows {SEEN}"
            where = subject.where.part(step.id, "choices", "list", "id")
            yield self.finding(where, message, step.id, severity="error" if over else "warning")


def _most(subject: Subject, situation: Situation) -> int:
    """How many choices are offered at once at most. Without filters: all of them."""
    offers = [offered.yes for offered in situation.offers.values()]
    if all(choice.relevant is None for choice in situation.step.choices):
        return len(offers)
    low, high = 0, len(offers)
    while low < high:
        middle = (low + high + 1) // 2
        at_once = z3.AtLeast(*offers, middle)
        found = subject.paths.possible(situation.step.id, situation.asked, at_once) == YES
        low, high = (middle, high) if found else (low, middle - 1)
    return low
