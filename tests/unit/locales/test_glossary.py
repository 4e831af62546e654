"""The glossary: every term explained, shortly, and in the language's own script."""

from __future__ import annotations

import pytest

from locales.foreign import foreign_faults
from locales.glossary import coverage, explanations, terms
from locales.languages import OFFERED
from locales.source_texts import Source

EXPLAINED = [lang for lang in OFFERED if lang.split("-")[0] != "de"]


@pytest.mark.parametrize("lang", EXPLAINED)
def test_every_term_is_explained(lang: str) -> None:
    assert terms().keys() - explanations(lang).keys() == set()
    assert coverage(lang) == 1.0


@pytest.mark.parametrize("lang", EXPLAINED)
def test_an_explanation_is_short_and_in_its_own_language(lang: str) -> None:
    for term, text in explanations(lang).items():
        assert len(text) <= 80, term
        assert not list(foreign_faults(lang, Source("glossary", (term,)), (text,))), term


def test_german_explains_itself_and_a_language_without_a_glossary_nothing() -> None:
    assert coverage("de") == coverage("de-simple") == 1.0
    assert coverage("xx") == 0.0
