"""The typed tree of an expression: what is left when syntax is gone.

Evaluation, dependency order, explanations and proofs all read this one tree. `a not in b` is `Not(…)`, a chained
comparison or `between` is an `And`, `-x` is `0 - x`: fewer shapes to know. `at` is the character the node starts at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from flows.expressions.types import ANY_TEXT, Domain, ValueType


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Const(Base):
    value: bool | int | float | str | date
    type: ValueType


@dataclass(frozen=True, slots=True)
class Name(Base):
    """A step's answer, or one of `it today lang channel`."""

    name: str
    type: ValueType
    domain: Domain = field(default=ANY_TEXT, compare=False, repr=False)


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
    """`op` is one of + - *."""

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


Node = Const | Name | Attribute | Not | And | Or | Compare | OneOf | Contains | Arithmetic | Conditional | Call


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Const() | Name():
            return ()
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


def walk(node: Node) -> Iterator[Node]:
    """The node and everything under it, parents first."""
    yield node
    for child in children(node):
        yield from walk(child)
