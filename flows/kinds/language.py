"""A language, by its name in any offered language or its own."""

from __future__ import annotations

from typing import Any, ClassVar

from flows.kinds.base import Ambiguous, Context, Kind, Misfit, Option, Parsed, Reading, register
from flows.model import Step
from flows.parsing.languages import find_language, language_codes, language_name
from flows.parsing.normalise import key
from flows.parsing.terms import holds, word_keys

#: Shown as buttons: the languages most newcomers in the state speak. All others are written.
FREQUENT = ("uk", "ar", "ru", "tr", "ku", "ckb", "fa", "fa-AF", "ps", "en", "fr", "ti", "so", "ro", "bg", "pl", "sq")
#: CLDR calls Kurmanji simply "Kurdish", which here would be two languages, and has no name for some.
OWN_NAMES = {"ku": "answer.language.ku", "sgn": "answer.language.sgn", "mnk": "answer.language.mnk"}
CHOICES = 10


@register
class Language(Kind):
    name: ClassVar[str] = "language"
    summary: ClassVar[str] = "A language, stored as its code; frequent ones as buttons, any other is written."
    example: ClassVar[str] = """\
- id: best_language
  kind: language
  prompt: Welche Sprache sprechen Sie am besten?
"""
    value_type: ClassVar[str] = "language"
    seconds: ClassVar[float] = 5.0
    max_length: ClassVar[int] = 80

    def offers(self, step: Step, ctx: Context) -> tuple[Option, ...]:
        return tuple(Option(code, literal=self.display(step, code, ctx)) for code in FREQUENT)

    def read(self, step: Step, text: str, ctx: Context) -> Reading:
        negated = holds(key(text), word_keys(ctx.everywhere("answer.not.words")))
        found = _own(text, ctx) or find_language(text, negated)
        found = found or (() if negated else ctx.hear("language", text))  # "I speak no German" names none to go on in
        if not found or len(found) > CHOICES:
            return Misfit("answer.language.misfit")
        return Parsed(found[0]) if len(found) == 1 else Ambiguous(found)

    def take(self, step: Step, value: str, ctx: Context) -> Reading:
        return Parsed(value) if value in language_codes() else Misfit("answer.language.misfit")

    def display(self, step: Step, value: Any, ctx: Context) -> str:
        return ctx.text(OWN_NAMES[value]) if value in OWN_NAMES else language_name(str(value), ctx.lang)


def _own(text: str, ctx: Context) -> tuple[str, ...]:
    written = key(text)
    return tuple(code for code, label in OWN_NAMES.items() if written in word_keys(ctx.everywhere(label)))
