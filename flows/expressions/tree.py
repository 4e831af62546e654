"""The typed tree of an expression: what is left when syntax is gone.

Evaluation, dependency order, explanations and proofs all read this one tree. `a not in b` is `Not(…)`, a chained
comparison or `between` is an `And`, `-x` is `0 - x`: fewer shapes to know. `at` is the character the node starts at.

What stands inside a repeat names the answer of *some* entry (`Name.depth`, `Index`) or of all of them (`Over`). Once it
is known how many entries there are, `flows.unrolling` writes such trees out into ones without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from flows.expressions.types import ANY_TEXT, Domain, ValueType

if TYPE_CHECKING:
    from flows.expressions import Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Const(Base):
    value: bool | int | float | str | date
    type: ValueType


@dataclass(frozen=True, slots=True)
class Name(Base):
    """A step's answer, or one of `it today lang channel`. `depth`: how many repeats stand around the step."""

    name: str
    type: ValueType
    domain: Domain = field(default=ANY_TEXT, compare=False, repr=False)
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Computed(Base):
    """A value worked out by an expression of its own, at most once for the same answers."""

    name: str
    type: ValueType
    expression: Expression = field(compare=False, repr=False)
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Index(Base):
    """The number of the present entry of the repeat at this depth, from 1."""

    depth: int
    type: ValueType = "number"


@dataclass(frozen=True, slots=True)
class ChoicePart(Base):
    """`choice.town` in a choice filter: what the choice being looked at says."""

    part: str
    type: ValueType


@dataclass(frozen=True, slots=True)
class Unknown(Base):
    """What nobody can know: the largest of no numbers."""

    type: ValueType


@dataclass(frozen=True, slots=True)
class Over(Base):
    """`any(children, age < 6)`: `body` for every entry of `repeat`, put together by `function`.

    `depth`: how many repeats stand around `repeat`. `extra`: the separator of join, the number of at.
    """

    function: str
    repeat: str
    depth: int
    body: Node | None
    type: ValueType
    extra: Node | None = None


@dataclass(frozen=True, slots=True)
class Attribute(Base):
    """`residence.kreis`, `arrived.precision`."""

    of: Node
    part: str
    type: ValueType
    domain: Domain = field(default=ANY_TEXT, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not(Base):
    operand: Node
    type: ValueType = "bool"


@dataclass(frozen=True, slots=True)
class And(Base):
    operands: tuple[Node, ...]
    type: ValueType = "bool"


@dataclass(frozen=True, slots=True)
class Or(Base):
    operands: tuple[Node, ...]
    type: ValueType = "bool"


@dataclass(frozen=True, slots=True)
class Compare(Base):
    """`op` is one of == != < <= > >=; both sides are of one type, or one is a quoted literal of the other's domain."""

    op: str
    left: Node
    right: Node
    type: ValueType = "bool"


@dataclass(frozen=True, slots=True)
class OneOf(Base):
    """`item in ('a', 'b')`."""

    item: Node
    values: tuple[str | int | float, ...]
    type: ValueType = "bool"


@dataclass(frozen=True, slots=True)
class Contains(Base):
    """`'a' in many_choices_step`."""

    item: Node
    many: Node
    type: ValueType = "bool"


@dataclass(frozen=True, slots=True)
class Arithmetic(Base):
    """Two numbers; `op` is one of + - * / // % **."""

    op: str
    left: Node
    right: Node
    type: ValueType = "number"


@dataclass(frozen=True, slots=True)
class Conditional(Base):
    """`yes if test else no`."""

    test: Node
    yes: Node
    no: Node
    type: ValueType


@dataclass(frozen=True, slots=True)
class Call(Base):
    function: str
    arguments: tuple[Node, ...]
    type: ValueType


Node = (
    Const | Name | Computed | Index | ChoicePart | Unknown | Attribute | Not | And | Or | Compare | OneOf | Contains
    | Arithmetic | Conditional | Call | Over
)  # fmt: skip


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Over():
            return tuple(part for part in (node.body, node.extra) if part is not None)
        case Attribute():
            return (node.of,)
        case Not():
            return (node.operand,)
        case And() | Or():
            return node.operands
        case Compare() | Arithmetic():
            return (node.left, node.right)
        case OneOf():
            return (node.item,)
        case Contains():
            return (node.item, node.many)
        case Conditional():
            return (node.test, node.yes, node.no)
        case Call():
            return node.arguments
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything under it, parents first."""
    yield node
    for child in children(node):
        yield from walk(child)


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The same node over changed children. `Over` is not rebuilt but written out (`flows.unrolling.binding`)."""
    match node:
        case Attribute():
            return replace(node, of=change(node.of))
        case Not():
            return replace(node, operand=change(node.operand))
        case And() | Or():
            return replace(node, operands=tuple(map(change, node.operands)))
        case Compare() | Arithmetic():
            return replace(node, left=change(node.left), right=change(node.right))
        case OneOf():
            return replace(node, item=change(node.item))
        case Contains():
            return replace(node, item=change(node.item), many=change(node.many))
        case Conditional():
            return replace(node, test=change(node.test), yes=change(node.yes), no=change(node.no))
        case Call():
            return replace(node, arguments=tuple(map(change, node.arguments)))
        case _:
            return node
