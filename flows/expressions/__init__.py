"""The one small typed language of relevance, constraints, choice filters and, later, rule cells.

Python expression syntax, read by `ast` and never run by `eval`; checked against the flow's types; three-valued;
compiled to closures. `docs/expressions.md` is the page for authors.

    age = compile_expression("age(birth) >= 16", Scope({"birth": "date"}))
    age(Env(values, today))  # True, False, or None for unknown
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flows.expressions import tree
from flows.expressions.calls import Run
from flows.expressions.check import Checker
from flows.expressions.evaluate import compiled
from flows.expressions.functions import FUNCTIONS
from flows.expressions.source import MAX_DEPTH, MAX_LENGTH, MAX_NODES, Source, parse
from flows.expressions.types import BUILTINS, RESERVED, VALUE_TYPES, Env, Scope, ValueType, a
from flows.problems import ExpressionError, Position

__all__ = [
    "BUILTINS",
    "FUNCTIONS",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_NODES",
    "RESERVED",
    "VALUE_TYPES",
    "Env",
    "Expression",
    "ExpressionError",
    "Position",
    "Scope",
    "ValueType",
    "compile_expression",
    "tree",
]


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked condition. Call it with an Env: True, False, or None when it cannot be known yet.

    `names`: step ids it reads (without `it`, `today`, `lang`, `channel`). `purposes`: consents it reads.
    `tree`: the typed tree, for explanations, order and proofs.
    """

    source: str
    names: frozenset[str]
    purposes: frozenset[str]
    type: ValueType
    tree: tree.Node = field(repr=False, compare=False)
    run: Run = field(repr=False, compare=False)

    def __call__(self, env: Env) -> Any:
        return self.run(env)


def compile_expression(
    source: str, scope: Scope, where: Position | None = None, expect: ValueType | None = "bool"
) -> Expression:
    """Checks and compiles. `where` is the place of the first character. `expect` None takes any type.

    Raises ExpressionError (a FlowError) with every problem found in this expression.
    """
    where = where or Position("expression")
    text = Source(source.strip(), _first(source, where), where.column)
    checker = Checker(text, scope)
    node = checker.node(parse(text))
    if node and expect and node.type != expect:
        checker.wrong(0, "type", f"{a(expect)} was expected, this is {a(node.type)}")
    if node is None or checker.problems:
        raise ExpressionError(checker.problems)
    return _expression(text.text, node)


def expression_of(
    source: str, names: frozenset[str], purposes: frozenset[str], type: ValueType, tree: tree.Node
) -> Expression:
    """An expression from what was kept of one that was checked. Compiled when it is first asked."""

    def first(env: Env) -> Any:
        object.__setattr__(made, "run", _result(tree))  # nobody can tell the difference
        return made.run(env)

    made = Expression(source, names, purposes, type, tree, first)
    return made


def _expression(source: str, node: tree.Node) -> Expression:
    parts = tuple(tree.walk(node))
    names = frozenset(part.name for part in parts if isinstance(part, tree.Name)) - set(BUILTINS) - {"it"}
    asked = [part.arguments[0] for part in parts if isinstance(part, tree.Call) and part.function == "consented"]
    purposes = frozenset(str(purpose.value) for purpose in asked if isinstance(purpose, tree.Const))
    return Expression(source, names, purposes, node.type, node, _result(node))


def _result(node: tree.Node) -> Run:
    """Dates leave as the stored day, not as a span."""
    run = compiled(node)
    if node.type != "date":
        return run

    def day(env: Env) -> Any:
        span = run(env)
        return None if span is None else span[2]

    return day


def _first(source: str, where: Position) -> Position:
    """Where the first character that is not blank stands."""
    blank = source[: len(source) - len(source.lstrip())]
    if "\n" in blank:
        column = where.column + len(blank) - blank.rfind("\n") - 1
        return Position(where.file, where.line + blank.count("\n"), column)
    return where.right(len(blank))
