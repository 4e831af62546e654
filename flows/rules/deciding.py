"""What the rules say of one person on one day: rows that hold, rows that could, and what is missing to know.

A pure function of rule set, answers and day. Each cell is worked out at most once a case, however many rows share it.
Nothing here rejects anybody: where no row holds, or rows disagree, a human decides.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flows.expressions import BUILTINS, Env, Expression, tree
from flows.expressions.dates import spans_in
from flows.rules.model import FIELDS, HUMAN, KINDS, URGENCIES, Kind, Row, RuleSet, Table

_UNSEEN: Any = object()
_ALWAYS = -1
_MOST = 5_000  # different values of one answer that are remembered


@dataclass(frozen=True, slots=True)
class Target:
    """`rows` made the outcome; none where a human decides because `missing` answers would have to be known, or there
    is no rule for the day. `disagree`: confirmed rows that say different things."""

    outcome: str
    rows: tuple[Row, ...] = ()
    group: str | None = None
    to: str | None = None
    missing: tuple[str, ...] = ()
    disagree: bool = False
    reviewed: bool = True


@dataclass(frozen=True, slots=True)
class Referral:
    to: str
    urgency: str
    rows: tuple[Row, ...]
    reviewed: bool


@dataclass(frozen=True, slots=True)
class Need:
    """`score` None: it was not asked or not said."""

    field: str
    score: int | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A flag or a strength."""

    name: str
    rows: tuple[Row, ...]
    human: bool = False


@dataclass(frozen=True, slots=True)
class Screening:
    """`holding`: every row that holds, also those that changed nothing in the end."""

    env: Env
    target: Target
    referrals: tuple[Referral, ...]
    needs: tuple[Need, ...]
    flags: tuple[Marked, ...]
    strengths: tuple[Marked, ...]
    holding: tuple[Row, ...] = ()


#: Rows that share a cell, which is looked at first: where it is false none of them holds. A row with its other cells.
_Bundle = tuple[int, tuple[tuple[Row, tuple[int, ...]], ...]]


@dataclass(frozen=True, slots=True)
class _Plan:
    """The rows that are valid in one span of days for one jurisdiction, by kind of table."""

    rows: Mapping[Kind, tuple[_Bundle, ...]]


@dataclass(slots=True)
class Screener:
    """A rule set made ready for many cases. Not for several threads at once while it fills its plans."""

    rules: RuleSet
    _asked: frozenset[str] = frozenset()
    _bounds: list[date] = field(default_factory=list)
    _own: frozenset[str] = frozenset()  # municipalities with tables of their own
    _alone: dict[str, _Alone] = field(default_factory=dict)
    _unsaid: list[Any] = field(default_factory=list)  # cells of who said nothing; the last: of rows that have none
    _plans: dict[tuple[str, str | None, int], _Plan] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._asked = frozenset(self.rules.flow.steps) | frozenset(self.rules.facts)
        self._bounds = breaks(self.rules.tables)
        self._alone = _alone_in(self.rules)
        self._unsaid = [*[_UNSEEN] * len(self.rules.parts), True]
        for alone in self._alone.values():
            for number, truth in alone.of(None):
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
                for number, truth in alone[name].of(value):
                    known[number] = truth
        case = _Case(env, self.rules.parts, self._asked, known)
        plan = self._plan(jurisdiction, _home(answers) if self._own else None, on)
        found = {kind: case.sifted(plan, kind) for kind in KINDS}
        held = {kind: rows for kind, (rows, _) in found.items()}
        flags = _marked(held["flags"], "flag")
        return Screening(
            env=env,
            target=_target(case, *found["target"], any(flag.human for flag in flags)),
            referrals=_referrals(held["referrals"]),
            needs=_needs(held["needs"]),
            flags=flags,
            strengths=_marked(held["strengths"], "strength"),
            holding=tuple(row for rows in held.values() for row in rows),
        )

    # --- which rows -----------------------------------------------------------------------------------------------

    def _plan(self, jurisdiction: str, ags: str | None, on: date) -> _Plan:
        key = (jurisdiction, ags if ags in self._own else None, bisect_right(self._bounds, on))
        if key not in self._plans:
            self._plans[key] = _planned(self.rules.tables, jurisdiction, key[1], on)
        return self._plans[key]


class _Alone:
    """The conditions that look at one answer and at nothing else: the same for everybody who gave that answer."""

    def __init__(self, name: str, parts: Iterable[tuple[int, Expression]]) -> None:
        self._name = name
        self._parts = tuple(parts)
        self._unseen = tuple((number, _UNSEEN) for number, _ in self._parts)
        self._found: dict[Any, tuple[tuple[int, Any], ...]] = {}

    def of(self, value: Any) -> tuple[tuple[int, Any], ...]:
        """Number and truth of each; not seen yet for an answer of a shape that cannot be looked up."""
        key = (value.__class__, tuple(value) if value.__class__ is list else value)
        try:
            found = self._found.get(key)
        except TypeError:
            return self._unseen
        if found is None:
            env = Env({self._name: value}, date.min)
            found = tuple((number, part.run(env)) for number, part in self._parts)
            if len(self._found) < _MOST:
                self._found[key] = found
        return found


def _alone_in(rules: RuleSet) -> dict[str, _Alone]:
    found: dict[str, list[tuple[int, Expression]]] = {}
    for number, part in enumerate(rules.parts):
        read = part.names - rules.terms.keys()
        if len(read) == 1 and not part.purposes and not _looks_at_the_day(part):
            found.setdefault(next(iter(read)), []).append((number, part))
    return {name: _Alone(name, parts) for name, parts in found.items() if name not in rules.switches}


def _looks_at_the_day(part: Expression) -> bool:
    """Reads a date, or what day it is, who speaks which language or where, also in a term."""
    return any(
        node.type == "date"
        or (isinstance(node, tree.Name) and node.name in BUILTINS)
        or (isinstance(node, tree.Computed) and _looks_at_the_day(node.expression))
        for node in tree.walk(part.tree)
    )


def breaks(tables: Iterable[Table]) -> list[date]:
    """The days on which some row begins or is over, in order."""
    rows = [row for table in tables for row in table.rows]
    ends = {row.valid_to + timedelta(days=1) for row in rows if row.valid_to and row.valid_to < date.max}
    return sorted({row.valid_from for row in rows} | ends)


def _home(answers: Mapping[str, Any]) -> str | None:
    """Where somebody lives, if they said so."""
    place = answers.get("residence")
    ags = place.get("ags") if isinstance(place, Mapping) else None
    return ags if isinstance(ags, str) else None


def _planned(tables: Iterable[Table], jurisdiction: str, ags: str | None, on: date) -> _Plan:
    """A municipality's own target groups stand in place of its Kreis's while some row of them is valid."""
    found: dict[Kind, list[Row]] = {}
    own: list[Row] = []
    for table in tables:
        if table.jurisdiction in (None, jurisdiction) and table.ags in (None, ags):
            rows = [row for row in table.rows if row.valid(on)]
            if table.ags and table.kind == "target":
                own += rows
            else:
                found.setdefault(table.kind, []).extend(rows)
    if own:
        found["target"] = own
    return _Plan({kind: tuple(_bundles(rows)) for kind, rows in found.items()})


def _bundles(rows: list[Row]) -> Iterator[_Bundle]:
    """The cell most rows share goes first. What is decided by the order of rows is put back in order later."""
    often = Counter(number for row in rows for cell in row.cells for number in cell.parts)
    bundles: dict[int, list[tuple[Row, tuple[int, ...]]]] = {}
    for row in rows:
        asked = {number for cell in row.cells for number in cell.parts}
        numbers = sorted(asked, key=lambda number: (-often[number], number))
        first = numbers[0] if numbers else _ALWAYS
        bundles.setdefault(first, []).append((row, tuple(numbers[1:])))
    for first, members in bundles.items():
        yield first, tuple(members)


class _Case:
    """One person. `known`: the cells worked out so far, filled further here."""

    def __init__(self, env: Env, cells: tuple[Expression, ...], asked: frozenset[str], known: list[Any]) -> None:
        self.env = env
        self.asked = asked
        self._cells = cells
        self._known = known

    def sifted(self, plan: _Plan, kind: Kind) -> tuple[list[Row], list[Row]]:
        """Rows that hold, and rows that could: what they ask is not known yet."""
        known, look = self._known, self.look
        holding, open_ = list[Row](), list[Row]()
        for first, members in plan.rows.get(kind, ()):
            shared = known[first]
            if shared is _UNSEEN:
                shared = look(first)
            if shared is not False:
                for row, others in members:
                    whole = self.holds(others) if others else True
                    if whole is not False:
                        (holding if whole and shared else open_).append(row)
        return holding, open_

    def holds(self, numbers: tuple[int, ...]) -> bool | None:
        known = self._known
        whole: bool | None = True
        for number in numbers:
            value = known[number]
            if value is _UNSEEN:
                value = self.look(number)
            if value is False:
                return False
            if value is None:
                whole = None
        return whole

    def look(self, number: int) -> bool | None:
        value: bool | None = self._cells[number].run(self.env)
        self._known[number] = value
        return value


# --- what they say ----------------------------------------------------------------------------------------------------


def _target(case: _Case, holding: list[Row], open_: list[Row], contradictory: bool) -> Target:
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


def _missing(case: _Case, rows: Iterable[Row]) -> tuple[str, ...]:
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


def _needs(rows: list[Row]) -> tuple[Need, ...]:
    """The highest score counts, of confirmed rows; the rows that say it are its reasons."""
    by_field: dict[str, list[Row]] = {name: [] for name in FIELDS}
    for row in rows:
        by_field[row.outcome["field"]].append(row)
    return tuple(_need(name, found) for name, found in by_field.items())


def _need(name: str, rows: list[Row]) -> Need:
    best, first = "", list[Row]()
    for row in rows:
        score = row.outcome["score"]  # one digit
        if row.reviewed and score >= best:
            first = [*first, row] if score == best else [row]
            best = score
    return Need(name, int(best) if best else None, tuple(first))


def _marked(rows: list[Row], column: str) -> tuple[Marked, ...]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.outcome[column], []).append(row)
    return tuple(
        Marked(name, tuple(rows), any(row.outcome.get("effect") == HUMAN for row in rows))
        for name, rows in found.items()
    )
