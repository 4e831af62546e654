"""Texts that a language of the flow does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Cell, Subject
from flows.lint.translated import translated


@register
class MissingTranslation(Check):
    code: ClassVar[str] = "missing_translation"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = "A text without a translation, for each language the flow comes in."
    example: ClassVar[Example] = translated(Cell(""))
    corrected: ClassVar[Example] = translated(Cell("Where do you live?"))

    def find(self, subject: Subject) -> Iterator[Finding]:
        for lang, cells in subject.texts.items():
            for text_id in subject.sources:
                if text_id in subject.broken.get(lang, ()):
                    continue
                if text_id not in cells or not cells[text_id].text.strip():
                    message = f"{lang} has no translation of '{text_id}'"
                    yield self.of_text(subject, text_id, message)
