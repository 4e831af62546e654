"""Questions about what Art. 9 GDPR protects, asked without the consent it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject

UNASKED = frozenset({"say", "consent", "summary", "submit"})
PROTECTED = re.compile(
    r"\b(relig\w*|glauben\w*|konfession\w*|gesundheit\w*|krank\w*|behinder\w*|schwanger\w*|psychi\w*|therapie\w*"
    r"|medikament\w*|diagnos\w*|herkunft\w*|ethni\w*|volksgruppe\w*|hautfarbe\w*|gewerkschaft\w*|partei|politisch\w*"
    r"|sexuell\w*|sexualität\w*|homosexuell\w*|aufenthaltsstatus)\b",
    re.IGNORECASE,
)


@register
class SpecialCategory(Check):
    code: ClassVar[str] = "special_category"
    severity: ClassVar[Severity] = "warning"
    summary: ClassVar[str] = (
        "A question that sounds like health, faith, origin, politics or sexuality and needs no consent for it."
    )
    example: ClassVar[Example] = Example("""\
- id: agree
  kind: consent
  before_consent: true
  purpose: special
  version: 1
  prompt: Dürfen wir nach Ihrer Gesundheit fragen?
- id: refused
  kind: say
  before_consent: true
  relevant: agree == false
  prompt: In Ordnung.
  ends: refused
- id: ill
  kind: text
  prompt: Welche Krankheit haben Sie?
- id: send
  kind: submit
  prompt: Senden?
""")
    corrected: ClassVar[Example] = example.but(
        "- id: ill\n  kind: text\n", "- id: ill\n  kind: text\n  needs: special\n"
    )

    def find(self, subject: Subject) -> Iterator[Finding]:
        for step in subject.flow.steps.values():
            if step.needs is not None or step.kind in UNASKED:
                continue
            words = [subject.flow.source[step.prompt], *(subject.flow.source[choice.label] for choice in step.choices)]
            found = PROTECTED.search(" | ".join(words))
            if step.kind == "country" or found:
                about = f"speaks of {found[0]!r}" if found else "asks for a country"
                message = f"'{step.id}' {about} and rests on no consent of its own (Art. 9 GDPR)"
                advice = "needs: special, behind a consent step for it"
                yield self.finding(subject.where.part(step.id, "prompt", "id"), message, step.id, advice)
