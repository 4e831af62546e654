"""Writes an expression out for one entry of a repeat: afterwards it names answers, and knows nothing of repeats.

`any(children, age(birth) < 6)` with two children becomes `age(birth#1) < 6 or age(birth#2) < 6`. So evaluation, what
depends on what, and everything else that reads trees needs no notion of entries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flows.expressions import Expression, expression_of, tree
from flows.expressions.tree import Node
from flows.slots import slot

At = tuple[int, ...]


class Binder:
    """`shape`: how many entries each repeat has, by slot (`school#2`: the schools of the second child)."""

    def __init__(self, shape: Mapping[str, int]) -> None:
        self._shape = shape
        self._computed: dict[tuple[str, At], Expression] = {}

    def expression(self, given: Expression, at: At) -> Expression:
        """`given` for the entries `at` of the repeats around it."""
        if not given.unrolls:
            return given
        return expression_of(given.source, self.node(given.tree, at))

    def computed(self, name: str, given: Expression, at: At) -> Expression:
        """The value `name` of that entry: written out once, however many read it."""
        found = self._computed.get((name, at))
        if found is None:
            found = self._computed[name, at] = self.expression(given, at)
        return found

    def node(self, node: Node, at: At) -> Node:
        match node:
            case tree.Name():
                return replace(node, name=slot(node.name, at[: node.depth]), depth=0)
            case tree.Index():
                return tree.Const(at[node.depth], "number", at=node.at)
            case tree.Computed():
                return self._worked_out(node, at)
            case tree.Over():
                return self._over(node, at)
            case _:
                return tree.rebuilt(node, lambda child: self.node(child, at))

    def _worked_out(self, node: tree.Computed, at: At) -> Node:
        here = at[: node.depth]
        expression = self.computed(node.name, node.expression, here)
        return replace(node, name=slot(node.name, here), expression=expression, depth=0)

    def _over(self, node: tree.Over, at: At) -> Node:
        around = at[: node.depth]
        entries = self._shape.get(slot(node.repeat, around), 0)
        if node.body is None:
            return tree.Const(entries, "number", at=node.at)
        body = node.body
        bodies = tuple(self.node(body, (*around, number)) for number in range(1, entries + 1))
        extra = self.node(node.extra, at) if node.extra is not None else None
        return _put_together(node, bodies, extra)


def _put_together(node: tree.Over, bodies: tuple[Node, ...], extra: Node | None) -> Node:
    match node.function:
        case "any":
            return tree.Or(bodies, at=node.at) if bodies else tree.Const(False, "bool", at=node.at)
        case "all":
            return tree.And(bodies, at=node.at) if bodies else tree.Const(True, "bool", at=node.at)
        case "count":
            return tree.Call("count_true", bodies, "number", at=node.at)
        case "at":
            assert extra is not None
            return _nth(node, bodies, extra)
        case "join":
            assert extra is not None
            return tree.Call("join", (extra, *bodies), "text", at=node.at)
        case _:
            return tree.Call(node.function, bodies, node.type, at=node.at)


def _nth(node: tree.Over, bodies: tuple[Node, ...], number: Node) -> Node:
    """A choice among the entries: `x#1 if n == 1 else x#2 if n == 2 else` unknown."""
    found: Node = tree.Unknown(node.type, at=node.at)
    for entry, body in reversed(tuple(enumerate(bodies, start=1))):
        test = tree.Compare("==", number, tree.Const(entry, "number", at=node.at), at=node.at)
        found = tree.Conditional(test, body, found, node.type, at=node.at)
    return found
