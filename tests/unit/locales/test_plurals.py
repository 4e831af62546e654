"""Plural forms: the number of a form and its CLDR name agree for every number, in every language we may offer."""

from __future__ import annotations

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from locales.plurals import by_form, categories, form_of

LANGUAGES = ("de", "en", "ar", "uk", "fr", "ro", "bg", "tr", "fa", "ti")


@given(lang=st.sampled_from(("de", "en", "ar", "uk", "bg")), n=st.integers(0, 999))
def test_the_form_chosen_has_the_name_cldr_gives_the_number(lang: str, n: int) -> None:
    assert categories(lang)[form_of(lang)(n)] == Locale.parse(lang).plural_form(n)


def test_arabic_has_six_forms_in_gettext_order() -> None:
    assert categories("ar") == ("zero", "one", "two", "few", "other", "many")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_form_has_a_name_of_its_own(lang: str) -> None:
    assert len(set(categories(lang))) == len(categories(lang))


def test_a_form_not_named_is_other_and_without_other_it_is_missing() -> None:
    assert by_form("ar", {"one": "a", "other": "b"}) == ("b", "a", "b", "b", "b", "b")
    with pytest.raises(KeyError, match="few"):
        by_form("uk", {"one": "a", "many": "b"})
