"""A country, as its name in any offered language; names that may be several countries are asked back."""

from __future__ import annotations

from typing import Any, ClassVar

from flows.kinds.base import Ambiguous, Context, Kind, Misfit, Option, Parsed, Reading, register
from flows.model import Step
from flows.parsing.countries import country_codes, country_name, find_country
from flows.parsing.normalise import key
from flows.parsing.terms import holds, word_keys

#: Shown as buttons: the countries most newcomers in the state come from. All others are written.
FREQUENT = ("UA", "SY", "AF", "TR", "IQ", "IR", "RO", "BG", "PL", "RS", "XK", "AL", "NG", "SO", "ER", "MA")
CHOICES = 10


@register
class Country(Kind):
    name: ClassVar[str] = "country"
    summary: ClassVar[str] = "A country, stored as ISO 3166-1 alpha-2; frequent ones as buttons, any other is written."
    example: ClassVar[str] = """\
- id: nationality
  kind: country
  prompt: Welche Staatsangehörigkeit haben Sie?
"""
    value_type: ClassVar[str] = "country"
    seconds: ClassVar[float] = 5.0
    max_length: ClassVar[int] = 80

    def offers(self, step: Step, ctx: Context) -> tuple[Option, ...]:
        return tuple(Option(code, literal=country_name(code, ctx.lang)) for code in FREQUENT)

    def read(self, step: Step, text: str, ctx: Context) -> Reading:
        negated = holds(key(text), word_keys(ctx.everywhere("answer.not.words")))
        found = find_country(text, negated)
        found = found or (() if negated else ctx.hear("country", text))
        if not found or len(found) > CHOICES:
            return Misfit("answer.country.misfit")
        return Parsed(found[0]) if len(found) == 1 else Ambiguous(found)

    def take(self, step: Step, value: str, ctx: Context) -> Reading:
        return Parsed(value) if value in country_codes() else Misfit("answer.country.misfit")

    def display(self, step: Step, value: Any, ctx: Context) -> str:
        return country_name(str(value), ctx.lang)
