"""Translations of what is no longer said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Cell, Subject
from flows.lint.translated import translated


@register
class StaleTranslation(Check):
    code: ClassVar[str] = "stale_translation"
    severity: ClassVar[Severity] = "warning"
    summary: ClassVar[str] = "A translation made from an earlier German text."
    example: ClassVar[Example] = translated(Cell("Where do you live?", made_from="Wo leben Sie?"))
    corrected: ClassVar[Example] = translated(Cell("Where do you live?", made_from="Wo wohnen Sie?"))

    def find(self, subject: Subject) -> Iterator[Finding]:
        for lang, cells in subject.texts.items():
            for text_id, source in subject.sources.items():
                cell = cells.get(text_id)
                if cell is None or not cell.text or not _stale(cell, source.forms[0]):
                    continue
                was = f": it was made from {cell.made_from!r}" if cell.made_from not in (None, source.forms[0]) else ""
                message = f"{lang} says something older for '{text_id}'{was}"
                yield self.of_text(subject, text_id, message)


def _stale(cell: Cell, german: str) -> bool:
    return cell.stale or cell.made_from not in (None, german)
