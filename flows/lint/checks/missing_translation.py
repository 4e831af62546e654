"""Texts that a language of the flow does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Cell, Subject


@register
class MissingTranslation(Check):
    code: ClassVar[str] = "missing_translation"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = "A text without a translation, for each language the flow comes in."
    example: ClassVar[Example] = Example(
        """\
- id: town
  kind: text
  prompt: Wo wohnen Sie?
""",
        texts={
            "en": {
                "example.title": Cell("Example"),
                "example.section.all": Cell("All"),
                "example.send.prompt": Cell("Send?"),
                "example.town.prompt": Cell(""),
            }
        },
    )
    corrected: ClassVar[Example] = Example(
        """\
- id: town
  kind: text
  prompt: Wo wohnen Sie?
""",
        texts={
            "en": {
                "example.title": Cell("Example"),
                "example.section.all": Cell("All"),
                "example.send.prompt": Cell("Send?"),
                "example.town.prompt": Cell("Where do you live?"),
            }
        },
    )

    def find(self, subject: Subject) -> Iterator[Finding]:
        for lang, cells in subject.texts.items():
            for text_id in subject.sources:
                if text_id in subject.broken.get(lang, ()):
                    continue
                if text_id not in cells or not cells[text_id].text.strip():
                    message = f"{lang} has no translation of '{text_id}'"
                    yield self.finding(subject.where.text(text_id), message, subject.step_of(text_id))
