"""What the functions of the language compute. Each takes its node and its arguments, already compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flows.expressions import dates, tree
from flows.expressions.types import Env

Run = Callable[[Env], Any]
Compiler = Callable[[tree.Call, tuple[Run, ...]], Run]


def _answered(node: tree.Call, arguments: tuple[Run, ...]) -> Run:
    (name,) = node.arguments
    step = name.name if isinstance(name, tree.Name) else ""
    if step == "it":
        return lambda env: env.it is not None
    return lambda env: env.values.get(step) is not None


def _consented(node: tree.Call, arguments: tuple[Run, ...]) -> Run:
    (purpose,) = node.arguments
    wanted = str(purpose.value) if isinstance(purpose, tree.Const) else ""
    return lambda env: env.consents.get(wanted) is True


def _since(count: Callable[[date, date], int]) -> Compiler:
    """Counts from the day stored: a half-known date gives a best estimate."""

    def compiler(node: tree.Call, arguments: tuple[Run, ...]) -> Run:
        (when,) = arguments

        def run(env: Env) -> int | None:
            span = when(env)
            return None if span is None else count(span[2], env.today)

        return run

    return compiler


def _count(node: tree.Call, arguments: tuple[Run, ...]) -> Run:
    (many,) = arguments

    def run(env: Env) -> int | None:
        ticked = many(env)
        return None if ticked is None else len(ticked)

    return run


def _ticked(found: Callable[[tuple[str, ...], Any], bool]) -> Compiler:
    """The first argument is a step of one or of many choices, the others are values."""

    def compiler(node: tree.Call, arguments: tuple[Run, ...]) -> Run:
        wanted = tuple(str(const.value) for const in node.arguments[1:] if isinstance(const, tree.Const))
        answer = arguments[0]

        def run(env: Env) -> bool | None:
            value = answer(env)
            return None if value is None else found(wanted, (value,) if value.__class__ is str else value)

        return run

    return compiler


CALLS: Mapping[str, Compiler] = {
    "answered": _answered,
    "consented": _consented,
    "age": _since(dates.years_between),
    "years_since": _since(dates.years_between),
    "months_since": _since(dates.months_between),
    "days_since": _since(dates.days_between),
    "year": _since(lambda day, today: day.year),
    "count": _count,
    "any_of": _ticked(lambda wanted, ticked: any(value in ticked for value in wanted)),
    "all_of": _ticked(lambda wanted, ticked: all(value in ticked for value in wanted)),
    "none_of": _ticked(lambda wanted, ticked: not any(value in ticked for value in wanted)),
}
