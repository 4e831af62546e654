"""What expressions mean: three values, dates people half know, and answers that fit no longer."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest

from flows.expressions import Env, Scope, compile_expression

TODAY = date(2025, 3, 1)
SCOPE = Scope(
    {
        "residence": "place",
        "district": "choice",
        "fields": "choices",
        "birth": "date",
        "n": "number",
        "a": "bool",
        "b": "bool",
        "origin": "country",
        "wish": "text",
        "hello": "none",
        "it": "date",
    },
    {"district": frozenset({"x", "y"}), "fields": frozenset({"law", "work", "none"})},
)
LUENEN = {"plz": "44532", "ags": "05978024", "name": "Lünen", "status": "ok"}


def day(iso: str, precision: str = "day") -> dict[str, Any]:
    return {"date": iso, "precision": precision, "about": False}


def value(source: str, *, it: Any = None, consents: dict[str, bool] | None = None, **values: Any) -> Any:
    env = Env(values, TODAY, it, consents or {}, lang="uk", channel="telegram")
    return compile_expression(source, SCOPE, expect=None)(env)


THREE = (False, None, True)
RANK = {False: 0, None: 1, True: 2}


@pytest.mark.parametrize(("a", "b"), list(product(THREE, THREE)))
def test_logic_is_kleenes(a: bool | None, b: bool | None) -> None:
    """`and` is the smaller, `or` the larger of False < unknown < True; the table is written down nowhere else."""
    assert value("a and b", a=a, b=b) is min(a, b, key=RANK.__getitem__)
    assert value("a or b", a=a, b=b) is max(a, b, key=RANK.__getitem__)
    assert value("not a", a=a) is {False: True, None: None, True: False}[a]
    assert value("a == b", a=a, b=b) is (None if None in (a, b) else a == b)
    assert value("a if b else not a", a=a, b=b) is (None if b is None or a is None else a if b else not a)


def test_unanswered_and_skipped_are_unknown() -> None:
    for values in ({}, {"district": None}):
        assert value("district == 'x'", **values) is None
        assert value("district in ('x', 'y')", **values) is None
        assert value("district == 'x' or true", **values) is True
        assert value("answered(district)", **values) is False
    assert value("answered(district)", district="x") is True
    assert value("answered(hello)", hello=True) is True


def test_consent_is_never_unknown() -> None:
    assert value("consented('special')") is False
    assert value("consented('special')", consents={"special": False}) is False
    assert value("consented('special')", consents={"special": True}) is True


def test_places() -> None:
    assert value("residence.kreis == '05978'", residence=LUENEN) is True
    assert value("residence.ags == '05316000'", residence=LUENEN) is False
    assert value("residence.plz == '44532' and residence.status == 'ok'", residence=LUENEN) is True
    assert value("residence.plz == '44532'", residence={**LUENEN, "plz": None}) is None
    assert value("residence.kreis == '05978'", residence={"plz": None, "name": "Paris", "status": "outside"}) is None


def test_many_choices() -> None:
    assert value("'law' in fields and 'work' not in fields", fields=["law"]) is True
    assert value("any_of(fields, 'law', 'none')", fields=["none"]) is True
    assert value("all_of(fields, 'law', 'work')", fields=["law"]) is False
    assert value("none_of(fields, 'law', 'work')", fields=["none"]) is True
    assert value("count(fields)", fields=["law", "work"]) == 2
    assert value("count(fields)") is None
    assert value("any_of(district, 'x') and none_of(district, 'y')", district="x") is True


def test_numbers() -> None:
    assert value("n * 2 - 1", n=3) == 5
    assert value("-n < 0 < n <= 3", n=3) is True
    assert value("between(n, 1, 3)", n=4) is False
    assert value("n in (1, 2)", n=2) is True
    assert value("n + 1") is None
    assert value("n * 1.5", n=10**400) is None


def test_who_speaks_where() -> None:
    assert value("lang == 'uk' and channel == 'telegram'") is True


@pytest.mark.parametrize(
    ("birth", "age"),
    [("2007-03-01", 18), ("2007-03-02", 17), ("2004-02-29", 21), ("2025-03-01", 0), ("2025-03-02", -1)],
)
def test_age_counts_birthdays(birth: str, age: int) -> None:
    assert value("age(birth)", birth=day(birth)) == age == value("years_since(birth)", birth=day(birth))


def test_months_days_and_years() -> None:
    assert value("months_since(birth)", birth=day("2024-12-02")) == 2
    assert value("months_since(birth)", birth=day("2024-12-01")) == 3
    assert value("days_since(birth)", birth=day("2025-02-01")) == 28
    assert value("year(birth)", birth=day("2019-07-01", "year")) == 2019
    assert value("year(today) - year(date('2000-01-01'))") == 25
    assert value("today") == TODAY


@pytest.mark.parametrize(
    ("answer", "precision", "before", "equal"),
    [
        ("2019-07-01", "year", None, None),
        ("2018-07-01", "year", True, False),
        ("2020-07-01", "year", False, False),
        ("2019-03-15", "month", None, None),
        ("2019-02-15", "month", True, False),
        ("2019-03-31", "day", False, True),
        ("2019-03-30", "day", True, False),
    ],
)
def test_half_known_dates_compare_honestly(
    answer: str, precision: str, before: bool | None, equal: bool | None
) -> None:
    """Unknown exactly when the fixed day lies inside the span the person gave."""
    birth = day(answer, precision)
    assert value("birth < date('2019-03-31')", birth=birth) is before
    assert value("date('2019-03-31') > birth", birth=birth) is before
    assert value("birth == date('2019-03-31')", birth=birth) is equal
    assert value("birth != date('2019-03-31')", birth=birth) is (None if equal is None else not equal)


def test_this_year_is_not_in_the_future() -> None:
    """A stored middle of the year after today must not read as a date to come."""
    assert value("it <= today", it=day("2025-07-01", "year")) is None
    assert value("it <= today", it=day("2026-07-01", "year")) is False
    assert value("it <= today", it=day("2025-03-01")) is True
    assert value("answered(it)", it=None) is False


def test_precision_can_be_asked() -> None:
    assert value("birth.precision", birth=day("2024-02-10", "month")) == "month"
    assert value("birth.precision", birth=day("2024-02-10", "year")) == "year"
    assert value("birth.precision", birth=day("2024-02-10")) == "day"


STRANGE: tuple[Any, ...] = ("x", 3, 3.5, True, [], ["x", {}], {}, {"date": 7, "precision": []}, {"ags": 7}, day("x"))


@pytest.mark.parametrize("strange", STRANGE, ids=repr)
@pytest.mark.parametrize(
    "source",
    [
        "residence.kreis == '05978'",
        "district in ('x', 'y')",
        "'law' in fields",
        "any_of(fields, 'law')",
        "count(fields) > 1",
        "age(birth) > 3",
        "birth < today",
        "birth.precision == 'day'",
        "n + 1 > 2",
        "n < 3",
        "a and b",
        "not a",
    ],
)
def test_an_answer_of_another_revision_never_raises(source: str, strange: Any) -> None:
    """faults: D (a new revision changes a question's type under running conversations)."""
    names = ("residence", "district", "fields", "birth", "n", "a", "b")
    assert value(source, **dict.fromkeys(names, strange)) in (True, False, None)


def test_a_text_is_no_number() -> None:
    assert value("n < 3", n="2") is None
    assert value("n < 3", n=True) is None
    assert value("a", a=1) is None


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan"), 10**400, -(10**16)], ids=str)
@pytest.mark.parametrize("source", ["n < 3", "n == n", "-n > 0", "n * 2.5 > 1", "n in (1, 2)", "between(n, 1, 2)"])
def test_a_number_nobody_can_mean_is_unknown(source: str, number: float) -> None:
    assert value(source, n=number) is None


def test_a_day_reckoned_from_today_moves_with_today() -> None:
    expression = compile_expression("birth <= today - years(18)", SCOPE)
    born = {"birth": day("2003-03-01")}
    days = (date(2021, 2, 28), date(2021, 3, 1), date(2021, 2, 28))
    assert [expression(Env(born, today)) for today in days] == [False, True, False]
