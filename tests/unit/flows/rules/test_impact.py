"""Replaying people on a changed table counts who would go elsewhere, and nobody else."""

from __future__ import annotations

from datetime import date

from flows.rules.deciding import Screener
from flows.rules.impact import impact
from tests.support.rules import ADULT, HEAD, MINOR, TERMS, rules

ON = date(2021, 3, 1)
PEOPLE = [("town", {"birth": {"date": f"{year}-01-01", "precision": "day"}}) for year in (1990, 2001, 2002, 2010)]


def test_the_same_rules_change_nothing() -> None:
    found = impact(Screener(rules(ADULT, MINOR)), Screener(rules(ADULT, MINOR)), PEOPLE, ON)
    assert (found.people, found.changed, dict(found.moves)) == (4, 0, {})


def test_a_moved_bound_moves_people() -> None:
    then = rules(ADULT, MINOR, terms=TERMS.replace("years(18)", "years(20)"))
    found = impact(Screener(rules(ADULT, MINOR)), Screener(then), PEOPLE, ON)
    assert (found.changed, dict(found.moves)) == (1, {("in_group adults", "human"): 1})


def test_places_that_come_and_go_are_counted() -> None:
    table = HEAD.replace("kind: target", "kind: referrals").replace("target-town", "more")
    row = "  - {id: all, to: mbe, urgency: later}\n"
    other = rules(ADULT, MINOR, more=table.replace("complete_from: 2020-01-01\n", "") + row)
    found = impact(Screener(rules(ADULT, MINOR)), Screener(other), PEOPLE, ON)
    assert (found.changed, found.more["mbe"]) == (4, 4)
    back = impact(Screener(other), Screener(rules(ADULT, MINOR)), PEOPLE, ON)
    assert back.fewer["mbe"] == 4
