"""What the functions of the language compute. Each takes its node and its arguments, already compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flows.expressions import dates, tree
from flows.expressions.days import DAYS
from flows.expressions.numbers import ONE, number_in
from flows.expressions.texts import TEXTS
from flows.expressions.types import Env

Run = Callable[[Env], Any]
Compiler = Callable[[tree.Call, tuple[Run, ...]], Run]


def _answered(node: tree.Call, arguments: tuple[Run, ...]) -> Run:
    (name,) = node.arguments
    if isinstance(name, tree.Computed):
        return lambda env: arguments[0](env) is not None
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


def _sure(node: tree.Call, arguments: tuple[Run, ...]) -> Run:
    (condition,) = arguments
    return lambda env: condition(env) is True


def _known(node: tree.Call, arguments: tuple[Run, ...]) -> Run:
    first, other = arguments

    def run(env: Env) -> Any:
        value = first(env)
        return other(env) if value is None else value

    return run


def _values(arguments: tuple[Run, ...], env: Env) -> list[Any] | None:
    """All of them, or None where one is unknown."""
    found = [argument(env) for argument in arguments]
    return None if None in found else found


def _extreme(pick: Callable[..., Any]) -> Compiler:
    """The smallest or largest; days are put in order by the day stored."""

    def compiler(node: tree.Call, arguments: tuple[Run, ...]) -> Run:
        order = (lambda span: span[2]) if node.type == "date" else None

        def run(env: Env) -> Any:
            found = _values(arguments, env)
            return pick(found, key=order) if found else None

        return run

    return compiler


def _sum(node: tree.Call, arguments: tuple[Run, ...]) -> Run:
    def run(env: Env) -> Any:
        found = _values(arguments, env)
        return None if found is None else sum(found)

    return run


def _tally(node: tree.Call, arguments: tuple[Run, ...]) -> Run:
    """How many conditions are true; unknown while one of them is."""

    def run(env: Env) -> int | None:
        found = _values(arguments, env)
        return None if found is None else sum(found)

    return run


def _join(node: tree.Call, arguments: tuple[Run, ...]) -> Run:
    """The separator, then the texts; those not known are left out. Bounded."""
    separator, *texts = arguments

    def run(env: Env) -> str | None:
        between = separator(env)
        found = [text for part in texts if (text := part(env)) is not None]
        return None if between is None else str(between).join(found)[:LONGEST_TEXT]

    return run


LONGEST_TEXT = 10_000  # characters an expression may put together


def _of_known(function: Callable[..., Any]) -> Compiler:
    """A function of values that are all known; else unknown."""

    def compiler(node: tree.Call, arguments: tuple[Run, ...]) -> Run:
        if len(arguments) == 1:
            (only,) = arguments

            def of_one(env: Env) -> Any:
                value = only(env)
                return None if value is None else function(value)

            return of_one

        def run(env: Env) -> Any:
            values = []
            for argument in arguments:
                value = argument(env)
                if value is None:
                    return None
                values.append(value)
            return function(*values)

        return run

    return compiler


def _of_sets(keep: Callable[[str, Any, Any], bool]) -> Compiler:
    """Choices of one and of another answer, those of the first one first."""

    def found(one: Any, other: Any) -> list[str]:
        choices = (each for each in (*one, *other) if each.__class__ is str)  # an old answer may hold anything
        return [each for each in dict.fromkeys(choices) if keep(each, one, other)]

    return _of_known(found)


CALLS: Mapping[str, Compiler] = {
    **{name: _of_known(function) for name, function in (*ONE.items(), *TEXTS.items(), *DAYS.items())},
    "number": _of_known(lambda value: number_in(value) if value.__class__ is str else value),
    "set": lambda node, arguments: lambda env: [run(env) for run in arguments],
    "both": _of_sets(lambda each, one, other: each in one and each in other),
    "either": _of_sets(lambda each, one, other: True),
    "without": _of_sets(lambda each, one, other: each not in other),
    "sure": _sure,
    "known": _known,
    "min": _extreme(min),
    "max": _extreme(max),
    "sum": _sum,
    "count_true": _tally,
    "join": _join,
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
