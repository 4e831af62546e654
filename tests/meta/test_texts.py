"""Every text has one home, and every language we offer has all of them, fresh, whole and within its limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.content.texts import all_sources
from locales.catalogue_checks import problems
from locales.catalogues import by_id, load
from locales.languages import LANGUAGES, OFFERED, SOURCE
from locales.simple import SIMPLE, simple_problems

#: Names of quarters are the same in every language.
DISTRICTS = ".district.choice."


def test_every_text_id_has_one_home() -> None:
    """`all_sources` raises when an id stands in two files; a few hundred texts are the least an intake needs."""
    assert len(all_sources()) > 300


@pytest.mark.parametrize("lang", OFFERED)
def test_a_language_is_offered_only_when_its_catalogue_is_complete(lang: str) -> None:
    found = problems(lang, all_sources())
    assert not found, "\n".join(map(str, found[:20]))


def test_leichte_sprache_is_easy() -> None:
    """A few texts (names of offices, consents whose words count) may stay hard; `lotse locales check` names them."""
    hard = {problem.id for problem in simple_problems(SIMPLE, all_sources())} if SIMPLE in OFFERED else set()
    assert len(hard) < len(all_sources()) / 20, sorted(hard)[:20]


@pytest.mark.parametrize("lang", [lang for lang in OFFERED if lang != SOURCE])
def test_a_translation_is_not_the_german(lang: str) -> None:
    """A few texts are the same in two languages (names, "SMS"); many of them are a catalogue nobody translated.

    German that is easy already stays as it is in Leichte Sprache.
    """
    told = [(str(message.context), message) for message in by_id(load(lang)).values() if len(str(message.id)) > 12]
    entries = [message for text_id, message in told if not text_id.endswith(".words") and DISTRICTS not in text_id]
    same = [message.context for message in entries if message.string == message.id]
    assert entries
    assert len(same) < len(entries) / (2 if lang == SIMPLE else 50), same[:20]


def test_the_readme_asks_as_the_catalogues_ask() -> None:
    """The table of one question in many languages; a language that is added later may still be missing there."""
    names = {language.name: code for code, language in LANGUAGES.items()}
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    rows = [line.strip("| ").split(" | ") for line in readme.splitlines() if line.startswith("| ")]
    told = {names[row[0]]: row[1] for row in rows if len(row) == 2 and row[0] in names}
    assert len(told) >= 6
    assert told == {code: by_id(load(code))["kim-intake.german.prompt"].string for code in told}
