"""Pictures that say nothing to people who do not see them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject


@register
class UndescribedPicture(Check):
    code: ClassVar[str] = "undescribed_picture"
    severity: ClassVar[Severity] = "warning"
    summary: ClassVar[str] = "A picture without `alt`: who cannot see it, or has no network for it, learns nothing."
    example: ClassVar[Example] = Example(
        """\
- id: town
  kind: text
  prompt: Wo wohnen Sie?
  media: {image: map.png}
""",
        media=frozenset({"map.png"}),
    )
    corrected: ClassVar[Example] = Example(
        f"{example.steps}  alt: Karte des Kreises mit allen Orten\n", media=example.media
    )

    def find(self, subject: Subject) -> Iterator[Finding]:
        for step in subject.flow.steps.values():
            if "image" in step.media and step.alt is None:
                where = subject.where.part(step.id, "media", "id")
                message = f"the picture of '{step.id}' is not described"
                yield self.finding(where, message, step.id, "say in `alt` what it shows")
