"""Pictures and recordings that a step shows and the package does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject


@register
class MissingMedia(Check):
    code: ClassVar[str] = "missing_media"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = "A step shows a picture or recording that is not in the folder `media`."
    example: ClassVar[Example] = Example("""\
- id: town
  kind: text
  prompt: Wo wohnen Sie?
  media: {image: map.png}
  alt: Karte des Kreises
""")
    corrected: ClassVar[Example] = Example(example.steps, media=frozenset({"map.png"}))

    def find(self, subject: Subject) -> Iterator[Finding]:
        if subject.media is None:  # a file alone: what is beside it is not known
            return
        for step in subject.flow.steps.values():
            names = dict.fromkeys(name for files in step.media.values() for name in files.values())
            for name in names:
                if name not in subject.media:
                    where = subject.where.part(step.id, "media", "id")
                    message = f"'{step.id}' shows media/{name}, which is not in the package"
                    yield self.finding(where, message, step.id, "put the file there, or take it out of `media`")
