"""A date, as exactly as the person knows it: day, month or only the year, also roughly."""

from __future__ import annotations

from typing import Any, ClassVar

from flows.kinds.base import Ambiguous, Context, Kind, Misfit, Parsed, Reading, register
from flows.model import Step
from flows.parsing.calendar import ANY_YEAR, from_iso, say_date
from flows.parsing.date_words import ABOUT
from flows.parsing.dates import read_dates
from flows.parsing.locales import locale_of


@register
class Date(Kind):
    name: ClassVar[str] = "date"
    summary: ClassVar[str] = "A day, a month or a year, exact or about; month names and digits of any language."
    example: ClassVar[str] = """\
- id: arrival
  kind: date
  prompt: Wann sind Sie nach Deutschland gekommen?
  constraints:
    - {test: it <= today, message: Das Datum liegt in der Zukunft. Bitte prüfen Sie es.}
"""
    value_type: ClassVar[str] = "date"
    seconds: ClassVar[float] = 8.0
    max_length: ClassVar[int] = 80

    def read(self, step: Step, text: str, ctx: Context) -> Reading:
        dates = read_dates(text, ctx.today, ctx.everywhere)
        found = dates.found or tuple(from_iso(written) for written in ctx.hear("date", text))
        if not found:
            return Misfit(f"answer.date.{dates.problem}", beyond=_beyond(dates.problem, text, ctx))
        return Parsed(found[0]) if len(found) == 1 else Ambiguous(found)

    def take(self, step: Step, value: str, ctx: Context) -> Reading:
        return Misfit("answer.date.misfit")

    def display(self, step: Step, value: Any, ctx: Context) -> str:
        said = say_date(value, locale_of(ctx.lang))
        return ctx.text(ABOUT).format(date=said) if value.get("about") else said


def _beyond(problem: str, text: str, ctx: Context) -> Any:
    """A date in the year 3000 or 1850: no answer, but `it <= today` says better why."""
    if problem == "calendar":
        return None
    return next(iter(read_dates(text, ctx.today, ctx.everywhere, ANY_YEAR).found), None)
