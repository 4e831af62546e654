"""Texts: put together, taken apart, looked into. Results stay short: nobody can fill the memory with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import re2

from flows.expressions.numbers import number_text

LONGEST = 10_000  # characters; longer results are unknown
PATTERN_LONGEST = 500
_MEMORY = 1 << 20


def text_of(value: Any) -> str:
    """A value as text: `5`, `2025-03-31`, `true`, the value of a choice."""
    if value.__class__ is bool:
        return "true" if value else "false"
    if value.__class__ is tuple:  # a day that may be half known: the day stored for it
        day: date = value[2]
        return day.isoformat()
    return number_text(value) if isinstance(value, int | float) else str(value)


def concat(*texts: str) -> str | None:
    return "".join(texts) if sum(map(len, texts)) <= LONGEST else None


def substr(text: str, first: Any, last: Any = None) -> str | None:
    """From one place to before another, counted from 0; places that are not whole are unknown."""
    places = [first] if last is None else [first, last]
    if any(place != int(place) for place in places):
        return None
    return text[slice(*map(int, [*places, len(text)][:2]))]


def word(text: str, number: Any) -> str | None:
    """The n-th word, counted from 1."""
    found = text.split()
    return found[int(number) - 1] if number == int(number) and 1 <= number <= len(found) else None


@lru_cache(maxsize=512)
def pattern(source: str) -> Any:
    """A pattern that takes time in proportion to the text, whatever it is. Raises re2.error, ValueError."""
    if len(source) > PATTERN_LONGEST:
        raise ValueError(f"a pattern has at most {PATTERN_LONGEST} characters")
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    return re2.compile(source, options)


def matches(text: str, source: str) -> bool:
    """Half a character (a lone surrogate) is read as a question mark: RE2 reads bytes."""
    return pattern(source).search(text.encode(errors="replace").decode()) is not None


TEXTS: Mapping[str, Callable[..., Any]] = {
    "text": text_of,
    "concat": concat,
    "substr": substr,
    "word": word,
    "words": lambda text: len(text.split()),
    "len": len,
    "upper": lambda text: text.upper()[:LONGEST],
    "lower": lambda text: text.lower()[:LONGEST],
    "starts_with": lambda text, other: text.startswith(other),
    "ends_with": lambda text, other: text.endswith(other),
    "contains": lambda text, other: other in text,
    "matches": matches,
}
