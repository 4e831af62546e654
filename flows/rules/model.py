"""What a rule set is made of once it has been read and checked.

Frozen, and without a clock: the same tables answer for any day, so that a case of 2021 can be looked at again as the
rules were then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from flows.expressions import Expression
from flows.model import Flow
from flows.problems import Position

Kind = Literal["target", "referrals", "needs", "flags", "strengths"]
KINDS: tuple[Kind, ...] = get_args(Kind)

#: Outcome columns of each kind of table, and which of them every row must fill.
OUTCOMES: Mapping[str, Mapping[str, bool]] = {
    "target": {"outcome": True, "group": False, "to": False},
    "referrals": {"to": True, "urgency": True},
    "needs": {"field": True, "score": True},
    "flags": {"flag": True, "effect": False},
    "strengths": {"strength": True},
}

IN_GROUP, REFER, REFERRER, HUMAN = "in_group", "refer_to", "referrer_needed", "human"
#: Never "rejected".
TARGET_OUTCOMES = (IN_GROUP, REFER, REFERRER, HUMAN)

DESTINATIONS = (
    "sgb2", "sgb3", "sgb8", "sgb12", "asylblg", "abh-25a", "abh-25b", "integrationskurs", "jmd", "mbe",
    "teilhabemanagement", "jugendamt", "einbuergerung", "erstanlaufstelle", "human",
)  # fmt: skip
#: The most urgent first.
URGENCIES = ("today", "week", "later")
#: The ten fields of action of the needs screening, as the flow calls them.
FIELDS = ("law", "language", "work", "training", "childcare", "housing", "health", "money", "family", "social")
SCORES = ("0", "1", "2", "3", "4")

#: What a cell of an outcome column can be; a column that is missing here takes any short name.
VALUES: Mapping[str, tuple[str, ...]] = {
    "outcome": TARGET_OUTCOMES,
    "to": DESTINATIONS,
    "urgency": URGENCIES,
    "field": FIELDS,
    "score": SCORES,
    "effect": (HUMAN,),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One condition. `number`: equal expressions of a rule set share one. `parts`: numbers of what must be true in it,
    each worked out once a case however many cells share it."""

    column: str
    expression: Expression
    number: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """`outcome`: outcome column -> value. `valid_to` None: until further notice. `reviewed` False: nobody confirmed it,
    so it is shown but never decides alone."""

    id: str
    table: str
    cells: tuple[Cell, ...]
    outcome: Mapping[str, str] = field(hash=False)
    valid_from: date
    valid_to: date | None
    source: str
    checked_on: date
    reviewed: bool
    note: str = ""
    where: Position = field(default_factory=Position, compare=False)

    def valid(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Table:
    """`jurisdiction` None: for all of them. `ags`: a municipality's own table, in place of those of its Kreis for who
    lives there. `complete_from`: from that day on some row answers whoever answered every
    question the table reads; proved when it is loaded. `exclusive`: destinations that are never named together."""

    name: str
    kind: Kind
    title: str
    columns: Mapping[str, str]  # condition column -> German heading
    rows: tuple[Row, ...]
    jurisdiction: str | None = None
    ags: str | None = None
    complete_from: date | None = None
    exclusive: tuple[str, ...] = ()
    where: Position = field(default_factory=Position, compare=False)


@dataclass(frozen=True, slots=True)
class Fact:
    """What the desk or a Meldebogen enters beside the answers: a choice the person cannot make herself."""

    id: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """`terms`: named conditions that cells may use. `switches`: name -> jurisdictions in which it is on."""

    flow: Flow
    tables: tuple[Table, ...]
    terms: Mapping[str, Expression]
    facts: Mapping[str, Fact]
    switches: Mapping[str, frozenset[str]]
    cells: tuple[Expression, ...]  # by number
    parts: tuple[Expression, ...]  # by number

    def rows(self) -> Iterator[Row]:
        for table in self.tables:
            yield from table.rows

    @property
    def jurisdictions(self) -> tuple[str, ...]:
        return tuple(sorted({table.jurisdiction for table in self.tables if table.jurisdiction}))
