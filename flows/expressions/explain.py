"""Why a condition is true, false or unknown: the few parts of it that decided, with what they were.

Of `a and b` that is false only the false parts decided; of one that is unknown, only the unknown ones. For people who
build a flow and ask why a question is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flows.expressions import tree
from flows.expressions.evaluate import compiled
from flows.expressions.tree import Node
from flows.expressions.types import Env
from flows.expressions.unparse import unparse

MOST = 12  # reasons; whoever needs more looks at the expression


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of the expression as it is written, and what it was: None is unknown, a day is a `date`."""

    text: str
    value: Any


def explain(node: Node, env: Env, most: int = MOST) -> list[Reason]:
    """At most so many reasons, each once, a condition before what it read. Empty for a fixed value. Never raises.

    Where there are more, what is unknown is kept before what is known: it decided.
    """
    found = list(dict.fromkeys(_reasons(node, env)))
    kept = sorted(range(len(found)), key=lambda place: found[place].value is not None)[:most]
    return [found[place] for place in sorted(kept)]


def _reasons(node: Node, env: Env) -> Iterator[Reason]:
    match node:
        case tree.And() | tree.Or():
            yield from _deciding(node, env)
        case tree.Not():
            yield from _reasons(node.operand, env)
        case tree.Conditional():
            yield from _chosen(node, env)
        case tree.Const():
            return
        case _:
            yield from _leaf(node, env)


def _deciding(node: tree.And | tree.Or, env: Env) -> Iterator[Reason]:
    """The parts that are what the whole is: one false part suffices for a false `and`; a true one needs all."""
    whole = _value(node, env)
    for part in node.operands:
        if _value(part, env) is whole:
            yield from _reasons(part, env)


def _chosen(node: tree.Conditional, env: Env) -> Iterator[Reason]:
    test = _value(node.test, env)
    yield from _reasons(node.test, env)
    if test is not None:
        yield from _reasons(node.yes if test else node.no, env)


def _leaf(node: Node, env: Env) -> Iterator[Reason]:
    """A comparison, a call, a name; then whatever it compared, down to the answers."""
    yield Reason(unparse(node), _shown(node, env))
    for child in tree.children(node):
        if not isinstance(child, tree.Const) and not _tells_nothing(node):
            yield from _reasons(child, env)


def _tells_nothing(node: Node) -> bool:
    """`answered(birth)`: the argument beside it would say the same again."""
    return isinstance(node, tree.Call) and node.function in ("answered", "consented")


def _value(node: Node, env: Env) -> Any:
    return compiled(node)(env)


def _shown(node: Node, env: Env) -> Any:
    """Spans of days as the day stored, lists as tuples: reasons can be compared and kept."""
    value = _value(node, env)
    if value is not None and node.type == "date":
        return value[2]
    return _frozen(value)


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple((name, _frozen(part)) for name, part in value.items())
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
