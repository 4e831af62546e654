"""The proofs find every gap, contradiction and dead row that is put into a table, and nothing in a right one."""

from __future__ import annotations

import pytest

from flows.rules.proving import prove
from tests.support.rules import ADULT, HEAD, MINOR, rules


def found(*rows: str, head: str = HEAD) -> list[str]:
    return [problem.code for problem in prove(rules(*rows, head=head))]


def test_a_right_table_is_proved() -> None:
    assert found(ADULT, MINOR) == []


def test_a_gap_is_told_with_answers_that_fall_into_it() -> None:
    (gap,) = prove(rules(ADULT))
    assert gap.code == "rules.gap"
    assert "birth" in gap.message
    assert "today" in gap.message


def test_a_gap_of_one_day_is_found() -> None:
    """`<` where `<=` was meant: who turns 18 today."""
    assert found(ADULT.replace("adult", "birth < today - years(18)", 1), MINOR) == ["rules.gap"]


def test_a_gap_of_dates_is_found() -> None:
    until = ADULT.replace("group: adults", "group: adults, valid_to: 2022-12-31")
    again = ADULT.replace("grown", "again").replace("group: adults", "group: adults, valid_from: 2023-01-02")
    assert found(until, again, MINOR) == ["rules.gap"]
    assert found(until, again.replace("2023-01-02", "2023-01-01"), MINOR) == []


def test_without_a_promise_there_is_no_gap() -> None:
    assert found(ADULT, head=HEAD.replace("complete_from: 2020-01-01\n", "")) == []


def test_a_contradiction_is_told_with_answers() -> None:
    both = "  - {id: both, status: status == 'duldung', outcome: refer_to, to: mbe}\n"
    wrong = prove(rules(ADULT, MINOR, both))
    assert {problem.code for problem in wrong} == {"rules.contradiction"}
    assert "'grown' and 'both'" in " ".join(problem.message for problem in wrong)


def test_rows_of_different_years_do_not_contradict() -> None:
    early = "  - {id: early, outcome: human, valid_from: 2019-01-01, valid_to: 2019-12-31}\n"
    assert found(ADULT, MINOR, early) == []


def test_an_unconfirmed_row_contradicts_nobody() -> None:
    both = "  - {id: both, status: status == 'duldung', outcome: refer_to, to: mbe, reviewed: \"false\"}\n"
    assert found(ADULT, MINOR, both) == []


def test_a_row_that_can_never_hold_is_told() -> None:
    never = "  - {id: never, age: adult and minor, outcome: human}\n"
    assert found(ADULT, MINOR, never) == ["rules.dead"]


def test_answers_to_what_was_never_asked_do_not_count() -> None:
    """`law_now` is asked only of those who chose the field."""
    never = "  - {id: never, age: \"'stay' in law_now and 'law' not in fields\", outcome: human}\n"
    assert found(ADULT, MINOR, never) == ["rules.dead"]


@pytest.mark.parametrize("cell", ["arrival <= today - months(3)", "month(birth) == 2", "year(birth) < 1990"])
def test_days_have_formulas(cell: str) -> None:
    """A condition and its opposite leave no gap: so both are understood."""
    one = f"  - {{id: one, age: {cell}, outcome: human}}\n"
    other = f"  - {{id: other, age: not ({cell}), outcome: in_group}}\n"
    assert found(one, other) == []


def test_the_29th_of_february_is_counted_as_the_calendar_does() -> None:
    """Who is born on 29 February 2004 turns 18 on 1 March 2022, not on 28 February."""
    row = "  - {id: leap, age: adult and birth == date('2004-02-29') and today == date('2022-02-28'), outcome: human}\n"
    head = HEAD.replace("complete_from: 2020-01-01\n", "")
    assert found(row, head=head) == ["rules.dead"]
    assert found(row.replace("2022-02-28", "2022-03-01"), head=head) == []


NEEDS = """table: needs
kind: needs
title: Bedarf
complete_from: 2020-01-01
columns: {chosen: Wunsch}
defaults: {valid_from: 2020-01-01, source: x, checked_on: 2026-11-26, reviewed: "true", field: law}
rows:
"""
NO, YES = (
    "  - {id: no, chosen: \"'law' not in fields\", score: 0}\n",
    "  - {id: yes, chosen: \"'law' in fields\", score: 2}\n",
)


def test_needs_are_complete_for_each_field_and_none_is_zero_and_more() -> None:
    assert found(NO, YES, head=NEEDS) == []
    assert found(YES, head=NEEDS) == ["rules.gap"]
    assert found(NO, YES, "  - {id: all, score: 1}\n", head=NEEDS) == ["rules.contradiction"]


REFERRALS = """table: benefits
kind: referrals
title: Leistungen
exclusive: sgb2 asylblg
columns: {status: Aufenthalt}
defaults: {valid_from: 2020-01-01, source: x, checked_on: 2026-11-26, reviewed: "true", urgency: later}
rows:
  - {id: one, status: status == 'duldung', to: asylblg}
"""


def test_destinations_that_exclude_each_other_are_never_named_together() -> None:
    assert found("  - {id: two, status: status != 'duldung', to: sgb2}\n", head=REFERRALS) == []
    assert found("  - {id: two, status: status != 'ankunft', to: sgb2}\n", head=REFERRALS) == ["rules.contradiction"]
    assert found("  - {id: two, status: status != 'ankunft', to: mbe}\n", head=REFERRALS) == []
