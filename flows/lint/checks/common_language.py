"""Languages of a package that the product itself does not speak."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.subject import Cell, Subject
from flows.lint.translated import translated
from locales.languages import OFFERED
from locales.package_texts import FALLBACK

_ENGLISH = Cell("Where do you live?")


@register
class CommonLanguage(Check):
    code: ClassVar[str] = "common_language"
    severity: ClassVar[Severity] = "note"
    summary: ClassVar[str] = (
        "A language in which our own buttons and messages do not exist: they stand in English there."
    )
    example: ClassVar[Example] = translated(_ENGLISH, "it")
    corrected: ClassVar[Example] = translated(_ENGLISH)

    def find(self, subject: Subject) -> Iterator[Finding]:
        for lang in subject.texts:
            if lang not in OFFERED:
                message = f"in {lang} our own buttons and messages stand in {FALLBACK}"
                yield self.finding(subject.where.top("lang", "id"), message)
