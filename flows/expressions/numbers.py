"""Numbers: division, powers, rounding, and texts read as numbers. What has no result is unknown, never an error."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from flows.expressions.types import LARGEST

_NUMBER = re.compile(r"\s*-?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})\s*", re.ASCII)

Number = int | float


def bounded(function: Callable[..., Any]) -> Callable[..., Number | None]:
    """The function, with every result that is no usable number as unknown."""

    def safe(*numbers: Number) -> Number | None:
        try:
            found = function(*numbers)
        except (ArithmeticError, ValueError):
            return None
        if found.__class__ is complex or not -LARGEST <= found <= LARGEST:  # also refuses NaN
            return None
        return int(found) if found.__class__ is float and found.is_integer() else found

    return safe


def _power(base: Number, exponent: Number) -> Any:
    """In floats: whole numbers would grow without end."""
    return float(base) ** float(exponent)


def rounded(number: Number) -> Number:
    """Halves go up, as people round."""
    return math.floor(number + 0.5)


ARITHMETIC: Mapping[str, Callable[..., Any]] = {
    "+": bounded(operator.add),
    "-": bounded(operator.sub),
    "*": bounded(operator.mul),
    "/": bounded(operator.truediv),
    "//": bounded(operator.floordiv),
    "%": bounded(operator.mod),
    "**": bounded(_power),
}
ONE: Mapping[str, Callable[..., Any]] = {
    "round": bounded(rounded),
    "floor": bounded(math.floor),
    "ceil": bounded(math.ceil),
    "trunc": bounded(math.trunc),
    "abs": bounded(abs),
}


def number_in(text: str) -> Number | None:
    """`" 3.50 "` -> 3.5; what is no plain number in digits is unknown."""
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return int(value) if value.is_integer() else value


def number_text(value: Number) -> str:
    """5 -> `5`, 0.1 -> `0.1`: as short as it is exact enough, never with an exponent."""
    if float(value).is_integer():
        return str(int(value))
    return f"{value:.10f}".rstrip("0").rstrip(".")
