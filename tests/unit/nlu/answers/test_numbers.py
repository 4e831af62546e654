"""Numbers: what CLDR spells is read back, what people write beside it too, and what only looks like one is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from unicode_rbnf import RbnfEngine

from flows.parsing.normalise import key
from nlu.answers import Answer, Question, parse
from nlu.answers.words import plain_no

SPELLED = ["ar", "bg", "de", "en", "es", "fa", "fr", "it", "nl", "pt", "ro", "ru", "sq", "sr", "tr", "uk", "cs", "da"]


def read(lang: str, text: str, kind: str = "integer") -> Answer:
    return parse(Question(kind, lang, date(2026, 1, 1)), text)


@settings(deadline=None)
@given(st.sampled_from(SPELLED), st.integers(0, 9_999_999))
@example("fa", 9)
def test_what_cldr_spells_is_read_back(lang: str, number: int) -> None:
    """Where it is a word for no as well, none is the other thing it may mean."""
    engine = RbnfEngine.for_language(lang)
    names = [name for name in engine.rulesets if name.startswith("spellout-cardinal")]
    for text in engine.format_number(number, ruleset_names=names).text_by_ruleset.values():
        no = key(text) in plain_no(lang)
        assert read(lang, text) == (Answer("ambiguous", None, (number, 0)) if no else Answer("ok", number))


@pytest.mark.parametrize(
    ("lang", "text", "number"),
    [
        ("de", "siebzehn", 17),
        ("de", "neunzehnhundertvierundachtzig", 1984),
        ("de", "Tausendundeins", 1001),
        ("de", "ungefähr 40", 40),
        ("de", "wir sind zu fünft, also 5", 5),
        ("de", "keine", 0),
        ("de", "fünf Dutzend", 60),
        ("de", "ein halbes Dutzend", 6),
        ("de", "3 Tausend", 3000),
        ("de", "2,5 Millionen", 2_500_000),
        ("de", "70k", 70_000),
        ("de", "1.234", 1234),
        ("de", "minus fünf", -5),
        ("de", "007", 7),
        ("en", "three hundred and sixty-five", 365),
        ("en", "1,234", 1234),
        ("en", "a couple", 2),
        ("en", "three dozen", 36),
        ("en", "two lakh", 200_000),
        ("fr", "soixante quinze", 75),
        ("es", "cuarenta y 2", 42),
        ("nl", "zes en veertig", 46),
        ("ro", "opt zeci", 80),
        ("fr", "quatre-vingt-quinze", 95),
        ("fr", "septante-trois", 73),
        ("fr", "trois enfants", 3),
        ("es", "treinta y ocho", 38),
        ("ar", "٢٣", 23),
        ("ar", "سبعة وأربعون", 47),
        ("ar", "تلاتة", 3),
        ("ar", "خمس عشرة", 15),
        ("ar", "١٫٥ مليون", 1_500_000),
        ("fa", "۴۲", 42),
        ("fa", "سی و هفت", 37),
        ("ps", "پنځه ویشت", 25),
        ("ckb", "سی و چوار", 34),
        ("kmr", "bîst û sê", 23),
        ("kmr", "hezar û nehsed û nod", 1990),
        ("tr", "kırkyedi", 47),
        ("tr", "bin dokuz yüz seksen beş", 1985),
        ("uk", "сорок два", 42),
        ("uk", "п’ять тисяч", 5000),
        ("ru", "двести тридцать один", 231),
        ("ro", "douăzeci și trei", 23),
        ("ro", "unșpe", 11),
        ("bg", "шейсет и девет", 69),
        ("sq", "njëzet e pesë", 25),
        ("sr", "dvadeset tri", 23),
        ("sr", "тридесет и пет", 35),
        ("pl", "czterdzieści siedem", 47),
        ("ti", "ዕስራን ሰለስተን", 23),
        ("so", "soddon iyo afar", 34),
        ("de-simple", "einundzwanzig", 21),
    ],
)
def test_whole_numbers(lang: str, text: str, number: int) -> None:
    assert read(lang, text) == Answer("ok", number)


@pytest.mark.parametrize(
    "text",
    [
        "B2",
        "A1",
        "12:30",
        "1.2.2020",
        "1/2",
        "3a",
        "2nd",
        "1,5",
        "so",
        "heute",
        "٣4",
        "१2٣",
        "12345678901234567890",
        "5%",
        "nicht zwei",
        "ein paar",
        "viele",
        "20 l",
        "drei halbe Brote",
        "zwei Drittel",
        "7 minus",
        "ich habe eine Frage",
        "drei " * 30,
    ],
)
def test_what_is_no_whole_number(text: str) -> None:
    assert read("de", text).status == "no"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2 oder 3", (2, 3)),
        ("zwei bis drei", (2, 3)),
        ("fünf zwei", (5, 2)),
        ("eins zwanzig", (1, 20)),
        ("200,000", (200, 200_000)),
        ("1 2 3", (1, 2, 3)),
    ],
)
def test_several_numbers_are_asked_back(text: str, numbers: tuple[int, ...]) -> None:
    assert read("de", text) == Answer("ambiguous", None, numbers)


def test_a_word_for_no_that_is_a_number_is_asked_back_and_a_saying_is_none() -> None:
    assert read("fa", "نه") == Answer("ambiguous", None, (9, 0))
    assert read("fa", "۹") == Answer("ok", 9)
    assert read("fa", "بیست و نه") == Answer("ok", 29)
    assert read("de", "keine Ahnung").status == "no"
    assert read("de", "kein Problem").status == "no"


@pytest.mark.parametrize(
    ("lang", "text", "number"),
    [
        ("de", "1,5", 1.5),
        ("de", "drei Komma vier", 3.4),
        ("bg", "две цяло и пет", 2.5),
        ("en", "point two", 0.2),
        ("de", "1.234,5", 1234.5),
        ("de", "zweieinhalb", 2.5),
        ("en", "1,234.5", 1234.5),
        ("en", "1.234", 1.234),
        ("en", "three and a half", 3.5),
        ("tr", "iki buçuk", 2.5),
        ("ru", "три с половиной", 3.5),
        ("ar", "٢٫٧٥", 2.75),
        ("fr", "12 500,50", 12500.5),
        ("de", "4,0", 4),
    ],
)
def test_decimal_numbers(lang: str, text: str, number: Any) -> None:
    assert read(lang, text, "decimal") == Answer("ok", number)
