"""What is looked up for an answer is what would be worked out for it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.content.rule_tables import builtin_rules
from flows.expressions import Env
from flows.expressions.dates import exact
from flows.rules.alone import alone_in
from flows.rules.deciding import Screener
from flows.rules.model import RuleSet
from tests.support.rules import rules

TODAY = date(2024, 2, 29)
ON_DAYS = (
    "birth <= today - years(18)",
    "birth == today or birth > date('2020-05-05')",
    "birth != date('1990-05-05')",
    "birth < date('1980-01-01') or date('1979-12-31') < birth",
    "sure(birth > today - months(3)) or today > date('2030-01-01')",
    "not adult",
)
NOT_ON_DAYS = (
    "age(birth) > 17",
    "birth.precision == 'day'",
    "arrival < birth",
    "birth < date('2020-01-01') + years(age(birth))",
)


def tables(*cells: str) -> RuleSet:
    return rules(*(f'  - {{id: r{number}, age: "{cell}", outcome: human}}\n' for number, cell in enumerate(cells)))


around = st.sampled_from(["1979-12-31", "1990-05-05", "2006-02-28", "2020-05-05", "2023-11-29", "2024-02-29"]).flatmap(
    lambda day: st.integers(-3, 3).map(lambda more: date.fromisoformat(day) + timedelta(days=more))
)


@given(
    st.lists(around | st.dates(), min_size=2, max_size=12),
    st.sampled_from([TODAY, date(2021, 3, 1), date(2030, 1, 1), date(2030, 1, 2), date.max]),
)
@example([date(2020, 5, 5), date(2020, 5, 6)], TODAY)
@example([date(1990, 5, 5), date(1990, 5, 6), date(1990, 5, 4)], TODAY)
def test_a_day_is_what_it_would_be_worked_out_to_be(born: list[date], today: date) -> None:
    found = tables(*ON_DAYS)
    alone = alone_in(found)["birth"]
    assert len(alone.numbers) >= len(ON_DAYS)
    alone.of(exact(born[0]), today)  # a day is made ready when it comes a second time
    for day in born:
        env = Env({"birth": exact(day)}, today)
        assert dict(alone.of(exact(day), today)) == {number: found.parts[number].run(env) for number in alone.numbers}


@pytest.mark.parametrize("cell", NOT_ON_DAYS)
def test_what_does_more_with_a_day_than_compare_it_is_worked_out_each_time(cell: str) -> None:
    assert alone_in(tables(cell)) == {}


def test_another_day_is_looked_at_anew() -> None:
    found = tables("birth > today - years(18)")
    alone, born = alone_in(found)["birth"], exact(date(2006, 3, 1))
    told = [dict(alone.of(born, on)) for on in (TODAY, TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=1))]
    assert [list(one.values()) for one in told] == [[], [True], [], [False]]


def test_a_month_or_a_year_is_not_looked_up() -> None:
    alone, born = alone_in(tables(*ON_DAYS))["birth"], (date(2006, 2, 1), date(2006, 2, 28), date(2006, 2, 1))
    assert [alone.of(born, TODAY) for _ in range(3)] == [()] * 3


PEOPLE = [
    {
        "birth": {"date": f"{year}-{month:02}-28", "precision": how},
        "arrival": {"date": "2019-03-01", "precision": "day"},
    }
    | {"status": status, "fields": fields, "children": year % 3}
    for year, status, fields in ((1985, "duldung", ["law"]), (2004, "eu", ["work", "family"]), (2003, "ukraine", []))
    for month in (2, 3)
    for how in ("day", "month")
]


def test_the_thousandth_person_is_screened_as_the_first() -> None:
    """With our own tables: places and days in turn, and a screener of their own for each."""
    found = builtin_rules()
    shared = Screener(found)
    for where, on in (("leverkusen", TODAY), ("kreis-mettmann", TODAY), ("leverkusen", TODAY + timedelta(days=1))):
        for person in PEOPLE * 2:
            one, other = shared.screen(where, on, person), Screener(found).screen(where, on, person)
            assert (one.target, one.referrals, one.needs) == (other.target, other.referrals, other.needs)
            assert (one.flags, one.strengths, one.holding) == (other.flags, other.strengths, other.holding)
