"""The detector as it is shipped, its counts made here from the phrases, so that the tests need no set-up."""

from __future__ import annotations

import pytest

from nlu.language.detecting import LanguageDetector
from nlu.language.habits import Habits, counted
from nlu.phrases import languages, training_phrases


@pytest.fixture(scope="session")
def habits() -> Habits:
    return counted({lang: [phrase.text for phrase in training_phrases(lang)] for lang in languages()})


@pytest.fixture(scope="session")
def detector(habits: Habits) -> LanguageDetector:
    return LanguageDetector(habits)
