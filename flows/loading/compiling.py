"""Expressions of a flow compiled against its names and types, and who reads whom written down."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from flows.expressions import Expression, Scope, ValueType, compile_expression
from flows.loading.nodes import Scalar
from flows.loading.outlines import ItemOutline, Outline
from flows.loading.reading import Found, Report
from flows.problems import ExpressionError, FlowProblem, Position


@dataclass(slots=True)
class Compiler:
    """`scope` grows with each computed value. `order`: place of each id. `consents`: purpose -> steps that ask for it.
    `reads` fills: id of a step, repeat or computed value -> ids it reads.
    """

    outline: Outline
    report: Report
    scope: Scope = field(init=False)
    order: dict[str, int] = field(init=False)
    consents: dict[str, list[str]] = field(init=False)
    reads: dict[str, set[str]] = field(init=False)

    def __post_init__(self) -> None:
        items = tuple(self.outline.items())
        self.scope = self.outline.scope()
        self.order = {}
        for at, item in enumerate(items):
            self.order.setdefault(item.id, at)
        self.reads = {item.id: set() for item in items}
        self.consents = {}
        for step in self.outline.steps():
            if step.purpose:
                self.consents.setdefault(step.purpose, []).append(step.id)

    def learn(self, name: str, value: Expression) -> None:
        """A computed value: what comes after it may read it."""
        types = {**self.scope.types, name: value.type}
        self.scope = replace(self.scope, types=types, computed={**self.scope.computed, name: value})

    def expression(
        self,
        outline: ItemOutline,
        found: Found,
        key: str,
        scope: Scope | None = None,
        itself: bool = False,
        expect: ValueType | None = "bool",
    ) -> Expression | None:
        scalar = found.scalar(key) if key in found.table.entries else None
        if scalar is None or self.mentions_broken(scalar.text):
            return None
        scope = scope or replace(self.scope, here=outline.repeats)
        return self.compiled(
            outline, scalar.text, scalar.first, scope, scalar if not scalar.exact else None, itself, expect
        )

    def compiled(
        self,
        outline: ItemOutline,
        source: str,
        where: Position,
        scope: Scope,
        inexact: Scalar | None = None,
        itself: bool = False,
        expect: ValueType | None = "bool",
    ) -> Expression | None:
        try:
            compiled = compile_expression(source, scope, where, expect)
        except ExpressionError as error:
            self.report.problems += moved(error.problems, inexact.where) if inexact is not None else error.problems
            return None
        self.note(outline, compiled, where, itself)
        return compiled

    def mentions_broken(self, source: str) -> bool:
        """Whether it reads a step that could not be loaded: that step's problem is told already."""
        return not self.outline.broken.isdisjoint(re.findall(r"[a-z][a-z0-9_]*", source[:5000]))

    def note(self, outline: ItemOutline, compiled: Expression, where: Position, itself: bool) -> None:
        names = set(compiled.names) - ({outline.id} if itself else set())
        for purpose in compiled.purposes:
            names |= {step for step in self.consents.get(purpose, ()) if self.order[step] < self.order[outline.id]}
        self.reads[outline.id] |= names
        for name in sorted(names):
            self.earlier(outline, name, where)

    def earlier(self, outline: ItemOutline, name: str, where: Position) -> None:
        if name == outline.id:
            message = f"'{name}' cannot read its own answer here; in a constraint write 'it'"
            self.report.add(where, "flow.reads_itself", message)
        elif self.order.get(name, -1) > self.order[outline.id]:
            message = f"'{outline.id}' reads '{name}', which is asked later; an expression reads earlier steps only"
            self.report.add(where, "flow.forward_reference", message)


def moved(problems: tuple[FlowProblem, ...], where: Position) -> tuple[FlowProblem, ...]:
    """For texts whose columns cannot be counted (folded lines, escapes): the place where the text starts."""
    return tuple(FlowProblem.at(where, problem.code, problem.message) for problem in problems)
