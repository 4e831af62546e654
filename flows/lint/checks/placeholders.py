"""What stands in braces is filled in later: a translation must keep it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Cell, Subject
from flows.lint.translated import translated
from locales.catalogue_checks import fields


@register
class Placeholders(Check):
    code: ClassVar[str] = "placeholders"
    severity: ClassVar[Severity] = "error"
    summary: ClassVar[str] = (
        "A translation whose placeholders in braces differ from the German, or whose braces do not match."
    )
    example: ClassVar[Example] = translated(Cell("Where do you live, {name}?"))
    corrected: ClassVar[Example] = translated(Cell("Where do you live?"))

    def find(self, subject: Subject) -> Iterator[Finding]:
        for lang, broken in subject.broken.items():
            for text_id in sorted(broken):
                message = f"{lang} has placeholders in '{text_id}' that the German does not have"
                yield self.of_text(subject, text_id, message)
        for text_id, source in subject.sources.items():
            wanted = fields(source.forms[0])
            for lang, cells in subject.texts.items():
                found = fields(cells[text_id].text) if text_id in cells and cells[text_id].text else wanted
                if found != wanted:
                    message = f"{lang} has {_named(found)} in '{text_id}', the German {_named(wanted)}"
                    yield self.of_text(subject, text_id, message)


def _named(names: frozenset[str] | None) -> str:
    if names is None:
        return "braces that do not match"
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "no placeholder"
