"""Any language has a name, a script and a direction; ours come from our own table."""

from __future__ import annotations

import pytest

from locales.languages import LANGUAGES, called, direction, language, nearest


@pytest.mark.parametrize(
    ("code", "name", "way"),
    [
        ("it", "Italiano", "ltr"),
        ("sd", "سنڌي", "rtl"),
        ("ks", "کٲشُر", "rtl"),
        ("pt-BR", "Português (Brasil)", "ltr"),
        ("az-Arab", "آذربایجان تۆرکجه\u200cسی (عربجه)", "rtl"),
        ("zz", "Zz", "ltr"),
    ],
)
def test_a_language_we_do_not_offer_is_known_from_cldr(code: str, name: str, way: str) -> None:
    assert (language(code).name, direction(code)) == (name, way)


def test_ours_are_ours() -> None:
    assert all(language(code) is ours for code, ours in LANGUAGES.items())


def test_the_nearest_of_the_languages_there_are() -> None:
    assert nearest("ar-SY") == "ar"
    assert nearest("it") is None
    assert nearest("it_CH", ("de", "it")) == "it"
    assert nearest("pt_BR", ("pt-BR", "pt")) == "pt-BR"
    assert nearest("uk", ("it",)) is None


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_of_ours_is_looked_for_by_several_names(code: str) -> None:
    """Its own first; one in Latin letters among them, for whoever reads the list for somebody else."""
    names = called("ar", code)
    assert names[0] == LANGUAGES[code].name
    assert len(names) == len(set(names)) >= 2
    assert any(name.isascii() for name in names)


def test_names_in_the_readers_own_language_are_among_them() -> None:
    assert {"Türkçe", "Türkisch", "Turkish", "Турецька"} <= {name.capitalize() for name in called("uk", "tr")}
    assert {"Farsi", "Dari"} <= set(called("de", "fa"))
