"""From records to a checked rule set: every cell compiled against the flow's own types, every slip told with its place.

Proofs are `flows.rules.proving`: they need z3, which nobody else should wait for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import get_args

from flows.expressions import (
    Expression,
    ExpressionError,
    Scope,
    ValueType,
    compile_expression,
    expression_of,
    tree,
)
from flows.expressions.unparse import unparse
from flows.kinds import KINDS
from flows.model import Flow
from flows.problems import FlowError, FlowProblem, Position, listed, suggestion
from flows.rules.model import OUTCOMES, VALUES, Cell, Fact, Kind, Row, RuleSet, Table
from flows.rules.reading import Given, RawTable, RawTerms, Record, read_table, read_terms

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_COMMON = ("id", "valid_from", "valid_to", "source", "checked_on", "reviewed", "note")
_FILLED = ("id", "valid_from", "source", "checked_on", "reviewed")
_TRUTH = {"true": True, "false": False, "yes": True, "no": False}


def load_rules(flow: Flow, tables: Mapping[str, str], terms: str, terms_name: str = "terms.yaml") -> RuleSet:
    """`tables`: file name -> YAML. Raises FlowError with every problem of every file."""
    problems: list[FlowProblem] = []
    raw_terms = read_terms(terms, terms_name, problems)
    read = (read_table(text, name, problems) for name, text in sorted(tables.items()))
    return build_rules(flow, [table for table in read if table], raw_terms, problems)


def build_rules(flow: Flow, tables: Iterable[RawTable], terms: RawTerms, problems: list[FlowProblem]) -> RuleSet:
    """A rule set from what was read. Raises FlowError with all of `problems` and those found here."""
    builder = _Builder(flow, terms, problems)
    built = tuple(table for raw in tables if (table := builder.table(raw)))
    builder.twice(built)
    if problems:
        raise FlowError(sorted(set(problems)))
    return RuleSet(flow, built, builder.terms, builder.facts, builder.switches, tuple(builder.cells.all),
                   tuple(builder.parts.all))  # fmt: skip


class _Numbered:
    """Equal expressions share one number."""

    def __init__(self) -> None:
        self.all: list[Expression] = []
        self._numbers: dict[str, int] = {}

    def number(self, found: Expression) -> int:
        if found.source not in self._numbers:
            self._numbers[found.source] = len(self.all)
            self.all.append(found)
        return self._numbers[found.source]


def _parts(found: Expression) -> tuple[Expression, ...]:
    """`a and b` as two."""
    if not isinstance(found.tree, tree.And):
        return (found,)
    return tuple(expression_of(unparse(part), part) for part in found.tree.operands)


class _Builder:
    def __init__(self, flow: Flow, raw: RawTerms, problems: list[FlowProblem]) -> None:
        self.problems = problems
        self.facts = {name: _fact(name, given) for name, given in raw.facts.items()}
        self.switches = {name: frozenset(given.text.split()) for name, given in raw.switches.items()}
        self.terms: dict[str, Expression] = {}
        self.cells, self.parts = _Numbered(), _Numbered()
        self.scope = _scope(flow, self.facts, self.switches, self.terms)
        for name, given in raw.terms.items():
            self.term(name, given)

    def wrong(self, where: Position, code: str, message: str) -> None:
        self.problems.append(FlowProblem.at(where, f"rules.{code}", message))

    def term(self, name: str, given: Given) -> None:
        if not _NAME.fullmatch(name) or self.scope.type(name):
            self.wrong(given.where, "name", f"'{name}' is no free name for a term")
        elif found := self.compiled(given, None):
            self.terms[name] = found
            self.scope.types[name] = found.type  # type: ignore[index]  # ours, and still being filled

    def compiled(self, given: Given, expect: ValueType | None = "bool") -> Expression | None:
        try:
            return compile_expression(given.text, self.scope, given.where, expect)
        except ExpressionError as slips:
            self.problems += slips.problems
            return None

    # --- tables -------------------------------------------------------------------------------------------------------

    def table(self, raw: RawTable) -> Table | None:
        kind, name = raw.head["kind"], raw.head["table"]
        if kind.text not in OUTCOMES:
            self.wrong(kind.where, "value", f"'kind': expected one of {listed(get_args(Kind))}")
            return None
        if not _ID.fullmatch(name.text):
            self.wrong(name.where, "value", "'table': a name of small letters, digits and - was expected")
        taken = {*_COMMON, *OUTCOMES[kind.text]}
        for column, heading in raw.columns.items():
            if column in taken or not _NAME.fullmatch(column):
                self.wrong(heading.where, "name", f"'{column}' cannot be a condition column")
        rows = (self.row(raw, record, at) for record, at in zip(raw.rows, raw.rows_at, strict=True))
        return Table(
            name=name.text,
            kind=kind.text,  # type: ignore[arg-type]  # looked up above
            title=raw.head["title"].text,
            columns={column: heading.text for column, heading in raw.columns.items()},
            rows=tuple(row for row in rows if row),
            jurisdiction=raw.head["jurisdiction"].text if "jurisdiction" in raw.head else None,
            ags=self.ags(raw.head),
            complete_from=self.day(raw.head, "complete_from"),
            exclusive=tuple(raw.head["exclusive"].text.split()) if "exclusive" in raw.head else (),
            where=raw.where,
        )

    def ags(self, head: Record) -> str | None:
        given = head.get("ags")
        if given is None or not given.text:
            return None
        if not re.fullmatch(r"[0-9]{8}", given.text) or "jurisdiction" not in head:
            self.wrong(given.where, "value", "'ags': eight digits were expected, beside a 'jurisdiction'")
        return given.text

    def row(self, raw: RawTable, record: Record, at: Position) -> Row | None:
        kind = raw.head["kind"].text
        before = len(self.problems)
        self.unknown_columns(raw, record)
        needed = (*_FILLED, *(name for name, must in OUTCOMES[kind].items() if must))
        for name in needed:
            if name not in record or not record[name].text:
                self.wrong(at, "missing", f"a row needs '{name}'")
        outcome = {name: record[name].text for name in OUTCOMES[kind] if name in record and record[name].text}
        for name, value in outcome.items():
            self.outcome(name, value, record[name].where)
        cells = [
            self.cell(column, found)
            for column in raw.columns
            if column in record and record[column].text and (found := self.compiled(record[column]))
        ]
        first, last = self.day(record, "valid_from"), self.day(record, "valid_to")
        checked, reviewed = self.day(record, "checked_on"), self.truth(record, "reviewed")
        if first and last and last < first:
            self.wrong(record["valid_to"].where, "dates", f"valid from {first} until {last}: it would never be valid")
        if len(self.problems) > before or first is None or checked is None:
            return None
        note = record["note"].text if "note" in record else ""
        return Row(record["id"].text, raw.head["table"].text, tuple(cells), outcome, first, last,
                   record["source"].text, checked, reviewed, note, at)  # fmt: skip

    def unknown_columns(self, raw: RawTable, record: Record) -> None:
        known = (*_COMMON, *raw.columns, *OUTCOMES[raw.head["kind"].text])
        for name, given in record.items():
            if name not in known:
                hint = suggestion(name, known) or f"; known: {listed(known, 20)}"
                self.wrong(given.where, "unknown_column", f"this table has no column '{name[:60]}'{hint}")

    def outcome(self, name: str, value: str, where: Position) -> None:
        known = VALUES.get(name)
        if known and value not in known and not (name == "to" and re.fullmatch(r"offer:[a-z0-9-]{1,60}", value)):
            self.wrong(where, "value", f"'{name}': expected one of {listed(known, 20)}{suggestion(value, known)}")
        elif not known and not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,59}", value):
            self.wrong(where, "value", f"'{name}': a short name of small letters and digits was expected")

    def cell(self, column: str, found: Expression) -> Cell:
        return Cell(column, found, self.cells.number(found), tuple(map(self.parts.number, _parts(found))))

    def day(self, record: Record, name: str) -> date | None:
        given = record.get(name)
        if given is None or not given.text:
            return None
        try:
            return date.fromisoformat(given.text)
        except ValueError:
            self.wrong(given.where, "value", f"'{name}': a day such as 2023-01-01 was expected")
            return None

    def truth(self, record: Record, name: str) -> bool:
        given = record.get(name)
        found = _TRUTH.get(given.text.lower()) if given else None
        if given and given.text and found is None:
            self.wrong(given.where, "value", f"'{name}': true or false was expected")
        return bool(found)

    def twice(self, tables: tuple[Table, ...]) -> None:
        """Ids are for ever: results and vignettes name them."""
        seen: dict[str, Position] = {}
        for row in (row for table in tables for row in table.rows):
            if row.id in seen:
                self.wrong(row.where, "twice", f"the row '{row.id}' stands in {seen[row.id].file} already")
            elif not _ID.fullmatch(row.id):
                self.wrong(row.where, "value", f"'{row.id[:60]}' is no id: small letters, digits and -")
            seen[row.id] = row.where


def _fact(name: str, given: Record) -> Fact:
    return Fact(name, tuple(given["values"].text.split()) if "values" in given else ())


def _scope(flow: Flow, facts: Mapping[str, Fact], switches: Iterable[str], terms: Mapping[str, Expression]) -> Scope:
    steps = [step for step in flow.steps.values() if not step.repeats]
    types: dict[str, ValueType] = {step.id: KINDS[step.kind].value_type for step in steps}  # type: ignore[misc]
    types.update(dict.fromkeys(facts, "choice"))
    types.update(dict.fromkeys(switches, "bool"))
    choices = {step.id: frozenset(choice.value for choice in step.choices) for step in steps if step.choices}
    choices |= {name: frozenset(fact.values) for name, fact in facts.items()}
    purposes = frozenset(step.options["purpose"] for step in steps if step.kind == "consent")
    return Scope(types, choices, purposes, computed=terms)
