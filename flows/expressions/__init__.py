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
    "expression_of",
    "kept_expression",
    "tree",
]


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked condition. Call it with an Env: True, False, or None when it cannot be known yet.

    `names`: ids it reads, also through computed values (without `it`, `today`, `lang`, `channel`): steps, computed
    values, repeats. `purposes`: consents it reads. `tree`: the typed tree, for explanations, order and proofs.
    `unrolls`: it stands inside a repeat or looks over one, so it must be written out before it can run.
    """

    source: str
    names: frozenset[str]
    purposes: frozenset[str]
    type: ValueType
    tree: tree.Node = field(repr=False, compare=False)
    run: Run = field(repr=False, compare=False)
    unrolls: bool = False
    raw: Run = field(repr=False, compare=False, default=lambda env: None)  # as `run`, dates as spans

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
    return expression_of(text.text, node)


def expression_of(source: str, node: tree.Node) -> Expression:
    """A checked tree made ready to run."""
    parts = tuple(tree.walk(node))
    worked_out = [part for part in parts if isinstance(part, tree.Computed)]
    names = frozenset(part.name for part in parts if isinstance(part, tree.Name)) - set(BUILTINS) - {"it"}
    names |= {part.repeat for part in parts if isinstance(part, tree.Over)}
    asked = [part.arguments[0] for part in parts if isinstance(part, tree.Call) and part.function == "consented"]
    purposes = frozenset(str(purpose.value) for purpose in asked if isinstance(purpose, tree.Const))
    for part in worked_out:
        names |= {part.name, *part.expression.names}
        purposes |= part.expression.purposes
    return kept_expression(source, names, purposes, node, any(map(_unrolls, parts)))


def kept_expression(
    source: str, names: frozenset[str], purposes: frozenset[str], node: tree.Node, unrolls: bool
) -> Expression:
    """An expression from what is known of one that was checked. Compiled when it is first asked."""

    def compile_now() -> None:
        raw = compiled(node)
        object.__setattr__(made, "raw", raw)  # nobody can tell the difference
        object.__setattr__(made, "run", _day(raw) if node.type == "date" else raw)

    def first(env: Env) -> Any:
        compile_now()
        return made.run(env)

    def first_raw(env: Env) -> Any:
        compile_now()
        return made.raw(env)

    made = Expression(source, names, purposes, node.type, node, first, unrolls, first_raw)
    return made


def _unrolls(part: tree.Node) -> bool:
    if isinstance(part, tree.Computed):
        return part.expression.unrolls
    return isinstance(part, tree.Over | tree.Index | tree.ChoicePart) or (
        isinstance(part, tree.Name) and part.depth > 0
    )


def _day(run: Run) -> Run:
    """Dates leave as the stored day, not as a span."""

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
