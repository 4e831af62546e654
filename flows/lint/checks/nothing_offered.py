"""A question asked with nothing to choose from: whoever comes there cannot answer, and cannot go on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import z3

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject
from flows.proofs import YES


@register
class NothingOffered(Check):
    code: ClassVar[str] = "nothing_offered"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = "A question that can be asked with no choice to offer; a warning where it may be skipped."
    example: ClassVar[Example] = Example("""\
- id: town
  kind: one
  prompt: Wo wohnen Sie?
  choices:
    - {value: unna, label: Unna}
    - {value: kamen, label: Kamen}
    - {value: other, label: Woanders}
- id: part
  kind: one
  prompt: In welchem Ortsteil?
  choices:
    - {value: massen, label: Massen, relevant: town == 'unna'}
    - {value: methler, label: Methler, relevant: town == 'kamen'}
""")
    corrected: ClassVar[Example] = example.but(
        "town == 'kamen'}\n", "town == 'kamen'}\n    - {value: unknown, label: Weiß ich nicht}\n"
    )

    def find(self, subject: Subject) -> Iterator[Finding]:
        paths = subject.paths
        for situation in paths.situations.values():
            step = situation.step
            if any(choice.relevant is None for choice in step.choices):
                continue
            none = [z3.Not(offered.yes) for offered in situation.offers.values()]
            if not none or paths.possible(step.id, situation.asked, *none) != YES:
                continue
            where = subject.where.part(step.id, "choices", "filter", "list", "id")
            message = f"'{step.id}' can be asked with no choice to offer"
            advice = "add a choice without a filter, or a relevance that leaves the question out"
            yield self.finding(where, message, step.id, advice, "error" if step.required is True else "warning")
