"""Every language of ours, also one CLDR has under another code or not at all, gets dates, numbers, lists and names."""

from __future__ import annotations

from datetime import date

import pytest
from babel import UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from flows.kinds.language import FREQUENT, OWN_NAMES
from flows.parsing.countries import country_codes
from flows.parsing.names import read_also
from flows.parsing.normalise import key
from locales.catalogues import as_bytes, compile_catalogue, empty, updated
from locales.cldr import canonical, locale_for, script_of
from locales.languages import OFFERED, locale_of, name_in, nearest, our_names
from locales.plurals import categories
from locales.source_texts import sources_of

#: The languages of the project and the script we write them in; `languages.toml` names those that are complete.
TWENTY = {
    **dict.fromkeys(["de", "de-simple", "en", "fr", "es", "kmr", "tr", "ro", "sq", "sr", "pl", "so"], "Latn"),
    **dict.fromkeys(["ar", "fa", "ps", "ckb"], "Arab"),
    **dict.fromkeys(["uk", "ru", "bg"], "Cyrl"),
    "ti": "Ethi",
}
DAY = date(2026, 3, 5)


@pytest.mark.parametrize("code", TWENTY)
def test_every_language_has_months_numbers_lists_and_countries_of_its_own(code: str) -> None:
    locale = locale_for(code, TWENTY[code])
    english, german = locale_for("en"), locale_for("de")
    said = format_date(DAY, "long", locale=locale)
    assert "2026" in said
    assert format_decimal(1234.5, locale=locale)
    assert "a" in format_list(["a", "b", "c"], locale=locale)
    assert country_codes() <= set(locale.territories)
    if code not in ("en", "de", "de-simple"):
        for other in (english, german):
            assert locale.territories["DE"] != other.territories["DE"]
            assert locale.months["format"]["wide"] != other.months["format"]["wide"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("de-simple", "5. März 2026"),
        ("sr", "5. mart 2026."),
        ("kmr", "5ê adara 2026an"),
        ("tr", "5 Mart 2026"),
        ("ti", "መጋቢት 5, 2026"),
        ("so", "Maarso 5, 2026"),
    ],
)
def test_a_date_is_written_in_the_language_and_its_script(code: str, said: str) -> None:
    assert format_date(DAY, "long", locale=locale_for(code, TWENTY[code])) == said


@pytest.mark.parametrize("code", OFFERED)
def test_the_offered_languages_are_written_in_the_script_of_the_table(code: str) -> None:
    assert locale_of(code) == locale_for(code, TWENTY[code])


def test_serbian_in_latin_letters_is_not_that_of_cldr_alone() -> None:
    assert locale_for("sr").languages["ar"] == "арапски"
    assert locale_for("sr", "Latn").languages["ar"] == "arapski"


def test_codes_that_cldr_keeps_elsewhere() -> None:
    assert [canonical(code) for code in ("kmr", "ku", "prs", "de-simple", "fa-AF")] == ["ku", "ku", "fa", "de", "fa"]
    assert [script_of(code) for code in ("kmr", "az-Arab", "sr", "ti", "zz")] == [
        "Latn",
        "Arab",
        "Cyrl",
        "Ethi",
        "Latn",
    ]
    with pytest.raises(UnknownLocaleError):
        locale_for("zz")


def test_a_phone_that_says_dari_gets_persian() -> None:
    assert nearest("prs") == "fa"
    assert nearest("de-simple", ("de",)) == "de"


@pytest.mark.parametrize(
    ("code", "names"),
    [("de-simple", ("one", "other")), ("tr", ("other",)), ("kmr", ("one", "other")), ("sr", ("one", "few", "other"))],
)
def test_plural_forms_of_languages_with_another_code_in_cldr(code: str, names: tuple[str, ...]) -> None:
    assert categories(code) == names


@pytest.mark.parametrize("code", TWENTY)
def test_a_catalogue_can_be_made_and_compiled(code: str) -> None:
    german = sources_of({"days": {"one": "{n} Tag", "other": "{n} Tage"}})
    po = as_bytes(updated(code, german, empty(code)))
    assert f'"Language: {code.replace("-", "_")}\\n"'.encode() in po
    assert compile_catalogue(po)


@pytest.mark.parametrize("code", TWENTY)
def test_the_languages_newcomers_speak_have_a_name_in_every_language(code: str) -> None:
    """By CLDR or by us: none falls back to what its speakers call it, and none to English."""
    spoken = {found for codes in read_also("languages").values() for found in codes} | set(FREQUENT)
    own = {found: locale_for(code, TWENTY[code]).languages.get(found.replace("-", "_")) for found in spoken}
    lacking = {found for found, name in own.items() if name is None and found not in OWN_NAMES}
    assert {found for found in lacking if found not in our_names()["languages"].get(code, {})} == set()


def test_a_language_without_a_name_is_called_what_its_speakers_call_it_or_by_its_code() -> None:
    assert name_in("ckb", "fa-AF") == "دەری"
    assert name_in("ps", "sdh") == "کوردی خوارگ"
    assert name_in("ps", "afh") == "[afh]"


def test_our_names_are_nobody_elses() -> None:
    for lang, names in our_names()["languages"].items():
        taken = {key(name) for name in locale_for(lang, TWENTY[lang]).languages.values()}
        assert {name for name in names.values() if key(name) in taken} == set(), lang
