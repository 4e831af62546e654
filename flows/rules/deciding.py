"""What the rules say of one person on one day: rows that hold, rows that could, and what is missing to know.

A pure function of rule set, answers and day. Each cell is worked out at most once a case, however many rows share it.
Nothing here rejects anybody: where no row holds, or rows disagree, a human decides.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from flows.expressions import Env
from flows.expressions.dates import spans_in
from flows.rules.alone import UNSEEN, Alone, alone_in
from flows.rules.found import Marked, Referral, Screening, Target
from flows.rules.model import HUMAN, URGENCIES, Row, RuleSet
from flows.rules.planning import Plan, breaks, planned
from flows.rules.sifting import Case


@dataclass(slots=True)
class Screener:
    """A rule set made ready for many cases. Not for several threads at once while it fills its plans."""

    rules: RuleSet
    _asked: frozenset[str] = frozenset()
    _bounds: list[date] = field(default_factory=list)
    _own: frozenset[str] = frozenset()  # municipalities with tables of their own
    _alone: dict[str, Alone] = field(default_factory=dict)
    _looked_up: frozenset[int] = frozenset()  # the conditions in `_alone`
    _unsaid: list[Any] = field(default_factory=list)  # cells of who said nothing; the last: of rows that have none
    _plans: dict[tuple[str, str | None, int], Plan] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._asked = frozenset(self.rules.flow.steps) | frozenset(self.rules.facts)
        self._bounds = breaks(self.rules.tables)
        self._alone = alone_in(self.rules)
        self._looked_up = frozenset(number for alone in self._alone.values() for number in alone.numbers)
        self._unsaid = [*[UNSEEN] * len(self.rules.parts), True]
        for alone in self._alone.values():
            for number, truth in alone.of(None, date.min):
                self._unsaid[number] = truth
        self._own = frozenset(table.ags for table in self.rules.tables if table.ags)

    def screen(
        self,
        jurisdiction: str,
        on: date,
        answers: Mapping[str, Any],
        consents: Mapping[str, bool] | None = None,
        switched: Collection[str] = (),
    ) -> Screening:
        """`answers`: as the flow stores them, and facts by their ids. `switched`: switches to take as on, whatever the
        jurisdiction says. Never raises on answers of any shape."""
        switches = {name: jurisdiction in where or name in switched for name, where in self.rules.switches.items()}
        env = Env(spans_in(answers) | switches, on, consents=consents or {})
        known, alone = self._unsaid.copy(), self._alone
        for name, value in env.values.items():
            if name in alone:
                for number, truth in alone[name].of(value, on):
                    known[number] = truth
        case = Case(env, self.rules.parts, self._asked, known)
        plan = self._plan(jurisdiction, _home(answers) if self._own else None, on)
        found = {kind: case.sifted(bundles) for kind, bundles in plan.rows.items()}
        held = {kind: rows for kind, (rows, _) in found.items()}
        needs = [of.need(case) for of in plan.fields]
        flags = _marked(held["flags"], "flag")
        return Screening(
            env=env,
            target=_target(case, *found["target"], any(flag.human for flag in flags)),
            referrals=_referrals(held["referrals"]),
            needs=tuple([need for need, _ in needs]),
            flags=flags,
            strengths=_marked(held["strengths"], "strength"),
            holding=tuple(chain(*held.values(), *(rows for _, rows in needs))),
        )

    # --- which rows -----------------------------------------------------------------------------------------------

    def _plan(self, jurisdiction: str, ags: str | None, on: date) -> Plan:
        key = (jurisdiction, ags if ags in self._own else None, bisect_right(self._bounds, on))
        if key not in self._plans:
            self._plans[key] = planned(self.rules, self._looked_up, jurisdiction, key[1], on)
        return self._plans[key]


def _home(answers: Mapping[str, Any]) -> str | None:
    """Where somebody lives, if they said so."""
    place = answers.get("residence")
    ags = place.get("ags") if isinstance(place, Mapping) else None
    return ags if isinstance(ags, str) else None


# --- what they say ----------------------------------------------------------------------------------------------------


def _target(case: Case, holding: list[Row], open_: list[Row], contradictory: bool) -> Target:
    rows = sorted(holding, key=lambda row: row.where.line)
    confirmed = tuple(row for row in rows if row.reviewed)
    if not confirmed:
        return Target(
            HUMAN,
            tuple(rows),
            missing=_missing(case, sorted(open_, key=lambda row: row.where.line)) if not rows else (),
            reviewed=not rows,
        )
    first = confirmed[0].outcome
    said = {(row.outcome["outcome"], row.outcome.get("to")) for row in confirmed}
    if len(said) > 1:
        return Target(HUMAN, confirmed, disagree=True)
    if contradictory:
        return Target(HUMAN, confirmed)
    return Target(first["outcome"], confirmed, first.get("group"), first.get("to"))


def _missing(case: Case, rows: Iterable[Row]) -> tuple[str, ...]:
    """Answers that are not there, or not known to the day, and keep these rows open."""
    cells = (cell.expression for row in rows for cell in row.cells)
    names = (name for cell in cells if cell.run(case.env) is None for name in sorted(cell.names & case.asked))
    return tuple(dict.fromkeys(name for name in names if _is_open(case.env.values.get(name))))


def _is_open(value: Any) -> bool:
    if value is None:
        return True
    return value.__class__ is tuple and value[0] != value[1]  # a day known by its month or year


def _referrals(rows: list[Row]) -> tuple[Referral, ...]:
    """One for each destination, the most urgent first. What only unconfirmed rows say also goes to a human."""
    by_place: dict[str, list[Row]] = {}
    for row in rows:
        by_place.setdefault(row.outcome["to"], []).append(row)
    for found in list(by_place.values()):
        if not any(row.reviewed for row in found):
            human = by_place.setdefault(HUMAN, [])
            human.extend(row for row in found if row not in human)
    referrals = [_referral(to, found) for to, found in by_place.items()]
    return tuple(sorted(referrals, key=lambda referral: URGENCIES.index(referral.urgency)))


def _referral(to: str, rows: list[Row]) -> Referral:
    urgency = min((row.outcome["urgency"] for row in rows), key=URGENCIES.index)
    return Referral(to, urgency, tuple(rows), any(row.reviewed for row in rows))


def _marked(rows: list[Row], column: str) -> tuple[Marked, ...]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.outcome[column], []).append(row)
    return tuple(
        Marked(name, tuple(rows), any(row.outcome.get("effect") == HUMAN for row in rows))
        for name, rows in found.items()
    )
