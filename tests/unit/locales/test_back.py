"""Back-translations: given away without the German, kept beside the catalogue, stale when the translation changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import back
from locales.catalogues import translate, update
from locales.source_texts import sources_of
from locales.status import status
from tests.unit.locales.test_catalogue_checks import write
from tests.unit.locales.test_catalogues import GERMAN, UKRAINIAN, translated

KNOWN = back.translations(GERMAN, translated())
HELLO, SEND = back.hash_of("Вітаю, {name}!"), back.hash_of("Надіслати")


def test_what_is_given_away_tells_neither_german_nor_ids() -> None:
    given_away = back.to_translate(KNOWN, {})
    assert given_away[HELLO] == "Вітаю, {name}!"
    assert len(given_away) == len(GERMAN)
    everything = str(given_away)
    assert not [german for source in GERMAN.values() for german in source.forms if german in everything]
    assert not set(GERMAN) & set(given_away)


def test_match_words_are_no_text_to_translate_back() -> None:
    sources = sources_of({"yes.words": "ja | jo", "send": "Senden"})
    assert set(back.translations(sources, translated())) == {"send"}


def test_two_texts_that_are_the_same_are_translated_back_once() -> None:
    known = {"a": "Так", "b": "Так"}
    assert len(back.to_translate(known, {})) == 1
    backs, unknown = back.taken(known, {}, {back.hash_of("Так"): "Ja"})
    assert (set(backs), unknown) == ({"a", "b"}, [])


def test_kept_and_read_again(tmp_path: Path) -> None:
    (tmp_path / "uk").mkdir()
    backs, unknown = back.taken(
        KNOWN, {}, {HELLO: "Ich grüße Sie, {name}!", SEND: " Senden ", "00000000": "?", "x": ""}
    )
    assert unknown == ["00000000", "x"]
    back.write("uk", backs, tmp_path)
    assert back.read("uk", tmp_path) == backs
    assert backs["send"] == back.Back(SEND, "Senden")
    assert set(back.to_translate(KNOWN, backs)) == {back.hash_of(KNOWN[text]) for text in ("long", "days")}
    assert len(back.to_translate(KNOWN, backs, everything=True)) == len(GERMAN)


def test_a_translation_that_changed_makes_it_stale() -> None:
    backs, _ = back.taken(KNOWN, {}, {SEND: "Senden"})
    catalogue = translated()
    translate("uk", catalogue, {"send": "Готово"})
    known = back.translations(GERMAN, catalogue)
    assert [(one.id, one.stale) for one in back.compared(GERMAN, known, backs)] == [("send", True)]
    assert back.hash_of("Готово") in back.to_translate(known, backs)
    assert back.taken({"greet": "x"}, backs, {})[0] == {}, "what is gone is forgotten"


@pytest.mark.parametrize(
    ("source", "said", "why"),
    [
        ("Sie dürfen bleiben.", "Sie dürfen nicht bleiben.", "negation"),
        ("Wir speichern nichts.", "Wir speichern alles.", "negation"),
        ("In 30 Minuten.", "In 13 Minuten.", "numbers"),
        ("Wie viele Kinder haben Sie?", "Wo wohnen Ihre Eltern jetzt?", "words"),
        (
            "Alles ist freiwillig. Sie können Ihre Daten jederzeit ansehen, ändern und löschen.",
            "Alles ist frei.",
            "length",
        ),
        ("Wie viele Kinder haben Sie?", "Wie viele Kinder haben Sie", ""),
        ("Wo wohnen Sie?", "Wo leben Sie?", ""),
    ],
)
def test_what_is_conspicuous_is_named(source: str, said: str, why: str) -> None:
    difference, found = back.measure(source, said)
    assert found == why
    assert (difference > back.DIFFERENT) == bool(why)


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_difference_is_a_share_and_none_to_itself(one: str, other: str) -> None:
    assert 0 <= back.measure(one, other)[0] <= 1
    assert back.measure(one, one) == (0.0, "")


def test_what_differs_most_comes_first_and_the_status_counts_it(tmp_path: Path) -> None:
    update("uk", GERMAN, tmp_path)
    write(tmp_path, UKRAINIAN)
    backs, _ = back.taken(KNOWN, {}, {HELLO: "Hallo {name}!", SEND: "Nicht senden"})
    back.write("uk", backs, tmp_path)
    assert [one.id for one in back.compared(GERMAN, KNOWN, backs)] == ["send", "greet"]
    state = status("uk", GERMAN, tmp_path)
    assert (state.back_translated, state.differences) == (2, 1)
