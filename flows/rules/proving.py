"""Proofs about decision tables, for every answer there can be and every span of days.

Of a table: no gap where it promises to be complete, no two confirmed rows that contradict each other, no row that can
never hold. Where z3 does not know in time, or an expression has no formula, that is told as a problem, never passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

import z3

from flows.expressions import Expression
from flows.model import Step
from flows.problems import FlowProblem
from flows.proofs.answers import Answer, answer_to
from flows.proofs.calendar import between, some_day
from flows.proofs.solver import NO, YES, Prover
from flows.proofs.translate import truth
from flows.proofs.values import Day, Names, Term, Truth, Value, Word, decided
from flows.proofs.world import World
from flows.rules.model import FIELDS, Row, RuleSet, Table
from flows.rules.planning import breaks

YEARS = 5  # how far an open end is looked ahead
LIMIT = 5_000  # milliseconds for one question
_SURE = z3.BoolVal(True)


def prove(rules: RuleSet, tables: Iterable[Table] | None = None) -> list[FlowProblem]:
    """Every problem of these tables (default: all), in the order of the files. Empty: proved."""
    problems: list[FlowProblem] = []
    for table in rules.tables if tables is None else tables:
        problems += _Proof(rules, table).problems()
    return sorted(problems)


class _Proof:
    """One table. All its questions are about the same answers, under the same names."""

    def __init__(self, rules: RuleSet, table: Table) -> None:
        self.table = table
        self.ground = _Ground(rules, table)
        self.holds = {row.id: self.ground.all(cell.expression for cell in row.cells) for row in table.rows}

    def problems(self) -> Iterator[FlowProblem]:
        yield from self.gaps()
        yield from self.contradictions()
        yield from self.dead()

    def dead(self) -> Iterator[FlowProblem]:
        for row in self.table.rows:
            if self.ground.possible(_span(row), self.holds[row.id]) == NO:
                yield FlowProblem.at(row.where, "rules.dead", f"'{row.id}' can never hold, whatever anybody answers")

    def gaps(self) -> Iterator[FlowProblem]:
        if self.table.complete_from is None:
            return
        for first, last in _spans(self.table, self.table.complete_from):
            rows = [row for row in self.table.rows if row.valid(first)]
            for name, group in self.promised(rows):
                none = z3.Not(z3.Or(*(self.holds[row.id] for row in group)))
                found = self.ground.example((first, last), self.ground.everything, none)
                if found is not None:
                    yield FlowProblem.at(
                        self.table.where, "rules.gap", f"from {first} on no row{name} holds for {found}"
                    )

    def promised(self, rows: list[Row]) -> Iterator[tuple[str, list[Row]]]:
        if self.table.kind != "needs":
            yield "", rows
            return
        for field in FIELDS:
            if any(row.outcome["field"] == field for row in self.table.rows):
                yield f" for '{field}'", [row for row in rows if row.outcome["field"] == field]

    def contradictions(self) -> Iterator[FlowProblem]:
        confirmed = [row for row in self.table.rows if row.reviewed]
        for one, other in combinations(confirmed, 2):
            days = _overlap(_span(one), _span(other))
            if days is None or not _contradict(self.table, one, other):
                continue
            found = self.ground.example(days, self.holds[one.id], self.holds[other.id])
            if found is not None:
                message = f"'{one.id}' and '{other.id}' both hold and say different things for {found}"
                yield FlowProblem.at(other.where, "rules.contradiction", message)


def _contradict(table: Table, one: Row, other: Row) -> bool:
    """Whether two rows may not both hold."""
    left, right = one.outcome, other.outcome
    if table.kind == "target":
        return (left["outcome"], left.get("to")) != (right["outcome"], right.get("to"))
    if table.kind == "referrals":
        return left["to"] != right["to"] and {left["to"], right["to"]} <= set(table.exclusive)
    if table.kind == "needs":
        return left["field"] == right["field"] and (left["score"] == "0") != (right["score"] == "0")
    return False


Days = tuple[date, date]


def _span(row: Row) -> Days:
    return row.valid_from, row.valid_to or _ahead(row.valid_from)


def _ahead(first: date) -> date:
    return date(first.year + YEARS, 12, 31)


def _overlap(one: Days, other: Days) -> Days | None:
    first, last = max(one[0], other[0]), min(one[1], other[1])
    if last < first:
        return None
    return first, last


def _spans(table: Table, start: date) -> Iterator[Days]:
    """The spans of days in which the same rows are valid, from `start` on."""
    firsts = sorted({start, *(day for day in breaks([table]) if day > start)})
    for first, after in zip(firsts, [*firsts[1:], None], strict=True):
        yield first, _ahead(first) if after is None else after - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Asked:
    step: Step
    answer: Answer


class _Ground:
    """The answers a table reads, and what holds of any answers a conversation can have."""

    def __init__(self, rules: RuleSet, table: Table) -> None:
        self.rules = rules
        self.names = Names()
        self.prover = Prover(LIMIT)
        self.gaps: set[str] = set()
        self.today, real = some_day(_SURE, self.names, precise=True)
        self.prover.know(None, real)
        self.asked: dict[str, _Asked] = {}
        self.facts: dict[str, Word] = {}
        self.world = self._world(table)
        self.everything = z3.And(*self._settled())
        self._spans: dict[Days, Term] = {}

    def all(self, cells: Iterable[Expression]) -> Term:
        return z3.And(*(truth(cell.tree, self.world).yes for cell in cells))

    def possible(self, days: Days, *wanted: Term) -> str:
        return self.prover.possible((), self._within(days), *wanted)

    def example(self, days: Days, *wanted: Term) -> str | None:
        """Answers with which it holds, in words; also when nobody could find out. None: it is impossible."""
        verdict = self.possible(days, *wanted)
        if verdict == NO:
            return None
        if verdict != YES:
            return "answers that could not be ruled out in time"
        model = self.prover.example((), self._within(days), *wanted)
        told = _told(model, self) if model is not None else ""
        opaque = f" (no formula for {', '.join(sorted(self.gaps))})" if self.gaps else ""
        return f"{told}{opaque}"

    def _within(self, days: Days) -> Term:
        if days not in self._spans:
            self._spans[days] = between(self.today, *days)
        return self._spans[days]

    # --- building -----------------------------------------------------------------------------------------------------

    def _world(self, table: Table) -> World:
        flow, wanted = self.rules.flow, _read_by(table, self.rules)
        values: dict[str, Value] = {}
        answered: dict[str, Term] = {}
        anything = Word(_SURE, self.names.whole("word"))
        consents = {step.options["purpose"]: _SURE for step in flow.steps.values() if step.kind == "consent"}
        world = World(self.names, values, answered, consents, self.today, anything, anything, self.gaps)
        for name in self.rules.switches:
            values[name], answered[name] = decided(_SURE, self.names.bit(name)), _SURE
        for name, fact in self.rules.facts.items():
            known, word = self.names.bit(f"{name}.answered"), self.names.whole(name)
            self.prover.know(None, z3.Or(*(word == self.names.word(value) for value in fact.values)))
            values[name], answered[name] = Word(known, word), known
            self.facts[name] = Word(known, word)
        for step in flow.steps.values():
            if step.id in wanted:
                answer = answer_to(step, self.names)
                values[step.id], answered[step.id] = answer.value, answer.answered
                self.asked[step.id] = _Asked(step, answer)
                self.prover.know(None, z3.Implies(answer.answered, answer.fits))
        return world

    def _settled(self) -> Iterator[Term]:
        """Everybody answered to the day what was asked. Answers to what was never asked there are none, ever."""
        for asked in self.asked.values():
            relevant = (
                truth(asked.step.relevant.tree, self.world) if asked.step.relevant else Truth(_SURE, z3.Not(_SURE))
            )
            self.prover.know(None, z3.Implies(asked.answer.answered, relevant.yes))
            yield asked.answer.answered == relevant.yes
            if isinstance(asked.answer.value, Day):
                yield asked.answer.value.precision == 0


def _read_by(table: Table, rules: RuleSet) -> frozenset[str]:
    """Steps whose answers a table reads, and those that decide whether these are asked."""
    found = {name for row in table.rows for cell in row.cells for name in cell.expression.names}
    todo = [name for name in found if name in rules.flow.steps]
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            relevant = rules.flow.steps[name].relevant
            todo += [read for read in (relevant.names if relevant else ()) if read in rules.flow.steps]
    return frozenset(seen)


def _told(model: z3.ModelRef, ground: _Ground) -> str:
    """The answers of an example, one after the other: for whoever has to mend the table."""
    parts = [f"today {_day(model, ground.today)}"]
    for name, asked in ground.asked.items():
        if z3.is_true(model.eval(asked.answer.answered, model_completion=True)):
            parts.append(f"{name} {_value(model, asked.answer, ground.names)}")
    for name, fact in ground.facts.items():
        if z3.is_true(model.eval(fact.known, model_completion=True)):
            parts.append(f"{name} {ground.names.text(_number(model, fact.value))}")
    return "; ".join(parts)


def _value(model: z3.ModelRef, answer: Answer, names: Names) -> str:
    if isinstance(answer.value, Day):
        return _day(model, answer.value)
    chosen = [value for value, bit in answer.chosen.items() if z3.is_true(model.eval(bit, model_completion=True))]
    if answer.chosen:
        return " + ".join(chosen)
    return ", ".join(str(model.eval(variable, model_completion=True)) for variable in answer.variables)


def _day(model: z3.ModelRef, day: Day) -> str:
    year, month, number = (_number(model, part) for part in (day.year, day.month, day.day))
    return f"{year:04}-{month:02}-{number:02}"


def _number(model: z3.ModelRef, term: Term) -> int:
    return int(model.eval(term, model_completion=True).as_long())
