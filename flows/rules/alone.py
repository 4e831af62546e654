"""Conditions that look at one answer and at nothing else: the same for everybody who gave that answer.

A day that somebody was born or came on is one of very many, but the conditions on it change on few: they are the same
for all days between two of those.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Protocol

from flows.expressions import BUILTINS, Env, Expression, tree
from flows.expressions.evaluate import compiled
from flows.rules.model import RuleSet

#: What a condition is for somebody as long as nobody has worked it out.
UNSEEN: Any = object()

#: Numbers of conditions, and what each is.
Truths = tuple[tuple[int, Any], ...]
Parts = list[tuple[int, Expression]]

_MOST = 5_000  # different values of one answer that are remembered


class Alone(Protocol):
    numbers: tuple[int, ...]

    def of(self, value: Any, today: date) -> Truths:
        """Number and truth of each condition, as far as they can be looked up."""


def alone_in(rules: RuleSet) -> dict[str, Alone]:
    """By the answer they look at."""
    values: dict[str, Parts] = {}
    days: dict[str, Parts] = {}
    for number, part in enumerate(rules.parts):
        read = part.names - rules.terms.keys()
        if len(read) == 1 and not part.purposes and not read & rules.switches.keys():
            name = next(iter(read))
            if not _looks_at_the_day(part.tree):
                values.setdefault(name, []).append((number, part))
            elif _turns_on_days(part.tree, name):
                days.setdefault(name, []).append((number, part))
    found: dict[str, Alone] = {name: _OnValue(name, parts) for name, parts in values.items()}
    return found | {name: _OnDay(name, parts) for name, parts in days.items()}


class _OnValue:
    def __init__(self, name: str, parts: Parts) -> None:
        self.numbers = tuple(number for number, _ in parts)
        self._name, self._parts = name, parts
        self._unseen = tuple((number, UNSEEN) for number in self.numbers)
        self._found: dict[Any, Truths] = {}

    def of(self, value: Any, today: date) -> Truths:
        """Not seen yet for an answer of a shape that cannot be looked up."""
        key = (value.__class__, tuple(value) if value.__class__ is list else value)
        try:
            found = self._found.get(key)
        except TypeError:
            return self._unseen
        if found is None:
            found = _worked_out(self._parts, Env({self._name: value}, date.min))
            if len(self._found) < _MOST:
                self._found[key] = found
        return found


class _OnDay:
    """For the day that was looked at last only: a batch has one, and made ready for one that does not come again it
    would cost more than it saves."""

    def __init__(self, name: str, parts: Parts) -> None:
        self.numbers = tuple(number for number, _ in parts)
        self._name, self._parts = name, parts
        # One object, so that two threads never see half of it: the day, where the truth turns, and it in each span.
        self._known: tuple[date | None, list[date], dict[int, Truths]] = None, [], {}

    def of(self, value: Any, today: date) -> Truths:
        """Nothing for a date that is known by its month or year."""
        if value.__class__ is not tuple or value[0] != value[1]:
            return ()
        day, turns, found = self._known
        if day != today:
            self._known = today, [], {}
            return ()
        if not turns:
            turns = sorted({turn for _, part in self._parts for turn in _turns(part.tree, today)})
            self._known = today, turns, found
        span = bisect_right(turns, value[0])
        if span not in found:
            found[span] = _worked_out(self._parts, Env({self._name: value}, today))
        return found[span]


def _worked_out(parts: Parts, env: Env) -> Truths:
    return tuple((number, part.run(env)) for number, part in parts)


# --- what a condition looks at ----------------------------------------------------------------------------------------


def _looks_at_the_day(node: tree.Node) -> bool:
    """Reads a date, or what day it is, who speaks which language or where, also in a term."""
    return any(part.type == "date" or (isinstance(part, tree.Name) and part.name in BUILTINS) for part in _all(node))


def _turns_on_days(node: tree.Node, name: str) -> bool:
    """Does nothing with this answer but compare it, as it is, with days that are the same for everybody."""
    read = [part.name for part in _all(node) if isinstance(part, tree.Name) and part.name != "today"]
    sides = [side.name for side in _compared(node) if isinstance(side, tree.Name) and side.name != "today"]
    return read == sides == [name] * len(read)


def _turns(node: tree.Node, today: date) -> Iterator[date]:
    """The first days on which one of its comparisons can be another than the day before."""
    for side in _compared(node):
        days = compiled(side)(Env({}, today))  # nothing for the answer itself
        for day in days[:2] if days else ():
            yield day
            if day < date.max:
                yield day + timedelta(days=1)


def _compared(node: tree.Node) -> Iterator[tree.Node]:
    """Both sides of each comparison of days."""
    for part in _all(node):
        if isinstance(part, tree.Compare) and part.left.type == "date":
            yield from (part.left, part.right)


def _all(node: tree.Node) -> Iterator[tree.Node]:
    """The node and everything under it, also in terms."""
    for part in tree.walk(node):
        yield part
        if isinstance(part, tree.Computed):
            yield from _all(part.expression.tree)
