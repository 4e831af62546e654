"""Keys of municipalities and postal codes that do not exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.expressions import Expression
from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject
from flows.model import Step
from flows.places import Places
from flows.walk.mentioned import literals

PARTS = ("ags", "kreis", "plz")


@register
class PlaceUnknown(Check):
    code: ClassVar[str] = "place_unknown"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = "A condition on an AGS, Kreis or PLZ that no place has."
    example: ClassVar[Example] = Example("""\
- id: home
  kind: place
  prompt: Wo wohnen Sie?
- id: part
  kind: text
  prompt: In welchem Ortsteil?
  relevant: home.ags == '05316001'
""")
    corrected: ClassVar[Example] = example.but("05316001", "05316000")

    def find(self, subject: Subject) -> Iterator[Finding]:
        if subject.places is None:
            return
        for step in subject.flow.steps.values():
            for key, expression in _expressions(step):
                for part, value in literals(expression.tree):
                    if part in PARTS and not _exists(subject.places, part, value):
                        message = f"there is no place with {part} '{value}' in North Rhine-Westphalia"
                        yield self.finding(subject.where.part(step.id, key, "id"), message, step.id)


def _expressions(step: Step) -> Iterator[tuple[str, Expression]]:
    """Each with the key it stands under."""
    for key, expression in (("relevant", step.relevant), ("urgent", step.urgent)):
        if expression is not None:
            yield key, expression
    yield from (("constraints", constraint.test) for constraint in step.constraints)
    yield from (("choices", choice.relevant) for choice in step.choices if choice.relevant is not None)


def _exists(places: Places, part: str, value: str) -> bool:
    if part == "plz":
        return bool(places.find(value).places)
    return any(ags.startswith(value) for ags in places.municipalities)
