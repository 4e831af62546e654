"""The bench notices what differs, whatever is expected, and every row that nobody tried."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from flows.rules.deciding import Screener
from flows.rules.vignettes import CHECKS, differences, held, uncovered
from tests.support.rules import ADULT, MINOR, rules

BORN = {"birth": {"date": "1990-05-01", "precision": "day"}, "status": "duldung"}
TABLES = {
    kind: f"""table: {kind}
kind: {kind}
title: {kind}
columns: {{status: Aufenthalt}}
defaults: {{valid_from: 2020-01-01, source: x, checked_on: 2026-11-26, reviewed: "true"}}
rows:
  - {{id: {kind}-row, status: status == 'duldung', {outcome}}}
"""
    for kind, outcome in {
        "referrals": "to: mbe, urgency: week, reviewed: 'false'",
        "needs": "field: law, score: 2",
        "flags": "flag: pregnant",
        "strengths": "strength: work",
    }.items()
}
RULES = rules(ADULT, MINOR, **TABLES)
FOUND = Screener(RULES).screen("town", date(2021, 3, 1), BORN)
RIGHT: dict[str, Any] = {
    "outcome": "in_group",
    "group": "adults",
    "to": None,
    "missing": [],
    "no_rules": False,
    "rules": ["grown", "referrals-row"],
    "not_rules": ["young"],
    "referrals": ["mbe", "human"],
    "no_referrals": ["sgb2"],
    "urgency": {"mbe": "week"},
    "unreviewed": ["mbe"],
    "needs": {"law": 2, "work": None},
    "flags": ["pregnant"],
    "no_flags": ["contradiction"],
    "strengths": ["work"],
    "no_strengths": ["german"],
}
WRONG: dict[str, Any] = {
    "outcome": "human",
    "group": None,
    "to": "mbe",
    "missing": ["birth"],
    "no_rules": True,
    "rules": ["young"],
    "not_rules": ["grown"],
    "referrals": ["sgb2"],
    "no_referrals": ["mbe"],
    "urgency": {"mbe": "today"},
    "unreviewed": ["sgb2"],
    "needs": {"law": 3},
    "flags": ["contradiction"],
    "no_flags": ["pregnant"],
    "strengths": ["german"],
    "no_strengths": ["work"],
}


def test_every_expectation_is_tried_here() -> None:
    assert set(RIGHT) == set(WRONG) == set(CHECKS)


def test_what_is_as_expected_is_silent() -> None:
    assert list(differences(RIGHT, FOUND)) == []


@pytest.mark.parametrize("name", sorted(WRONG))
def test_what_differs_is_told(name: str) -> None:
    (said,) = differences({name: WRONG[name]}, FOUND)
    assert said.startswith(f"{name}: ")


def test_rows_that_nobody_tried_are_told() -> None:
    assert uncovered(RULES.rows(), held(FOUND)) == ("young",)
