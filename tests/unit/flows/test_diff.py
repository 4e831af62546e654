"""Two flows compared in words: every change of the test flow is told, and says whether people are asked again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from flows.diff import diff
from flows.package import load_package
from tests.support.packages import tiny
from tests.support.pictures import illustrated
from tests.support.revisions import CHANGES, changed, variants


def test_nothing_is_told_of_the_same_flow() -> None:
    assert diff(changed(), changed()) == ()


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_every_change_is_told(name: str) -> None:
    assert diff(changed(), changed(name))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("reworded", "Die Frage „Wie viele Kinder?“ wurde umformuliert (Bedeutung gleich): „Wie viele Kinder leben bei "
         "Ihnen?“."),
        ("no small german", "Antwort „Gar nicht“ gibt es bei „Wie gut ist Ihr Deutsch?“ nicht mehr: wer sie gewählt "
         "hat, wird noch einmal gefragt."),
        ("new question", "Die Frage „Welche Stadt?“ ist neu (nach Die Frage „Sind Sie erwachsen?“)."),
        ("german in words", "Die Frage „Wie gut ist Ihr Deutsch?“ wird anders beantwortet als bisher: wer sie "
         "beantwortet hat, wird noch einmal gefragt."),
        ("new wording", "Die Einwilligung „Dürfen wir das speichern?“ hat einen neuen Zweck oder Wortlaut der "
         "Einwilligung: wer sie beantwortet hat, wird noch einmal gefragt."),
        ("hello gone", "Der Text „Guten Tag“ gibt es nicht mehr."),
    ],
)  # fmt: skip
def test_in_words(name: str, text: str) -> None:
    assert text in [change.text for change in diff(changed(), changed(name))]


@settings(max_examples=60, deadline=None)
@given(variants, variants)
def test_any_two_flows_can_be_compared(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    old, new = changed(*before), changed(*after)
    found = diff(old, new)
    assert bool(found) == (old.revision != new.revision)
    assert all(change.text.endswith(".") and "None" not in change.text for change in found)


def test_pictures_that_came_went_or_are_drawn_anew() -> None:
    """By name and by content: coordinators exchange a file and keep its name."""
    plain, shown = load_package(tiny()).flow, load_package(illustrated()).flow
    told = [change.text for change in diff(plain, shown) if change.code == "media"]
    assert told == ["Das Bild zu „Welche Farbe?“ ist neu.", "Die Aufnahme zu „Welche Farbe?“ ist neu."]
    told = [change.text for change in diff(shown, plain) if change.code == "media"]
    assert told == ["Das Bild zu „Welche Farbe?“ ist weg.", "Die Aufnahme zu „Welche Farbe?“ ist weg."]
    assert diff(shown, shown) == ()
    (change,) = diff(shown, shown, {"campo.png", "strange.png"})
    assert (change.text, change.again) == ("Das Bild zu „Welche Farbe?“ ist anders.", False)
