"""A consent question that its relevance hides: everything that rests on it is then left out in silence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import z3

from flows.engine.consents import rests_on
from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject
from flows.lint.telling import told


@register
class ConsentHidden(Check):
    code: ClassVar[str] = "consent_hidden"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = "A consent that is not asked of everybody, though later questions rest on it."
    example: ClassVar[Example] = Example("""\
- id: of_age
  kind: yes_no
  before_consent: true
  prompt: Sind Sie 16 Jahre alt oder älter?
- id: agree
  kind: consent
  before_consent: true
  relevant: of_age == true
  purpose: intake
  version: 1
  prompt: Dürfen wir Ihre Antworten speichern?
- id: wish
  kind: text
  prompt: Was wünschen Sie sich?
""")
    corrected: ClassVar[Example] = Example("""\
- id: of_age
  kind: yes_no
  before_consent: true
  prompt: Sind Sie 16 Jahre alt oder älter?
- id: come_back
  kind: say
  before_consent: true
  relevant: of_age == false
  prompt: Bitte kommen Sie mit Ihren Eltern wieder.
  ends: refused
- id: agree
  kind: consent
  before_consent: true
  purpose: intake
  version: 1
  prompt: Dürfen wir Ihre Antworten speichern?
- id: refused
  kind: say
  before_consent: true
  relevant: agree == false
  prompt: In Ordnung. Wir speichern nichts.
  ends: refused
- id: wish
  kind: text
  prompt: Was wünschen Sie sich?
- id: send
  kind: submit
  prompt: Senden?
""")

    def find(self, subject: Subject) -> Iterator[Finding]:
        paths = subject.paths
        for situation in paths.situations.values():
            step = situation.step
            if step.kind != "consent" or step.relevant is None:
                continue
            resting = [other.id for other in subject.flow.steps.values() if rests_on(other, step)]
            hidden = (situation.live, situation.free, z3.Not(situation.relevant.yes))
            example = paths.example(step.id, *hidden) if resting else None
            if example is not None:
                message = (
                    f"not everybody is asked for '{step.id}'{told(paths, example)}; left out then: {_few(resting)}"
                )
                yield self.finding(subject.where.part(step.id, "relevant", "id"), message, step.id)


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
