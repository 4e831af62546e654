"""The functions expressions may call: what each takes, how it is checked, and how it is written.

One table for checking, for suggestions and for the manual. What they compute stands in `calls`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flows.expressions import over, tree
from flows.expressions.comparing import domain_of, literal
from flows.expressions.tree import Node
from flows.expressions.types import STRINGS, ValueType, a
from flows.expressions.values import DATE, NUMBER, TEXT, matches, takes
from flows.problems import listed, suggestion

if TYPE_CHECKING:
    from flows.expressions.check import Checker

Arguments = Sequence[ast.expr]
Rule = Callable[["Checker", str, Arguments, int], Node | None]


@dataclass(frozen=True, slots=True)
class Function:
    usage: str
    says: str  # for the manual
    least: int
    most: int
    rule: Rule

    def checked(self, checker: Checker, name: str, args: Arguments, at: int) -> Node | None:
        if self.least <= len(args) <= self.most:
            return self.rule(checker, name, args, at)
        return checker.wrong(at, "arity", f"write {self.usage}; this has {len(args)} argument(s)")


def _of(kind: ValueType, result: ValueType) -> Rule:
    """A function of one argument of one type."""

    def rule(checker: Checker, name: str, args: Arguments, at: int) -> Node | None:
        found = checker.typed(args[0], kind)
        return tree.Call(name, (found,), result, at=at) if found else None

    return rule


def _answered(checker: Checker, name: str, args: Arguments, at: int) -> Node | None:
    found = checker.known(args[0]) if isinstance(args[0], ast.Name) else None
    if isinstance(found, tree.Name | tree.Computed):
        return tree.Call(name, (found,), "bool", at=at)
    if found or not isinstance(args[0], ast.Name):
        checker.wrong(at, "type", "answered() takes the id of a step")
    return None


def _ticked(*kinds: ValueType) -> Rule:
    """any_of(step, 'a', 'b'): values must be among the step's choices."""

    def rule(checker: Checker, name: str, args: Arguments, at: int) -> Node | None:
        step, values = checker.node(args[0]), [checker.node(arg) for arg in args[1:]]
        if step is None or None in values:
            return None
        if step.type not in kinds:
            return checker.wrong(step.at, "type", f"{name}() reads a {' or '.join(kinds)} step, not {step.type}")
        fits = [_value(checker, step, value) for value in values if value]
        return tree.Call(name, (step, *(value for value in values if value)), "bool", at=at) if all(fits) else None

    return rule


def _value(checker: Checker, step: Node, value: Node) -> bool:
    if isinstance(value, tree.Const):
        return literal(checker, value, domain_of(step))
    checker.wrong(value.at, "type", "quoted choice values were expected")
    return False


def _date(checker: Checker, name: str, args: Arguments, at: int) -> Node | None:
    value = args[0].value if isinstance(args[0], ast.Constant) else None
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day:
        return tree.Const(day, "date", at=at)
    return checker.wrong(at, "value", "date() takes a day that exists, written as '2025-03-31'")


def _turned_round(low: Node, high: Node) -> bool:
    """between(x, 5, 1) is never true."""
    if not (isinstance(low, tree.Const) and isinstance(high, tree.Const)) or low.type != high.type:
        return False
    return low.type in ("number", "date") and bool(low.value > high.value)  # type: ignore[operator]


def _consented(checker: Checker, name: str, args: Arguments, at: int) -> Node | None:
    value = args[0].value if isinstance(args[0], ast.Constant) else None
    if not isinstance(value, str):
        return checker.wrong(at, "type", "consented() takes a purpose in quotes, such as 'special'")
    known = checker.scope.purposes
    if known is not None and value not in known:
        hint = suggestion(value, known) or f"; known: {listed(known) or 'none'}"
        return checker.wrong(at, "value", f"no consent step asks for '{value}'{hint}")
    return tree.Call(name, (tree.Const(value, "text", at=at),), "bool", at=at)


def _count(checker: Checker, name: str, args: Arguments, at: int) -> Node | None:
    """Of the entries of a repeat, or of what is ticked."""
    if over.names_repeat(checker, args) or len(args) == 2:
        return over.count(checker, args, at)
    return _of("choices", "number")(checker, name, args, at)


def _known(checker: Checker, name: str, args: Arguments, at: int) -> Node | None:
    """known(x, 0): both of one type."""
    one, other = checker.node(args[0]), checker.node(args[1])
    if one is None or other is None:
        return None
    if one.type != other.type and not {one.type, other.type} <= STRINGS:
        message = f"both values need one type; these are {a(one.type)} and {a(other.type)}"
        return checker.wrong(other.at, "type", message)
    return tree.Call(name, (one, other), one.type if one.type == other.type else "text", at=at)


def _between(checker: Checker, name: str, args: Arguments, at: int) -> Node | None:
    x, low, high = (checker.node(arg) for arg in args)
    if x is None or low is None or high is None:
        return None
    if _turned_round(low, high):
        return checker.wrong(low.at, "value", "nothing lies between these: the smaller one comes first")
    if x.type not in ("number", "date"):
        return checker.wrong(x.at, "type", f"between() compares numbers or dates, not {x.type}")
    if not (checker.expect(low, x.type) and checker.expect(high, x.type)):
        return None
    return tree.And((tree.Compare("<=", low, x, at=at), tree.Compare("<=", x, high, at=at)), at=at)


def _extreme(checker: Checker, name: str, args: Arguments, at: int) -> Node | None:
    """Of the entries of a repeat, or of several numbers or days."""
    if over.names_repeat(checker, args):
        return over.over("number", "date")(checker, name, args, at)
    first = checker.node(args[0])
    kind: ValueType = "date" if first is not None and first.type == "date" else "number"
    return takes((kind,), result=kind)(checker, name, args, at) if first is not None else None


_SINCE = _of("date", "number")
_CHOSEN = _ticked("choices", "choice")
_NUMBER_OF = takes((*TEXT, *NUMBER), result="number")
_TEXT_OF = takes((*TEXT, *NUMBER, *DATE, "bool"), result="text")

FUNCTIONS: Mapping[str, Function] = {
    "answered": Function("answered(step)", "whether there is an answer; never unknown", 1, 1, _answered),
    "consented": Function("consented('purpose')", "whether that consent was given; never unknown", 1, 1, _consented),
    "age": Function("age(date)", "whole years between that day and today", 1, 1, _SINCE),
    "years_since": Function("years_since(date)", "the same as age, for days that are no birthday", 1, 1, _SINCE),
    "months_since": Function("months_since(date)", "whole months between that day and today", 1, 1, _SINCE),
    "days_since": Function("days_since(date)", "days between that day and today", 1, 1, _SINCE),
    "year": Function("year(date)", "the year of that day", 1, 1, _SINCE),
    "date": Function("date('2025-03-31')", "a fixed day", 1, 1, _date),
    "count": Function(
        "count(step) or count(repeat, condition)",
        "how many choices are ticked; how many entries a repeat has, or for how many the condition is true",
        1,
        2,
        _count,
    ),
    "any": Function("any(repeat, condition)", "true for at least one entry", 2, 2, over.over("bool")),
    "all": Function("all(repeat, condition)", "true for every entry", 2, 2, over.over("bool")),
    "sum": Function("sum(repeat, number)", "of all entries together; unknown if one is", 2, 2, over.over("number")),
    "min": Function("min(repeat, x) or min(x, y)", "the smallest number or day", 2, 20, _extreme),
    "max": Function("max(repeat, x) or max(x, y)", "the largest number or day", 2, 20, _extreme),
    "join": Function("join(repeat, ', ', text)", "the texts of all entries, with that between them", 3, 3, over.join),
    "at": Function("at(repeat, number, x)", "x for that entry, counted from 1; else unknown", 3, 3, over.at_entry),
    "known": Function("known(x, other)", "x, or the other value while x is unknown", 2, 2, _known),
    "sure": Function(
        "sure(condition)", "true only when it is known to be true; never unknown", 1, 1, _of("bool", "bool")
    ),
    "any_of": Function("any_of(step, 'a', 'b')", "at least one of these is chosen", 2, 50, _CHOSEN),
    "all_of": Function("all_of(step, 'a', 'b')", "all of these are ticked", 2, 50, _ticked("choices")),
    "none_of": Function("none_of(step, 'a', 'b')", "none of these is chosen", 2, 50, _CHOSEN),
    "round": Function("round(number)", "to a whole number; halves go up", 1, 1, takes(NUMBER, result="number")),
    "floor": Function("floor(number)", "the whole number below", 1, 1, takes(NUMBER, result="number")),
    "ceil": Function("ceil(number)", "the whole number above", 1, 1, takes(NUMBER, result="number")),
    "trunc": Function("trunc(number)", "without what stands behind the point", 1, 1, takes(NUMBER, result="number")),
    "abs": Function("abs(number)", "without its sign", 1, 1, takes(NUMBER, result="number")),
    "number": Function("number(text)", "a text of digits as a number; else unknown", 1, 1, _NUMBER_OF),
    "text": Function("text(value)", "5 as '5', a day as '2025-03-31', a choice as its value", 1, 1, _TEXT_OF),
    "len": Function("len(text)", "how many characters", 1, 1, takes(TEXT, result="number")),
    "concat": Function("concat(text, text)", "texts put together; also text + text", 2, 50, takes(TEXT, result="text")),
    "starts_with": Function("starts_with(text, 'a')", "whether it begins so", 2, 2, takes(TEXT, result="bool")),
    "ends_with": Function("ends_with(text, 'a')", "whether it ends so", 2, 2, takes(TEXT, result="bool")),
    "contains": Function("contains(text, 'a')", "whether that stands in it", 2, 2, takes(TEXT, result="bool")),
    "substr": Function(
        "substr(text, 0, 3)", "from one place to before another, from 0", 2, 3, takes(TEXT, NUMBER, result="text")
    ),
    "upper": Function("upper(text)", "in capital letters", 1, 1, takes(TEXT, result="text")),
    "lower": Function("lower(text)", "in small letters", 1, 1, takes(TEXT, result="text")),
    "word": Function(
        "word(text, 1)", "that word, counted from 1; else unknown", 2, 2, takes(TEXT, NUMBER, result="text")
    ),
    "words": Function("words(text)", "how many words", 1, 1, takes(TEXT, result="number")),
    "matches": Function("matches(text, '[0-9]+')", "whether the RE2 pattern is found in it", 2, 2, matches),
    "month": Function("month(date)", "1 to 12", 1, 1, takes(DATE, result="number")),
    "day": Function("day(date)", "1 to 31", 1, 1, takes(DATE, result="number")),
    "weekday": Function("weekday(date)", "1, Monday, to 7", 1, 1, takes(DATE, result="number")),
    "date_of": Function("date_of(2025, 3, 31)", "that day; else unknown", 3, 3, takes(NUMBER, result="date")),
    "between": Function("between(x, low, high)", "low <= x <= high, for numbers or dates", 3, 3, _between),
}
