"""Words that have to be taken apart to be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flows.lint.base import Check, Example, Finding, Severity, register
from flows.lint.readability import read_aloud, words
from flows.lint.subject import Subject

LONGEST = 22  # letters


@register
class LongWord(Check):
    code: ClassVar[str] = "long_word"
    severity: ClassVar[Severity] = "note"
    summary: ClassVar[str] = "A German word of more than 22 letters in what is said or asked."
    example: ClassVar[Example] = Example("""\
- id: intro
  kind: say
  prompt: Hier geht es um die Aufenthaltserlaubnisverlängerung.
""")
    corrected: ClassVar[Example] = example.but("die Aufenthaltserlaubnisverlängerung", "Ihre Aufenthaltserlaubnis")

    def find(self, subject: Subject) -> Iterator[Finding]:
        for text_id in read_aloud(subject):
            for word in sorted(set(words(subject.flow.source[text_id]))):
                if max(map(len, word.split("-"))) > LONGEST:
                    message = f"a word of {len(word)} letters in '{text_id}': {word}"
                    advice = "two words, or a hyphen"
                    yield self.of_text(subject, text_id, message, advice)
