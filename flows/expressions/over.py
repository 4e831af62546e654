"""Functions over the entries of a repeat: `any(children, age(birth) < 6)`. How each is checked.

The first argument names the repeat; what follows is said of each of its entries.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flows.expressions import tree
from flows.expressions.tree import Node
from flows.expressions.types import STRINGS, ValueType, a
from flows.problems import listed, suggestion

if TYPE_CHECKING:
    from flows.expressions.check import Checker

Arguments = Sequence[ast.expr]
Rule = Callable[["Checker", str, Arguments, int], Node | None]


def names_repeat(checker: Checker, args: Arguments) -> bool:
    """Is the first argument a repeat?"""
    return isinstance(args[0], ast.Name) and args[0].id in checker.scope.repeats


def over(*kinds: ValueType, result: ValueType | None = None) -> Rule:
    """`f(repeat, expression)`; the expression has one of `kinds`; the result its type, or `result`."""

    def rule(checker: Checker, name: str, args: Arguments, at: int) -> Node | None:
        repeat = _repeat(checker, name, args, at)
        if repeat is None:
            return None
        with _inside(checker, repeat):
            body = checker.node(args[-1])
        if body is None:
            return None
        if body.type not in kinds:
            wanted = " or ".join(map(a, kinds))
            return checker.wrong(body.at, "type", f"{name}() over a repeat takes {wanted}, this is {a(body.type)}")
        return tree.Over(name, repeat, _depth(checker, repeat), body, result or body.type, at=at)

    return rule


def count(checker: Checker, args: Arguments, at: int) -> Node | None:
    """`count(children)` or `count(children, condition)`."""
    if len(args) == 2:
        return over("bool", result="number")(checker, "count", args, at)
    repeat = _repeat(checker, "count", args, at)
    return tree.Over("count", repeat, _depth(checker, repeat), None, "number", at=at) if repeat else None


def join(checker: Checker, name: str, args: Arguments, at: int) -> Node | None:
    """`join(children, ', ', name)`."""
    repeat, separator = _repeat(checker, name, args, at), checker.typed(args[1], "text")
    if repeat is None or separator is None:
        return None
    with _inside(checker, repeat):
        body = checker.node(args[2])
    if body is None:
        return None
    if body.type not in STRINGS:
        return checker.wrong(body.at, "type", f"join() puts texts together, this is {a(body.type)}")
    return tree.Over(name, repeat, _depth(checker, repeat), body, "text", separator, at=at)


def at_entry(checker: Checker, name: str, args: Arguments, at: int) -> Node | None:
    """`at(children, 1, birth)`: what the expression is for that entry; unknown where there is none."""
    repeat, number = _repeat(checker, name, args, at), checker.typed(args[1], "number")
    if repeat is None or number is None:
        return None
    with _inside(checker, repeat):
        body = checker.node(args[2])
    return tree.Over(name, repeat, _depth(checker, repeat), body, body.type, number, at=at) if body else None


@contextmanager
def _inside(checker: Checker, repeat: str) -> Iterator[None]:
    outside = checker.scope
    checker.scope = outside.inside(repeat)
    try:
        yield
    finally:
        checker.scope = outside


def _depth(checker: Checker, repeat: str) -> int:
    return len(checker.scope.repeats[repeat])


def _repeat(checker: Checker, name: str, args: Arguments, at: int) -> str | None:
    """The repeat that is looked over, where its own entries are known here."""
    known = checker.scope.repeats
    if not isinstance(args[0], ast.Name) or args[0].id not in known:
        said = args[0].id if isinstance(args[0], ast.Name) else ""
        hint = suggestion(said, known) or f"; known: {listed(known) or 'none'}"
        checker.wrong(at, "unknown_repeat", f"{name}() takes the id of a repeat first{hint}")
        return None
    repeat = args[0].id
    around = known[repeat]
    if not checker.scope.reaches(around):
        outer = around[-1]
        message = f"there is a '{repeat}' for each entry of '{outer}': write any({outer}, {name}({repeat}, …)) or alike"
        checker.wrong(checker.at(args[0]), "many_answers", message)
        return None
    return repeat
