"""A number, in the digits of any script or as a small number word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from babel.numbers import format_decimal

from flows.kinds.base import Ambiguous, Context, Kind, Misfit, Parsed, Reading, register
from flows.model import Step
from flows.parsing.locales import locale_of
from flows.parsing.numbers import Number, read_numbers
from flows.protocol import InputMode


@register
class NumberKind(Kind):
    name: ClassVar[str] = "number"
    summary: ClassVar[str] = "A number; whole unless `integer: false`."
    example: ClassVar[str] = """\
- id: children
  kind: number
  prompt: Wie viele Kinder unter 18 leben bei Ihnen?
  min: 0
  max: 20
"""
    value_type: ClassVar[str] = "number"
    seconds: ClassVar[float] = 5.0
    inputmode: ClassVar[InputMode] = "numeric"
    max_length: ClassVar[int] = 40
    options: ClassVar[Mapping[str, Any]] = {
        "min": {"type": "number", "description": "Smallest number allowed."},
        "max": {"type": "number", "description": "Largest number allowed."},
        "integer": {"type": "boolean", "description": "Whole numbers only; default true."},
    }

    def read(self, step: Step, text: str, ctx: Context) -> Reading:
        whole = bool(step.options.get("integer", True))
        heard: tuple[Number, ...] = ctx.hear("integer" if whole else "decimal", text)
        found = heard or read_numbers(text, ctx.everywhere, whole)
        if not found:
            return Misfit("answer.number.misfit")
        if len(found) > 1:
            fitting = tuple(number for number in found if _misfit(step, number) is None)
            return Ambiguous(fitting) if len(fitting) > 1 else Misfit("answer.number.misfit")
        return _misfit(step, found[0]) or Parsed(found[0])

    def take(self, step: Step, value: str, ctx: Context) -> Reading:
        return self.read(step, value, ctx)

    def allows(self, step: Step, value: Any) -> bool:
        return _misfit(step, value) is None

    def display(self, step: Step, value: Any, ctx: Context) -> str:
        return format_decimal(value, locale=locale_of(ctx.lang), numbering_system="latn")


def _misfit(step: Step, number: Number) -> Misfit | None:
    low, high = step.options.get("min"), step.options.get("max")
    if step.options.get("integer", True) and not isinstance(number, int):
        return Misfit("answer.number.integer")
    if low is not None and number < low:
        return Misfit("answer.number.low", {"min": low})
    if high is not None and number > high:
        return Misfit("answer.number.high", {"max": high})
    return None
