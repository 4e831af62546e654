"""What one condition costs: ten usual ones, each beside the same condition written by hand in Python.

The hand-written one knows that its answers are there; ours also says *unknown* where they are not. So the ratio is the
price of three values and half-known dates, and it does not depend on the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any

from flows.expressions import Env, Scope, compile_expression

EVALUATIONS, ROUNDS = 20_000, 5
TODAY = date(2026, 1, 1)
SCOPE = Scope(
    {
        "residence": "place",
        "status": "choice",
        "fields": "choices",
        "birth": "date",
        "arrival": "date",
        "persons": "number",
        "works": "bool",
    },
    {
        "status": frozenset({"duldung", "gestattung", "erlaubnis"}),
        "fields": frozenset({"law", "work", "school", "none"}),
    },
)
VALUES: Mapping[str, Any] = {
    "residence": {"plz": "44532", "ags": "05978024", "name": "Lünen", "status": "ok"},
    "status": "gestattung",
    "fields": ["law", "work"],
    "birth": {"date": "1999-04-12", "precision": "day", "about": False},
    "arrival": {"date": "2019-01-01", "precision": "year", "about": True},
    "persons": 3,
    "works": False,
}

Values = Mapping[str, Any]


def _age(stored: Mapping[str, Any]) -> int:
    day = date.fromisoformat(stored["date"])
    return TODAY.year - day.year - ((TODAY.month, TODAY.day) < (day.month, day.day))


#: What a flow says, and what a programmer would have written for it.
CONDITIONS: Mapping[str, Callable[[Values], bool]] = {
    "status == 'duldung'": lambda v: v["status"] == "duldung",
    "status in ('gestattung', 'duldung')": lambda v: v["status"] in ("gestattung", "duldung"),
    "answered(status)": lambda v: v.get("status") is not None,
    "residence.kreis == '05978'": lambda v: v["residence"]["ags"][:5] == "05978",
    "'work' in fields": lambda v: "work" in v["fields"],
    "works or persons > 2": lambda v: v["works"] or v["persons"] > 2,
    "age(birth) >= 16": lambda v: _age(v["birth"]) >= 16,
    "residence.kreis == '05978' and status != 'erlaubnis' and not works": lambda v: (
        v["residence"]["ags"][:5] == "05978" and v["status"] != "erlaubnis" and not v["works"]
    ),
    "count(fields) >= 2 and none_of(fields, 'none')": lambda v: len(v["fields"]) >= 2 and "none" not in v["fields"],
    "between(persons, 1, 20)": lambda v: 1 <= v["persons"] <= 20,
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Nanoseconds for one evaluation, the best of some rounds. `ratio`: ours by the one written by hand."""

    condition: str
    ns: int
    by_hand_ns: int
    ratio: float


def bench_expressions(evaluations: int = EVALUATIONS, rounds: int = ROUNDS) -> dict[str, Any]:
    """Every condition alone, and the median of all."""
    costs = [_cost(source, by_hand, evaluations, rounds) for source, by_hand in CONDITIONS.items()]
    return {
        "median_ns": round(median(cost.ns for cost in costs)),
        "median_ratio": round(median(cost.ratio for cost in costs), 1),
        "conditions": [asdict(cost) for cost in costs],
    }


def _cost(source: str, by_hand: Callable[[Values], bool], evaluations: int, rounds: int) -> Cost:
    """Raises AssertionError where the two do not say the same: then the figures would compare nothing."""
    ours, env = compile_expression(source, SCOPE), Env(VALUES, TODAY)
    if ours(env) is not by_hand(VALUES):
        raise AssertionError(f"{source}: by hand {by_hand(VALUES)}, here {ours(env)}")
    mine = min(_seconds(ours, env, evaluations) for _ in range(rounds))
    hand = min(_seconds(by_hand, VALUES, evaluations) for _ in range(rounds))
    return Cost(source, round(mine * 1e9), round(hand * 1e9), round(mine / hand, 1))


def _seconds(function: Callable[[Any], Any], argument: Any, evaluations: int) -> float:
    """For one call, the loop around it included on both sides."""
    began = perf_counter()
    for _ in range(evaluations):
        function(argument)
    return (perf_counter() - began) / evaluations
