"""The lint for Leichte Sprache finds what is hard to read, and lets easy sentences pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.catalogues import load, po_path, update
from locales.simple import SIMPLE, hard, simple_problems
from locales.source_texts import sources_of

HARD = [
    (
        "Wenn Sie einen Termin haben möchten, dann rufen Sie bitte heute noch im Büro an.",
        "long_sentence",
    ),
    ("Wir fragen, weil wir wissen wollen, ob Sie Hilfe brauchen.", "ideas"),
    ("Wir helfen; Sie fragen.", "ideas"),
    ("Ihre Daten werden gelöscht.", "passive"),
    ("Sie werden von uns angerufen.", "passive"),
    ("Ihr Antrag wurde bearbeitet.", "passive"),
    ("Das wird im Team organisiert.", "passive"),
    ("Haben Sie eine Krankenversicherung?", "long_word"),
    ("Sie können z. B. anrufen.", "short_form"),
]
EASY = [
    "Guten Tag!\nWir helfen Ihnen.\nDas kostet nichts.",
    "Haben Sie eine Kranken·versicherung?",
    "Wollen Sie einen Deutsch-Kurs machen?",
    "Ein Amt für den Aufenthalt (Ausländerbehörde)",
    "Haben Sie eine Niederlassungserlaubnis?",
    "Wollen Sie Deutscher werden?",
    "Wir werden Ihnen helfen.",
    "Wo sind Sie geboren?",
    "• Arzt\n• Schule\n• Wohnung",
]


@pytest.mark.parametrize(("text", "code"), HARD)
def test_what_is_hard_is_found(text: str, code: str) -> None:
    assert code in {found for found, _ in hard(text)}


@pytest.mark.parametrize("text", EASY)
def test_what_is_easy_passes(text: str) -> None:
    assert list(hard(text)) == []


def test_only_leichte_sprache_is_looked_at_and_match_words_are_not(tmp_path: Path) -> None:
    german = sources_of({"a": "Ihre Daten werden gelöscht.", "a.words": "krankenversicherung werden gelöscht"})
    update(SIMPLE, german, tmp_path)
    path = po_path(SIMPLE, tmp_path)
    path.write_text(path.read_text().replace('msgstr ""', 'msgstr "Ihre Daten werden gelöscht."').replace(
        'msgid ""\nmsgstr "Ihre Daten werden gelöscht."', 'msgid ""\nmsgstr ""'))  # fmt: skip
    assert load(SIMPLE, tmp_path)
    assert [(one.id, one.code) for one in simple_problems(SIMPLE, german, tmp_path)] == [("a", "passive")]
    assert simple_problems("uk", german, tmp_path) == []


@given(st.text(max_size=200))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    assert {code for code, _ in hard(text)} <= {"long_sentence", "ideas", "passive", "long_word", "short_form"}
