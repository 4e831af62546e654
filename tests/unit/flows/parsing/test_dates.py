"""Dates: read in every offered language, never out of something that is none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.kinds.base import KINDS, Ambiguous, Misfit, Parsed
from locales.languages import OFFERED
from tests.support.answer_words import TODAY, context, read, step_of


def value(day: str, precision: str, about: bool = False) -> dict[str, object]:
    return {"date": day, "precision": precision, "about": about}


@pytest.mark.parametrize(
    "text",
    [
        "1.7.2019",
        "01.07.2019",
        "2019-07-01",
        "1. Juli 2019",
        "July 1, 2019",
        "1st of July 2019",
        "1 يوليو 2019",
        "١ يوليو ٢٠١٩",
        "1 تموز 2019",
        "1 липня 2019 р.",
        "1 июля 2019",
        "01072019",
        "seit dem 1.7.2019",
        "1/Juli/2019",
        "۲۰۱۹-۰۷-۰۱",
        "1 Temmuz 2019",
        "1. 7. 2019",
        "01.07.19",
    ],
)
def test_one_day_in_many_ways(text: str) -> None:
    assert read("date", text) == Parsed(value("2019-07-01", "day"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019", value("2019-07-01", "year")),
        ("٢٠١٩", value("2019-07-01", "year")),
        ("im Jahr 2019", value("2019-07-01", "year")),
        ("منذ عام 2019", value("2019-07-01", "year")),
        ("з 2019 року", value("2019-07-01", "year")),
        ("about 2019", value("2019-07-01", "year", True)),
        ("ca. 2019", value("2019-07-01", "year", True)),
        ("~2019", value("2019-07-01", "year", True)),
        ("2019?", value("2019-07-01", "year", True)),
        ("حوالي 2019", value("2019-07-01", "year", True)),
        ("приблизно 2019", value("2019-07-01", "year", True)),
        ("Sommer 2019", value("2019-07-01", "year", True)),
        ("Juli 2019", value("2019-07-15", "month")),
        ("07/2019", value("2019-07-15", "month")),
        ("2019-07", value("2019-07-15", "month")),
        ("липень 2019", value("2019-07-15", "month")),
        ("كانون الثاني 2019", value("2019-01-15", "month")),
        ("Febuar 2019", value("2019-02-15", "month")),
        ("heute", value("2025-11-20", "day")),
        ("gestern", value("2025-11-19", "day")),
        ("vor 3 Jahren", value("2022-07-01", "year", True)),
        ("seit drei Jahren", value("2022-07-01", "year", True)),
        ("قبل 3 سنوات", value("2022-07-01", "year", True)),
        ("3 роки тому", value("2022-07-01", "year", True)),
        ("vor 13 Monaten", value("2024-10-15", "month", True)),
    ],
)
def test_as_precise_as_the_person_knows_it(text: str, expected: dict[str, object]) -> None:
    assert read("date", text) == Parsed(expected)


@pytest.mark.parametrize("text", ["03/04/2019", "3-4-2019", "3 4 2019", "3/4/19"])
def test_day_and_month_are_never_guessed(text: str) -> None:
    reading = read("date", text)
    assert isinstance(reading, Ambiguous)
    assert [found["date"] for found in reading.alternatives] == ["2019-04-03", "2019-03-04"]


def test_two_years_are_asked_back() -> None:
    reading = read("date", "2018 oder 2019")
    assert isinstance(reading, Ambiguous)
    assert len(reading.alternatives) == 2


def test_a_short_year_that_may_still_come_is_asked_back() -> None:
    """A residence title runs out in 2027; somebody else was born in 1927."""
    reading = read("date", "1.7.27")
    assert isinstance(reading, Ambiguous)
    assert {found["date"][:4] for found in reading.alternatives} == {"1927", "2027"}


@pytest.mark.parametrize(
    "text",
    [
        "B2",
        "12",
        "so",
        "25 Jahre",
        "25",
        "3",
        "1,5",
        "44532",
        "0151 23456789",
        "3/4",
        "Mai",
        "A1.2019",
        "2019 Euro",
        "ja",
        "Haus 2019b",
        "1850",
        "4711",
        "zwei",
        "2.2019.3",
        "😀",
        "vor Jahren 3 4",
        "Frau Juni",
        "3000",
        "2019" * 30,
        "12:30",
        "§ 25",
        "Mo",
        "am",
        "um",
        "-",
        "1.",
        "1.2.3.4",
        "192.168.1.1",
        "ab 3 Jahren",
        "1 Kind",
    ],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert isinstance(read("date", text), Misfit)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("31.02.2019", "answer.date.impossible"),
        ("29.02.2023", "answer.date.impossible"),
        ("15. Juli", "answer.date.year_missing"),
        ("12.05.", "answer.date.year_missing"),
        ("Juli", "answer.date.year_missing"),
        ("1373", "answer.date.calendar"),
        ("12.5.1373", "answer.date.calendar"),
        ("١٤٢٠", "answer.date.calendar"),
    ],
)
def test_what_is_missing_is_said(text: str, message: str) -> None:
    assert read("date", text) == Misfit(message)


@given(st.dates(date(1930, 1, 1), date(2039, 12, 31)), st.sampled_from(OFFERED), st.booleans())
def test_what_we_show_can_be_read_again(day: date, lang: str, about: bool) -> None:
    """display(read(x)) is stable: people copy what they see."""
    ctx = context(lang)
    for stored in (
        value(day.isoformat(), "day", about),
        value(day.replace(day=15).isoformat(), "month", about),
        value(day.replace(month=7, day=1).isoformat(), "year", about),
    ):
        shown = KINDS["date"].display(step_of("date"), stored, ctx)
        assert read("date", shown, ctx) == Parsed(stored)


@given(st.dates(date(1930, 1, 1), TODAY + timedelta(days=3000)))
def test_german_and_iso_dates_mean_that_day(day: date) -> None:
    expected = Parsed(value(day.isoformat(), "day"))
    assert read("date", day.isoformat()) == expected
    assert read("date", f"{day.day}.{day.month}.{day.year}") == expected


@given(st.text(max_size=120) | st.text("0123456789./- ~?,JuliMäz", max_size=30))
def test_any_text_gets_an_answer_and_dates_found_exist(text: str) -> None:
    """faults: B. Never raises; what is found has four digits of a year in the text, or counts from today."""
    reading = read("date", text)
    found = (
        reading.alternatives
        if isinstance(reading, Ambiguous)
        else (reading.value,)
        if isinstance(reading, Parsed)
        else ()
    )
    for one in found:
        date.fromisoformat(one["date"])
        assert one["precision"] in ("day", "month", "year")
