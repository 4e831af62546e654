"""Countries and languages by any name, and what is unclear is asked."""

from __future__ import annotations

import pytest

from flows.kinds.base import KINDS, Ambiguous, Misfit, Parsed
from flows.parsing.countries import country_codes, country_name, find_country
from flows.parsing.languages import find_language
from flows.parsing.names import read_also
from locales.languages import OFFERED
from tests.support.answer_words import context, read, step_of


@pytest.mark.parametrize("lang", OFFERED)
def test_every_country_is_found_by_the_name_we_show(lang: str) -> None:
    """In Spanish and Polish the Republic is called "Congo" alone; whoever says that is asked which one."""
    unread = {code: found for code in country_codes() if (found := find_country(country_name(code, lang))) != (code,)}
    assert unread in ({}, {"CG": ("CD", "CG")})


def test_the_countries_are_the_worlds() -> None:
    """249 of ISO 3166-1, and Kosovo."""
    assert len(country_codes()) == 250
    assert {"UA", "SY", "XK", "PS", "TW"} <= country_codes()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Syrien", "SY"), ("سوريا", "SY"), ("Сирія", "SY"), ("syrisch", "SY"), ("Sirien", "SY"), ("aus Syrien", "SY"),
        ("Ukriane", "UA"), ("украина", "UA"), ("UA", "UA"), ("Turkey", "TR"), ("Türkiye", "TR"), ("Turkei", "TR"),
        ("USA", "US"), ("England", "GB"), ("Elfenbeinküste", "CI"), ("Palästina", "PS"), ("Afganistan", "AF"),
        ("I am from Iraq", "IQ"), ("Niger", "NE"), ("Nigeria", "NG"), ("Sudan", "SD"), ("DR Kongo", "CD"),
    ],
)  # fmt: skip
def test_countries_as_people_write_them(text: str, code: str) -> None:
    assert read("country", text) == Parsed(code)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Kurdistan", {"TR", "IQ", "SY", "IR"}),
        ("Kongo", {"CD", "CG"}),
        ("Korea", {"KR", "KP"}),
        ("Nigera", {"NE", "NG"}),
        ("Jugoslawien", {"RS", "HR", "BA", "SI", "MK", "ME", "XK"}),
        ("Syrien und Irak", {"SY", "IQ"}),
    ],
)
def test_what_may_be_several_countries_is_asked_back(text: str, codes: set[str]) -> None:
    reading = read("country", text)
    assert isinstance(reading, Ambiguous)
    assert set(reading.alternatives) == codes


@pytest.mark.parametrize("text", ["so", "in", "ja", "no", "nicht Syrien", "xyz", "Europa", "😀", "Mars", "12"])
def test_what_is_no_country_is_said(text: str) -> None:
    assert read("country", text) == Misfit("answer.country.misfit")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Deutsch", "de"), ("عربي", "ar"), ("العربية", "ar"), ("українська", "uk"), ("Русский", "ru"),
        ("Sorani", "ckb"), ("Farsi", "fa"), ("Dari", "fa-AF"), ("Türkçe", "tr"), ("Tigrinya", "ti"),
        ("ትግርኛ", "ti"), ("Ukrainisch", "uk"),
        ("ich spreche Russisch", "ru"), ("Gebärdensprache", "sgn"), ("Pashto", "ps"), ("polski", "pl"),
        ("Arabish", "ar"),
    ],
)  # fmt: skip
def test_languages_as_people_write_them(text: str, code: str) -> None:
    assert read("language", text) == Parsed(code)


def test_kurdish_is_two_languages() -> None:
    reading = read("language", "Kurdisch")
    assert isinstance(reading, Ambiguous)
    assert reading.alternatives == ("ku", "ckb")


@pytest.mark.parametrize("kind", ["country", "language"])
@pytest.mark.parametrize("lang", OFFERED)
def test_what_a_button_shows_can_be_written(kind: str, lang: str) -> None:
    ctx = context(lang)
    for option in KINDS[kind].offers(step_of(kind), ctx):
        assert read(kind, str(option.literal), ctx) == Parsed(option.value)
        assert KINDS[kind].take(step_of(kind), option.value, ctx) == Parsed(option.value)


@pytest.mark.parametrize("kind", ["country", "language"])
@pytest.mark.parametrize("forged", ["", "ZZ", "../..", "xx" * 50, "UA\n", "ua"[:1]])
def test_a_forged_button_is_not_stored(kind: str, forged: str) -> None:
    """faults: B forged callback data."""
    assert isinstance(KINDS[kind].take(step_of(kind), forged, context()), Misfit)


@pytest.mark.parametrize("table", ["countries", "languages"])
def test_other_names_lead_to_codes_we_know(table: str) -> None:
    for name, codes in read_also(table).items():
        found = find_country(name) if table == "countries" else find_language(name)
        assert set(codes) <= set(found), name
        assert all(
            KINDS["country" if table == "countries" else "language"].take(step_of("x"), code, context())
            for code in codes
        )
