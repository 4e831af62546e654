"""What rows say together: unconfirmed ones never decide alone, missing answers go to a human, nobody is rejected."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flows.rules.deciding import Screener
from flows.rules.found import Screening
from flows.rules.model import TARGET_OUTCOMES, RuleSet
from tests.support.rules import ADULT, FLAGS, MINOR, REFERRALS, rules

DAY = date(2021, 3, 1)
BORN_1990 = {"date": "1990-05-01", "precision": "day"}


def screened(found: RuleSet, answers: dict[str, Any], on: date = DAY, where: str = "town") -> Screening:
    return Screener(found).screen(where, on, answers)


def test_the_row_that_holds_makes_the_outcome() -> None:
    target = screened(rules(ADULT, MINOR), {"birth": BORN_1990}).target
    assert (target.outcome, target.group, [row.id for row in target.rows]) == ("in_group", "adults", ["grown"])
    assert target.reviewed


def test_missing_answers_go_to_a_human_with_what_is_missing() -> None:
    target = screened(rules(ADULT, MINOR), {}).target
    assert (target.outcome, target.rows, target.missing) == ("human", (), ("birth",))


def test_an_answer_known_by_its_year_only_is_missing_where_the_day_decides() -> None:
    asked = rules(ADULT, MINOR)
    assert screened(asked, {"birth": {"date": "2003-01-01", "precision": "year"}}).target.missing == ("birth",)
    assert screened(asked, {"birth": {"date": "1990-01-01", "precision": "year"}}).target.outcome == "in_group"


def test_a_day_before_any_rule_goes_to_a_human() -> None:
    target = screened(rules(ADULT, MINOR), {"birth": BORN_1990}, date(1999, 1, 1)).target
    assert (target.outcome, target.rows, target.missing) == ("human", (), ())


def test_rules_of_another_place_say_nothing() -> None:
    assert screened(rules(ADULT, MINOR), {"birth": BORN_1990}, where="village").target.rows == ()


def test_an_unconfirmed_row_is_shown_but_a_human_decides() -> None:
    target = screened(
        rules(ADULT.replace("group: adults", 'group: adults, reviewed: "false"')), {"birth": BORN_1990}
    ).target
    assert (target.outcome, [row.id for row in target.rows], target.reviewed) == ("human", ["grown"], False)


def test_rows_that_disagree_go_to_a_human() -> None:
    target = screened(rules(ADULT, "  - {id: all, outcome: human}\n"), {"birth": BORN_1990}).target
    assert (target.outcome, target.disagree, len(target.rows)) == ("human", True, 2)


def test_referrals_to_one_place_are_one_with_the_greatest_urgency() -> None:
    found = screened(rules(ADULT, more=REFERRALS), {"status": "duldung"}).referrals
    assert [(one.to, one.urgency, [row.id for row in one.rows]) for one in found] == [
        ("asylblg", "today", ["late", "now"]),
        ("abh-25b", "later", ["maybe"]),
        ("mbe", "later", ["on"]),
        ("human", "later", ["maybe"]),
    ]
    assert [one.reviewed for one in found] == [True, False, True, False]


def test_a_switch_holds_in_its_place_only() -> None:
    found = rules(ADULT, more=REFERRALS)
    assert "mbe" in [one.to for one in screened(found, {}).referrals]
    assert screened(found, {}, where="village").referrals == ()


OWN = """table: target-village
kind: target
title: Eine Kommune
jurisdiction: town
ags: "05978024"
columns: {age: Alter}
defaults: {valid_from: 2021-01-01, source: x, checked_on: 2026-11-26, reviewed: "true"}
rows:
  - {id: own, age: adult, outcome: human}
"""


def test_a_municipality_has_its_own_target_groups_from_the_day_they_begin() -> None:
    found = rules(ADULT, MINOR, own=OWN)
    there = {"birth": BORN_1990, "residence": {"ags": "05978024"}}
    elsewhere = {"birth": BORN_1990, "residence": {"ags": "05978020"}}
    assert [row.id for row in screened(found, there).target.rows] == ["own"]
    assert [row.id for row in screened(found, elsewhere).target.rows] == ["grown"]
    assert [row.id for row in screened(found, {"birth": BORN_1990}).target.rows] == ["grown"]
    assert [row.id for row in screened(found, there, date(2020, 12, 31)).target.rows] == ["grown"]


def test_answers_that_contradict_each_other_are_marked_and_go_to_a_human() -> None:
    answers = {"birth": BORN_1990, "arrival": {"date": "1989-01-01", "precision": "year"}}
    found = screened(rules(ADULT, MINOR, flags=FLAGS), answers)
    assert [flag.name for flag in found.flags] == ["contradiction"]
    assert (found.target.outcome, [row.id for row in found.target.rows]) == ("human", ["grown"])


def test_what_was_worked_out_for_one_person_holds_for_the_next_who_says_the_same_only() -> None:
    screener = Screener(rules(ADULT, more=REFERRALS))
    for status, asylblg in (
        ("duldung", True),
        ("eu", False),
        ("duldung", True),
        (None, False),
        ([], False),
        ({}, False),
    ):
        found = screener.screen("village", DAY, {"status": status})
        assert ("asylblg" in [one.to for one in found.referrals]) is asylblg


days = st.dates(date(1900, 1, 1), date(2090, 12, 31))
values = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.lists(st.text(max_size=8), max_size=3)
born = st.builds(
    lambda day, how: {"date": day.isoformat(), "precision": how}, days, st.sampled_from(["day", "month", "year"])
)
RULES = rules(ADULT, MINOR, more=REFERRALS, flags=FLAGS)


@given(st.dictionaries(st.sampled_from(["birth", "arrival", "status", "fields"]), values | born), days)
def test_any_answers_on_any_day_end_with_one_of_four_outcomes(answers: dict[str, Any], on: date) -> None:
    assert screened(RULES, answers, on).target.outcome in TARGET_OUTCOMES


@given(born, days)
def test_who_was_born_to_the_day_is_young_or_grown(birth: dict[str, Any], on: date) -> None:
    """What z3 proved holds when it runs: no gap and never both."""
    if birth["precision"] == "day" and on >= date(2020, 1, 1):
        assert len(screened(RULES, {"birth": birth}, on).target.rows) == 1


def test_an_answer_that_cannot_be_remembered_is_looked_at_each_time() -> None:
    """A place is a dictionary."""
    there = FLAGS.replace("arrival < birth", "residence.ags == '05978024'")
    screener = Screener(rules(ADULT, flags=there))
    for residence, marked in (({"ags": "05978024"}, 1), ({"ags": "05978020"}, 0), (None, 0), ({"ags": "05978024"}, 1)):
        assert len(screener.screen("town", DAY, {"residence": residence}).flags) == marked


def test_what_depends_on_the_day_is_worked_out_for_each_day() -> None:
    screener = Screener(rules(ADULT, MINOR))
    born = {"birth": {"date": "2003-03-01", "precision": "day"}}
    for day, group in ((date(2021, 3, 1), "adults"), (date(2021, 2, 28), None), (date(2021, 3, 1), "adults")):
        assert screener.screen("town", day, born).target.group == group
