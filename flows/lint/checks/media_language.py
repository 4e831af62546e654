"""Pictures and recordings in a language nobody can choose, most often a slip (`ua` for `uk`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Subject
from flows.problems import suggestion


@register
class MediaLanguage(Check):
    code: ClassVar[str] = "media_language"
    severity: ClassVar[Severity] = "warning"
    summary: ClassVar[str] = "A picture or recording in a language the flow has no texts in: nobody is shown it."
    example: ClassVar[Example] = Example(
        """\
- id: town
  kind: text
  prompt: Wo wohnen Sie?
  media: {audio: {de: ort.mp3, ua: misto.mp3}}
""",
        media=frozenset({"ort.mp3", "misto.mp3"}),
    )
    corrected: ClassVar[Example] = Example(example.steps.replace("ua:", '"*":'), media=example.media)

    def find(self, subject: Subject) -> Iterator[Finding]:
        spoken = {subject.flow.lang, *subject.texts, "*"}
        for step in subject.flow.steps.values():
            for lang in sorted({lang for files in step.media.values() for lang in files} - spoken):
                where = subject.where.part(step.id, "media", "id")
                message = f"'{step.id}' shows something in '{lang}', which the flow does not speak"
                hint = suggestion(lang, spoken - {"*"}).lstrip("; ")
                yield self.finding(where, message, step.id, hint or 'write "*" for all other languages')
