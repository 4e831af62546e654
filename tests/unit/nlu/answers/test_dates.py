"""Dates: every form CLDR writes is read or asked back, never wrongly; what is no date is none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from babel import Locale
from babel.dates import format_date, format_skeleton
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.answers import Answer, Question, parse
from nlu.answers.solar import days_in, is_leap, to_date
from nlu.answers.words import split, table

TODAY = date(2026, 11, 26)
#: The languages this project offers, with their CLDR locales.
LOCALES = {
    "de": ["de"],
    "en": ["en", "en_GB"],
    "fr": ["fr"],
    "es": ["es"],
    "ar": ["ar", "ar_SY", "ar_IQ", "ar_MA"],
    "fa": ["fa", "fa_AF"],
    "ps": ["ps"],
    "ckb": ["ckb"],
    "kmr": ["ku"],
    "tr": ["tr"],
    "uk": ["uk"],
    "ru": ["ru"],
    "ro": ["ro"],
    "bg": ["bg"],
    "sq": ["sq"],
    "sr": ["sr", "sr_Latn"],
    "pl": ["pl"],
    "ti": ["ti", "ti_ER"],
    "so": ["so"],
}
NATIVE = {"ar": "٠١٢٣٤٥٦٧٨٩", "ckb": "٠١٢٣٤٥٦٧٨٩", "fa": "۰۱۲۳۴۵۶۷۸۹", "ps": "۰۱۲۳۴۵۶۷۸۹"}


def read(kind: str, lang: str, text: str) -> Answer:
    return parse(Question(kind, lang, TODAY), text)


def meant(answer: Answer) -> Any:
    return answer.value if answer.status == "ok" else list(answer.alternatives)


def written(day: date, name: str) -> list[str]:
    locale = Locale.parse(name)
    forms = [format_date(day, width, locale=locale) for width in ("full", "long", "medium", "short")]
    known = [
        skeleton for skeleton in ("yMMMMd", "yMMMd", "yMd", "yMMMEd", "yMEd") if skeleton in locale.datetime_skeletons
    ]
    return forms + [format_skeleton(skeleton, day, locale=locale) for skeleton in known]


@pytest.mark.parametrize("lang", sorted(LOCALES))
@settings(deadline=None, max_examples=40)
@given(day=st.dates(date(1930, 1, 1), date(2020, 12, 31)))
def test_a_birth_date_in_every_form_of_cldr_is_read_or_asked_back(lang: str, day: date) -> None:
    for name in LOCALES[lang]:
        for text in written(day, name):
            native = text.translate(str.maketrans("0123456789", NATIVE.get(lang, "0123456789")))
            for form in {text, native}:
                found = read("birth_date", lang, form)
                assert day.isoformat() == found.value or day.isoformat() in found.alternatives, form


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("de", "heute", "2026-11-26"),
        ("de", "vorgestern", "2026-11-24"),
        ("de", "am 9. Mai 2021", "2021-05-09"),
        ("de", "seit Oktober 2018", "2018-10"),
        ("de", "Oktbober 2018", "2018-10"),
        ("de", "ungefähr 2016", "2016"),
        ("de", "vor 4 Jahren", "2022"),
        ("de", "vor zehn Tagen", "2026-11-16"),
        ("de", "letzten Monat", "2026-10"),
        ("de", "20210509", "2021-05-09"),
        ("de", "2021-05-09", "2021-05-09"),
        ("en", "May 9th, 2021", "2021-05-09"),
        ("en", "about two years ago", "2024"),
        ("fr", "il y a trois ans", "2023"),
        ("es", "hace un año", "2025"),
        ("ar", "٩ أيار ٢٠٢١", "2021-05-09"),
        ("ar", "السنة الماضية", "2025"),
        ("ar", "قبل سنتين", "2024"),
        ("fa", "۱۲ فروردین ۱۳۷۰", "1991-04-01"),
        ("fa", "۱۳۷۰/۱/۱۲", "1991-04-01"),
        ("fa", "۵ حمل ۱۳۶۵", "1986-03-25"),
        ("ps", "۱۳۷۰ وری ۱۲", "1991-04-01"),
        ("fa", "9 می 2021", "2021-05-09"),
        ("ckb", "٩ی ئایاری ٢٠٢١", "2021-05-09"),
        ("kmr", "9ê gulanê 2021", "2021-05-09"),
        ("tr", "3 yıl önce", "2023"),
        ("uk", "у травні 2021", "2021-05"),
        ("ru", "два года назад", "2024"),
        ("ro", "acum 3 ani", "2023"),
        ("bg", "преди 5 години", "2021"),
        ("sq", "9 maj 2021", "2021-05-09"),
        ("sr", "prošle godine", "2025"),
        ("pl", "w zeszłym roku", "2025"),
        ("so", "2 sano ka hor", "2024"),
        ("ti", "9 ግንቦት 2021", "2021-05-09"),
    ],
)
def test_dates_as_precise_as_they_are_written(lang: str, text: str, value: str) -> None:
    assert read("date", lang, text) == Answer("ok", value)


@pytest.mark.parametrize(
    ("kind", "lang", "text", "values"),
    [
        ("date", "de", "03/04/1990", ["1990-04-03", "1990-03-04"]),
        ("date", "en", "3-4-1990", ["1990-04-03", "1990-03-04"]),
        ("date", "de", "1.2.30", ["2030-02-01", "1930-02-01"]),
        ("date", "de", "Frühling 2019", ["2019-03", "2019-04", "2019-05"]),
        ("month", "tr", "2019 kışı", ["2019-01", "2019-02", "2019-12"]),
        ("date", "fa", "۱۳۷۰", ["1991", "1992"]),
        ("birth_date", "fa", "فروردین ۱۳۷۰", ["1991-03", "1991-04"]),
    ],
)
def test_what_may_be_two_dates_is_asked_back(kind: str, lang: str, text: str, values: list[str]) -> None:
    assert meant(read(kind, lang, text)) == values


@pytest.mark.parametrize(
    "text",
    [
        "B2",
        "A1",
        "12",
        "42",
        "so",
        "So",
        "Mo",
        "ja",
        "Mai",
        "25 Jahre",
        "3 Kinder",
        "12.5",
        "12:30",
        "12:30:45",
        "1.2.3.4",
        "31.2.2019",
        "0.1.2019",
        "1.13.2019",
        "0176 1234567",
        "1.1.1370",
        "2019 2020",
        "12 Uhr",
        "7/8",
        "1,5",
        "44532",
        "vor Jahren",
        "Montag",
        "ein Jahr",
        "2019 oder so etwas",
        "١/٢/2019",
        "99999999",
        "1899",
        "heute nicht",
    ],
)
@pytest.mark.parametrize("kind", ["date", "birth_date", "month"])
def test_what_is_no_date(kind: str, text: str) -> None:
    assert read(kind, "de", text).status == "no"


def test_nobody_is_born_tomorrow_or_too_long_ago() -> None:
    assert read("birth_date", "de", "27.11.2026").status == "no"
    assert read("birth_date", "de", "26.11.2026") == Answer("ok", "2026-11-26")
    assert read("birth_date", "de", "1.1.1905").status == "no"
    assert read("birth_date", "de", "1.2.30") == Answer("ok", "1930-02-01")
    assert read("birth_date", "de", "1985") == Answer("ok", "1985")
    assert read("birth_date", "de", "heute").status == "no"


def test_a_month_of_a_whole_date_is_its_month() -> None:
    assert read("month", "de", "9.5.2021") == Answer("ok", "2021-05")
    assert read("month", "de", "2021").status == "no"
    assert read("month", "uk", "травень 2021") == Answer("ok", "2021-05")


@pytest.mark.parametrize(
    ("solar", "day"),
    [
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1375, 12, 30), date(1997, 3, 20)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1403, 1, 1), date(2024, 3, 20)),
        ((1404, 1, 1), date(2025, 3, 21)),
    ],
)
def test_known_days_of_the_iranian_calendar(solar: tuple[int, int, int], day: date) -> None:
    assert to_date(*solar) == day


@given(st.integers(1300, 1409))
def test_iranian_years_follow_each_other(year: int) -> None:
    first, last = to_date(year, 1, 1), to_date(year, 12, days_in(year, 12))
    after = to_date(year + 1, 1, 1)
    assert first is not None
    assert last is not None
    assert after is not None
    assert (after - last).days == 1
    assert (after - first).days == 365 + is_leap(year)
    assert to_date(year, 12, 30 if not is_leap(year) else 31) is None


@pytest.mark.parametrize("lang", sorted(LOCALES))
def test_no_ordinary_word_makes_a_date_of_a_number(lang: str) -> None:
    for name in ("yes", "no", "agree", "refuse", "unsure"):
        for word in split(table("yes_no")[lang][name]):
            for text in (word, f"2 {word}", f"{word} 12", f"25 {word}"):
                assert read("date", lang, text).status == "no", text
