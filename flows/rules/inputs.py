"""Answers that come from a file or a program: checked against the flow's steps before the rules see them.

The same values as the flow stores; days and places may also be written short (`"2019-05"`, `"05316000"`). What a
question asks of its answer (its constraints, least and largest number, choices that exclude others) holds here, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from flows.errors import LotseError
from flows.expressions import Env, Expression
from flows.expressions.dates import read_once
from flows.expressions.types import LARGEST, SHAPES
from flows.kinds import KINDS
from flows.kinds.base import Kind
from flows.model import Step
from flows.problems import listed, suggestion
from flows.rules.model import RuleSet

#: A value as it was given -> as the flow stores it. Raises LotseError screen.answers.
Reader = Callable[[Any], Any]

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_PRECISIONS = ("year", "month", "day")
_DATE = frozenset({"date", "precision", "about"})
#: Part of a place -> its form, and the form in words.
_PLACE = {
    "ags": (re.compile(r"[0-9]{8}"), "an AGS of eight digits as text, with its leading zero"),
    "plz": (re.compile(r"[0-9]{5}"), "a PLZ of five digits as text, with its leading zero"),
    "name": (re.compile(r".{1,200}"), "a name of a place"),
    "status": (re.compile(r"ok|outside"), "the status ok or outside"),
}


class AnswerReader:
    """Reads the answers of many people. What a step accepts is worked out when it is first answered."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._readers: dict[str, Reader] = {}
        self._asking = {step.id: asked for step in rules.flow.steps.values() if (asked := _asked_alone(step))}

    def read(self, given: Any, on: date) -> dict[str, Any]:
        """Answer id -> value as the flow stores it; null means not answered. `on`: the day that is today to the
        questions, so that what was still to come on that day is in the future.

        Raises LotseError screen.answers, naming the key and what was expected; never the value that was given.
        """
        if not isinstance(given, Mapping):
            raise _wrong("", "an object of answer ids and values")
        readers = self._readers
        found = {
            key: (readers.get(key) or self._reader(key))(value) for key, value in given.items() if value is not None
        }
        self._hold(found, on)
        return found

    def _hold(self, answers: Mapping[str, Any], on: date) -> None:
        for name, value in answers.items():
            asked = self._asking.get(name)
            if asked is not None:
                env = Env({}, on, it=read_once(value))
                for test in asked:
                    if test.run(env) is False:
                        raise _wrong(name, f"an answer (`it`) for which {test.source}")

    def _reader(self, key: Any) -> Reader:
        facts, steps = self._rules.facts, self._rules.flow.steps
        if key in facts:
            found = _one_of(key, facts[key].values)
        else:
            step = steps.get(key)
            maker = _READERS.get(KINDS[step.kind].value_type) if step else None
            if step is None or maker is None:
                hint = suggestion(str(key), [*steps, *facts])
                raise _wrong(str(key)[:60], f"an answer id of {self._rules.flow.id}{hint}")
            found = _allowed(step, maker(step))
        self._readers[key] = found
        return found


def _wrong(key: str, expected: str) -> LotseError:
    return LotseError("screen.answers", key=key, expected=expected)


def _asked_alone(step: Step) -> tuple[Expression, ...]:
    """The constraints on a value by itself. Answers that contradict each other are for the rules to name, and for a
    human to decide about.
    """
    tests = (constraint.test for constraint in step.constraints)
    return tuple(test for test in tests if not test.names and not test.purposes)


def _allowed(step: Step, read: Reader) -> Reader:
    """The reader, and behind it what the kind of question asks beside (least, greatest, whole, exclusive)."""
    kind = KINDS[step.kind]
    if kind.__class__.allows is Kind.allows:
        return read

    def strict(value: Any) -> Any:
        found = read(value)
        if not kind.allows(step, found):
            limits = "".join(f", {name}: {limit}" for name, limit in step.options.items())
            raise _wrong(step.id, f"what a question of the kind {step.kind} takes{limits}")
        return found

    return strict


def _one_of(key: str, values: Iterable[str]) -> Reader:
    known = frozenset(values)

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise _wrong(key, f"one of {listed(known, 30)}")
        return value

    return read


def _some_of(key: str, values: Iterable[str]) -> Reader:
    known = frozenset(values)

    def read(value: Any) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(part, str) and part in known for part in value):
            raise _wrong(key, f"a list of {listed(known, 30)}")
        return list(dict.fromkeys(value))

    return read


def _bool(step: Step, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _wrong(step.id, "true or false")
    return value


def _number(step: Step, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -LARGEST <= value <= LARGEST:
        raise _wrong(step.id, "a number")
    return value


def _date(step: Step, value: Any) -> dict[str, Any]:
    """A day, a month or a year, also as the flow stores it."""
    if value.__class__ is str and (whole := _whole_day(value)):
        return {"date": whole, "precision": "day"}
    stored = value if isinstance(value, Mapping) else {"date": value}
    if not stored.keys() <= _DATE:
        raise _wrong(step.id, f"a date of {listed(_DATE)}")
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


def _whole_day(value: str) -> str | None:
    """Most dates in a batch are whole days; what is not one, or does not exist, is looked at more closely."""
    try:
        return value if date.fromisoformat(value).isoformat() == value else None
    except ValueError:
        return None


def _place(step: Step, value: Any) -> dict[str, Any]:
    stored = value if isinstance(value, Mapping) else {"ags": value, "status": "ok"}
    given = {name: part for name, part in stored.items() if part is not None}
    for name, part in given.items():
        form = _PLACE.get(name)
        if form is None:
            raise _wrong(step.id, f"a place of {listed(_PLACE, 30)}")
        if not isinstance(part, str) or not form[0].fullmatch(part):
            raise _wrong(step.id, form[1])
    if not given.keys() & {"ags", "plz", "name"}:
        raise _wrong(step.id, "a place of ags, plz or name")
    return given


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


def _each(read: Callable[[Step, Any], Any]) -> Callable[[Step], Reader]:
    return lambda step: partial(read, step)


def _values(step: Step) -> list[str]:
    return [choice.value for choice in step.choices]


_READERS: Mapping[str, Callable[[Step], Reader]] = {
    "bool": _each(_bool),
    "number": _each(_number),
    "choice": lambda step: _one_of(step.id, _values(step)),
    "choices": lambda step: _some_of(step.id, _values(step)),
    "date": _each(_date),
    "place": _each(_place),
    "country": _each(_code("country")),
    "language": _each(_code("language")),
    "text": _each(_text),
}
