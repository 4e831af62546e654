"""What the expressions of a flow name: towns, districts and texts somebody has to answer for everything to be asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flows.expressions import Expression, tree
from flows.model import Flow

_PARTS = ("ags", "kreis", "plz", "text")


@dataclass(frozen=True, slots=True)
class Mentioned:
    """`ags`: eight digits; `kreise` and `plz`: five. Each in the order of the flow."""

    ags: tuple[str, ...]
    kreise: tuple[str, ...]
    plz: tuple[str, ...]
    texts: tuple[str, ...]


def expressions(flow: Flow) -> Iterator[Expression]:
    """Every expression of a flow."""
    for step in flow.steps.values():
        found = (step.relevant, step.urgent, *(choice.relevant for choice in step.choices))
        yield from (expression for expression in found if expression is not None)
        yield from (constraint.test for constraint in step.constraints)


def mentioned(flow: Flow) -> Mentioned:
    found = [pair for expression in expressions(flow) for pair in literals(expression.tree)]
    of = {part: tuple(dict.fromkeys(text for name, text in found if name == part)) for part in _PARTS}
    return Mentioned(of["ags"], of["kreis"], of["plz"], of["text"])


def literals(node: tree.Node) -> Iterator[tuple[str, str]]:
    """(part of a place or `text`, literal) for each quoted text that something is compared with."""
    for part in tree.walk(node):
        if isinstance(part, tree.OneOf):
            yield from ((_part(part.item), str(value)) for value in part.values)
        elif isinstance(part, tree.Compare):
            for one, other in ((part.left, part.right), (part.right, part.left)):
                if isinstance(other, tree.Const) and isinstance(other.value, str):
                    yield _part(one), other.value


def _part(node: tree.Node) -> str:
    return node.part if isinstance(node, tree.Attribute) and node.of.type == "place" else "text"
