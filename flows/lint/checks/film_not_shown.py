"""Films, which no channel plays yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject


@register
class FilmNotShown(Check):
    code: ClassVar[str] = "film_not_shown"
    severity: ClassVar[Severity] = "warning"
    summary: ClassVar[str] = "A film is kept in the package, but no channel shows it."
    example: ClassVar[Example] = Example(
        """\
- id: town
  kind: text
  prompt: Wo wohnen Sie?
  media: {video: way.mp4}
""",
        media=frozenset({"way.mp4"}),
    )
    corrected: ClassVar[Example] = Example(
        """\
- id: town
  kind: text
  prompt: Wo wohnen Sie?
  media: {audio: way.mp3}
""",
        media=frozenset({"way.mp3"}),
    )

    def find(self, subject: Subject) -> Iterator[Finding]:
        for step in subject.flow.steps.values():
            if "video" in step.media:
                where = subject.where.part(step.id, "media", "id")
                yield self.finding(where, f"the film of '{step.id}' is not shown", step.id, "take a picture")
