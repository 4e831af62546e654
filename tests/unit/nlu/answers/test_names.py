"""Countries, languages, choices, places and ways to reach somebody."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest
from babel import Locale

from flows.parsing.countries import country_codes
from nlu.answers import Answer, Choice, Question, parse

CHOICES = (
    Choice("work", "Arbeit", ("Job", "Beruf")),
    Choice("home", "Wohnung"),
    Choice("school", "Schule für mein Kind"),
    Choice("other", "Etwas anderes"),
)


def read(kind: str, lang: str, text: str) -> Any:
    found = parse(Question(kind, lang, date(2026, 11, 26), CHOICES), text)
    return {"ok": found.value, "ambiguous": list(found.alternatives), "no": None}[found.status]


@pytest.mark.parametrize(
    ("lang", "text", "code"),
    [
        ("de", "Syrien", "SY"),
        ("de", "Ich komme aus Eritrea.", "ER"),
        ("de", "USA", "US"),
        ("de", "England", "GB"),
        ("de", "Afganistan", "AF"),
        ("en", "DR Congo", "CD"),
        ("en", "Ivory Coast", "CI"),
        ("de", "Kurdistan", ["TR", "IQ", "SY", "IR"]),
        ("de", "Kongo", ["CD", "CG"]),
        ("ar", "العراق", "IQ"),
        ("fa", "افغانستان", "AF"),
        ("ps", "پاکستان", "PK"),
        ("ckb", "عێراق", "IQ"),
        ("kmr", "Tirkiye", "TR"),
        ("uk", "Туреччина", "TR"),
        ("ti", "ኤርትራ", "ER"),
        ("so", "Soomaaliya", "SO"),
        ("ti", "Syria", "SY"),
        ("de", "nicht aus Syrien", None),
        ("de", "nein", None),
        ("de", "weiß nicht", None),
        ("de", "12", None),
        ("de", "nie", None),
        ("pl", "nie", None),
        ("sv", "ibland", None),
    ],
)
def test_countries(lang: str, text: str, code: Any) -> None:
    assert read("country", lang, text) == code


@pytest.mark.parametrize("lang", ["de", "en", "fr", "es", "tr", "uk", "ru", "ro", "pl", "ckb"])
def test_a_country_with_a_slip_is_found_or_asked_back_and_hardly_ever_another(lang: str) -> None:
    chance = Random(7)
    names = [(code, name) for code, name in Locale.parse(lang).territories.items() if code in country_codes()]
    letters = sorted({letter for _, name in names for letter in name.casefold() if letter.isalpha()})
    wrong = known = 0
    for code, name in names:
        place = chance.randrange(len(name))
        found = read("country", lang, name[:place] + chance.choice(letters) + name[place + chance.randrange(2) :])
        wrong += isinstance(found, str) and found != code
        known += found == code or (isinstance(found, list) and code in found)
    assert wrong / len(names) <= 0.01
    assert known / len(names) >= 0.97


@pytest.mark.parametrize(
    ("lang", "text", "code"),
    [
        ("de", "Arabisch", "ar"),
        ("de", "Ukrainich", "uk"),
        ("de", "Kurdisch", ["ku", "ckb"]),
        ("fa", "دری", "fa-AF"),
        ("tr", "Türkçe", "tr"),
        ("ti", "ትግርኛ", "ti"),
        ("en", "I speak Persian", "fa"),
        ("de", "B2", None),
    ],
)
def test_languages(lang: str, text: str, code: Any) -> None:
    assert read("language", lang, text) == code


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("de", "Arbeit", "work"),
        ("de", "2", "home"),
        ("fa", "۲", "home"),
        ("de", "zwei", "home"),
        ("de", "das Zweite bitte", "home"),
        ("en", "the second one", "home"),
        ("ar", "الثاني", "home"),
        ("uk", "третю", "school"),
        ("ru", "последнее", "other"),
        ("de", "Job", "work"),
        ("de", "Wohnug", "home"),
        ("de", "ich suche eine Wohnung", "home"),
        ("de", "Schule", "school"),
        ("de", "Arbeit und Wohnung", ["work", "home"]),
        ("de", "9", None),
        ("de", "das neunte", None),
        ("de", "blau", None),
    ],
)
def test_choices(lang: str, text: str, name: Any) -> None:
    assert read("choice", lang, text) == name


def test_without_choices_nothing_is_chosen() -> None:
    assert parse(Question("choice", "de", date(2026, 11, 26)), "2") == Answer("no")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("phone", "0176 12345678", "+4917612345678"),
        ("phone", "٠١٧٦ ١٢٣٤٥٦٧٨", "+4917612345678"),
        ("phone", "meine Nummer ist +380 44 123 4567", "+380441234567"),
        ("phone", "12345", None),
        ("phone", "01.02.1990", None),
        ("email", "Amal@Beispiel.de", "Amal@beispiel.de"),
        ("email", "schreiben Sie an a@b.de oder c@d.de", ["a@b.de", "c@d.de"]),
        ("email", "amal at beispiel", None),
        ("place", "44532", {"plz": "44532", "ags": "05978024", "name": "Lünen", "status": "ok"}),
        ("place", "nirgends", None),
        ("place", "haben", None),
    ],
)
def test_contacts_and_places(kind: str, text: str, value: Any) -> None:
    assert read(kind, "de", text) == value
