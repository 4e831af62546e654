"""Texts that read like an authority's letter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.readability import B1, measure, read_aloud
from flows.lint.subject import Subject

ENOUGH = 20  # words: the formula says nothing about a single line


@register
class HardText(Check):
    code: ClassVar[str] = "hard_text"
    severity: ClassVar[Severity] = "warning"
    summary: ClassVar[str] = (
        "A German text of some length whose reading level lies above B1 (Wiener Sachtextformel over 8)."
    )
    example: ClassVar[Example] = Example("""\
- id: intro
  kind: say
  prompt: >
    Zur Feststellung der leistungsrechtlichen Voraussetzungen benötigen wir vollständige Einkommensnachweise.
    Unvollständige Antragsunterlagen verzögern die abschließende Bearbeitung Ihres Antragsverfahrens erheblich.
    Ergänzende Bescheinigungen beantragen Sie gegebenenfalls bei den zuständigen Fachbehörden.
""")
    corrected: ClassVar[Example] = Example("""\
- id: intro
  kind: say
  prompt: >
    Wir möchten wissen, wie viel Geld Sie haben. Bitte bringen Sie alle Papiere dazu mit.
    Fehlt ein Papier, dann dauert es länger. Wir helfen Ihnen dabei, das Papier zu bekommen.
""")

    def find(self, subject: Subject) -> Iterator[Finding]:
        for text_id in read_aloud(subject):
            level = measure([subject.flow.source[text_id]])
            if level.words >= ENOUGH and level.wiener > B1:
                message = (
                    f"'{text_id}' is hard to read: level {level.wiener} (Wiener Sachtextformel), B1 ends at {B1:g}"
                )
                advice = "shorter sentences, shorter words"
                yield self.of_text(subject, text_id, message, advice)
