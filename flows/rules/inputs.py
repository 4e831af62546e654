"""Answers that come from a file or a program: checked against the flow's steps before the rules see them.

The same values as the flow stores; days and places may also be written short (`"2019-05"`, `"05316000"`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flows.errors import LotseError
from flows.expressions.types import LARGEST, SHAPES
from flows.kinds import KINDS
from flows.model import Step
from flows.problems import listed, suggestion
from flows.rules.model import Fact, RuleSet

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_PRECISIONS = ("year", "month", "day")
_PLACE = ("ags", "plz", "name", "status")


def answers_of(rules: RuleSet, given: Any) -> dict[str, Any]:
    """Answer id -> value as the flow stores it; null means not answered.

    Raises LotseError screen.answers, naming the key and what was expected; never the value that was given.
    """
    if not isinstance(given, Mapping):
        raise _wrong("", "an object of answer ids and values")
    return {key: _answer(rules, key, value) for key, value in given.items() if value is not None}


def _answer(rules: RuleSet, key: Any, value: Any) -> Any:
    if key in rules.facts:
        return _fact(rules.facts[key], value)
    step = rules.flow.steps.get(key)
    reader = _READERS.get(KINDS[step.kind].value_type) if step else None
    if step is None or reader is None:
        known = [*rules.flow.steps, *rules.facts]
        raise _wrong(str(key)[:60], f"an answer id of {rules.flow.id}{suggestion(str(key), known)}")
    return reader(step, value)


def _wrong(key: str, expected: str) -> LotseError:
    return LotseError("screen.answers", key=key, expected=expected)


def _fact(fact: Fact, value: Any) -> str:
    if value not in fact.values:
        raise _wrong(fact.id, f"one of {listed(fact.values)}")
    return str(value)


def _bool(step: Step, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _wrong(step.id, "true or false")
    return value


def _number(step: Step, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -LARGEST <= value <= LARGEST:
        raise _wrong(step.id, "a number")
    return value


def _choice(step: Step, value: Any) -> str:
    known = [choice.value for choice in step.choices]
    if value not in known:
        raise _wrong(step.id, f"one of {listed(known, 30)}")
    return str(value)


def _choices(step: Step, value: Any) -> list[str]:
    known = {choice.value for choice in step.choices}
    if not isinstance(value, list) or not all(isinstance(part, str) and part in known for part in value):
        raise _wrong(step.id, f"a list of {listed(known, 30)}")
    return list(dict.fromkeys(value))


def _date(step: Step, value: Any) -> dict[str, Any]:
    """A day, a month or a year, also as the flow stores it."""
    stored = value if isinstance(value, Mapping) else {"date": value}
    found = _DAY.fullmatch(str(stored.get("date")))
    if found is None:
        raise _wrong(step.id, "a day, month or year: 2019-05-31, 2019-05 or 2019")
    parts = [int(part) for part in found.groups() if part]
    precision = stored.get("precision", _PRECISIONS[len(parts) - 1])
    try:
        day = date(*(*parts, 1, 1)[:3])
    except ValueError:
        raise _wrong(step.id, "a day that exists") from None
    if precision not in _PRECISIONS:
        raise _wrong(step.id, f"a precision of {listed(_PRECISIONS)}")
    return {"date": day.isoformat(), "precision": precision}


def _place(step: Step, value: Any) -> dict[str, Any]:
    stored = value if isinstance(value, Mapping) else {"ags": value, "status": "ok"}
    ags = stored.get("ags")
    if ags is not None and (not isinstance(ags, str) or not re.fullmatch(r"\d{8}", ags)):
        raise _wrong(step.id, "an AGS of eight digits as text, with its leading zero")
    return {name: stored[name] for name in _PLACE if isinstance(stored.get(name), str)}


def _code(kind: str) -> Callable[[Step, Any], str]:
    domain = SHAPES[kind]  # type: ignore[index]  # country or language

    def read(step: Step, value: Any) -> str:
        if not isinstance(value, str) or not domain.has(value):
            raise _wrong(step.id, domain.expected)
        return value

    return read


def _text(step: Step, value: Any) -> str:
    if not isinstance(value, str) or len(value) > 10_000:
        raise _wrong(step.id, "a text")
    return value


_READERS: Mapping[str, Callable[[Step, Any], Any]] = {
    "bool": _bool,
    "number": _number,
    "choice": _choice,
    "choices": _choices,
    "date": _date,
    "place": _place,
    "country": _code("country"),
    "language": _code("language"),
    "text": _text,
}
