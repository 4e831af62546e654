"""How long a flow takes: the longest conversation there can be, and the middle one of many supposed ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median

import z3

from flows.model import Flow
from flows.proofs import Paths
from flows.walk.dice import Dice
from flows.walk.mentioned import mentioned
from flows.walk.supposing import ELSEWHERE, suppose

SAMPLES = 200
LIMIT = 3_000  # milliseconds z3 may look for the longest


@dataclass(frozen=True, slots=True)
class Minutes:
    """`longest` is what was found; `proved`: there is no longer one. `median`: of conversations that are sent.

    What stands inside a repeat counts once.
    """

    longest: float
    median: float
    proved: bool


def minutes_of(flow: Flow, today: date, paths: Paths) -> Minutes:
    towns = (*mentioned(flow).ags, ELSEWHERE)
    dice = Dice(1)
    supposed = [suppose(flow, dice, today, towns) for _ in range(SAMPLES)]
    sent = [found.seconds for found in supposed if found.sent] or [found.seconds for found in supposed]
    longest, proved = _longest(paths)
    return Minutes(round(max(longest, *sent) / 60, 1), round(median(sent) / 60, 1), proved)


def _longest(paths: Paths) -> tuple[float, bool]:
    """Seconds of the longest path, by optimisation over all of them."""
    search = z3.Optimize()
    search.set("timeout", LIMIT)
    search.add(*paths.prover.known(paths.before(None)))
    tenths = [(situation, round(10 * situation.step.seconds)) for situation in paths.situations.values()]
    goal = search.maximize(z3.Sum([z3.If(situation.asked, weight, 0) for situation, weight in tenths]))
    if search.check() != z3.sat:
        return 0.0, False
    found = search.upper(goal)
    return (found.as_long() / 10, True) if z3.is_int_value(found) else (0.0, False)
