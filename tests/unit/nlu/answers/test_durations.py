"""Lengths of time and ages, in numbers, words and the special words languages have for them."""

from __future__ import annotations

from datetime import date

import pytest

from nlu.answers import Answer, Question, parse


def read(lang: str, text: str, kind: str = "duration") -> Answer:
    return parse(Question(kind, lang, date(2026, 11, 26)), text)


@pytest.mark.parametrize(
    ("lang", "text", "iso"),
    [
        ("de", "3 Jahre", "P3Y"),
        ("de", "seit etwa drei Monaten", "P3M"),
        ("de", "anderthalb Jahre", "P1Y6M"),
        ("de", "ein halbes Jahr", "P6M"),
        ("de", "eine halbe Stunde", "PT30M"),
        ("de", "2 Jahre und 5 Monate", "P2Y5M"),
        ("de", "45min", "PT45M"),
        ("de", "1h15", "PT1H15M"),
        ("de", "¾ Stunde", "PT45M"),
        ("de", "100 Minuten", "PT1H40M"),
        ("de", "14 Tage", "P2W"),
        ("de", "10 Tage", "P10D"),
        ("en", "half a year", "P6M"),
        ("en", "two years and a half", "P2Y6M"),
        ("en", "a fortnight", "P2W"),
        ("en", "three quarters of an hour", "PT45M"),
        ("fr", "une demi-heure", "PT30M"),
        ("fr", "depuis 2 ans", "P2Y"),
        ("fr", "un an et demi", "P1Y6M"),
        ("es", "hace tres meses", "P3M"),
        ("ar", "سنتين", "P2Y"),
        ("ar", "٦ أشهر", "P6M"),
        ("ar", "ساعة ونصف", "PT1H30M"),
        ("fa", "دو سال و نیم", "P2Y6M"),
        ("fa", "۳ ماه", "P3M"),
        ("ps", "څلور میاشتې", "P4M"),
        ("ckb", "سێ مانگ", "P3M"),
        ("kmr", "çar meh", "P4M"),
        ("tr", "bir buçuk yıl", "P1Y6M"),
        ("tr", "yarım saat", "PT30M"),
        ("tr", "3 aydır", "P3M"),
        ("uk", "півтора року", "P1Y6M"),
        ("uk", "близько трьох місяців", "P3M"),
        ("ru", "полтора месяца", "P1M15D"),
        ("ru", "полгода", "P6M"),
        ("ru", "пять лет", "P5Y"),
        ("ro", "trei luni", "P3M"),
        ("bg", "две седмици", "P2W"),
        ("sq", "dy vjet", "P2Y"),
        ("sr", "tri meseca", "P3M"),
        ("pl", "półtora roku", "P1Y6M"),
        ("ti", "ሰለስተ ዓመት", "P3Y"),
        ("so", "afar bilood", "P4M"),
    ],
)
def test_durations(lang: str, text: str, iso: str) -> None:
    assert read(lang, text) == Answer("ok", iso)


@pytest.mark.parametrize(
    "text", ["Jahre", "lange", "12", "B2", "zwei", "seit Monaten", "Sekretärin", "2 Kinder", "5 Jahre Erfahrung"]
)
def test_what_is_no_duration(text: str) -> None:
    assert read("de", text).status == "no"


@pytest.mark.parametrize(
    ("lang", "text", "age"),
    [
        ("de", "34", 34),
        ("de", "Ich bin 34 Jahre alt", 34),
        ("de", "vierunddreißig", 34),
        ("de", "20 Monate", 1),
        ("de", "26.11.1990", 36),
        ("de", "27.11.1990", 35),
        ("ar", "عمري ٣٤ سنة", 34),
        ("fa", "۳۴ سال", 34),
        ("tr", "34 yaşındayım", 34),
        ("uk", "мені 34 роки", 34),
    ],
)
def test_ages(lang: str, text: str, age: int) -> None:
    assert read(lang, text, "age") == Answer("ok", age)


def test_an_age_that_is_unclear_or_nobody_reaches() -> None:
    assert read("de", "geboren 1990", "age") == Answer("ambiguous", None, (35, 36))
    assert read("de", "130", "age").status == "no"
    assert read("de", "-3", "age").status == "no"
    assert read("de", "B2", "age").status == "no"
