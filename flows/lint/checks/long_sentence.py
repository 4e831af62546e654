"""Sentences a person at B1 loses before their end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.readability import read_aloud, sentences, words
from flows.lint.subject import Subject

LONGEST = 20  # words; in Leichte Sprache 12


@register
class LongSentence(Check):
    code: ClassVar[str] = "long_sentence"
    severity: ClassVar[Severity] = "warning"
    summary: ClassVar[str] = "A German sentence of more than 20 words."
    example: ClassVar[Example] = Example("""\
- id: intro
  kind: say
  prompt: >
    Wir fragen Sie jetzt nach Ihrer Wohnung und nach Ihrer Arbeit und nach Ihrer Familie
    und danach auch noch nach dem Geld.
""")
    corrected: ClassVar[Example] = Example("""\
- id: intro
  kind: say
  prompt: Wir fragen Sie jetzt nach Ihrer Wohnung und nach Ihrer Arbeit. Danach geht es um Familie und Geld.
""")

    def find(self, subject: Subject) -> Iterator[Finding]:
        for text_id in read_aloud(subject):
            for sentence in sentences(subject.flow.source[text_id]):
                count = len(words(sentence))
                if count > LONGEST:
                    message = f"a sentence of {count} words in '{text_id}': {_short(sentence)!r}"
                    advice = f"two sentences, or at most {LONGEST} words"
                    yield self.of_text(subject, text_id, message, advice)


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= 60 else sentence[:59] + "…"
