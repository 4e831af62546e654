"""Any language has a name, a script and a direction; ours come from our own table."""

from __future__ import annotations

import pytest

from locales.languages import LANGUAGES, direction, language, nearest


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
