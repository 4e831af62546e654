"""A question carries its picture and its recording in the person's language, as hash and description."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from flows.engine import Lookup
from flows.events import Ask, Say
from flows.media import About
from flows.package import Package, load_package
from flows.places import load_places
from flows.protocol import Message
from flows.recordings import Recording, mark, words_of
from flows.rendering import Rendering, render
from flows.state import State
from tests.support.packages import catalogue
from tests.support.pictures import illustrated, wav

OWN = About("f" * 64, "audio/ogg", 5)
ASKED = Ask(asked=1, step="color", section=1, sections=1, minutes=1)


def said(package: Package, lang: str, event: Ask | Say = ASKED, **media: About) -> Message:
    known = {name: found.about for name, found in package.media.items()} | media
    state = State(flow="tiny", revision="r", nonce="n", lang=lang)
    view = Rendering(package.flow, state, Lookup(package.texts, load_places(), known), date(2026, 11, 26))
    (message,) = render(view, [event], "1")
    return message


@pytest.fixture(scope="module")
def package() -> Package:
    entries = {"tiny.color.alt": ("Ein rotes und ein blaues Feld", "Un campo rosso e un campo blu")}
    return load_package(illustrated(texts__it_po=catalogue(entries)))


@pytest.mark.parametrize(
    ("lang", "name", "alt"),
    [("de", "feld.png", "Ein rotes und ein blaues Feld"), ("it", "campo.png", "Un campo rosso e un campo blu")],
)
def test_the_picture_is_in_the_persons_language(package: Package, lang: str, name: str, alt: str) -> None:
    picture, recording = said(package, lang).media
    about = package.media[name].about
    assert (picture.kind, picture.hash, picture.alt) == ("picture", about.hash, alt)
    assert (picture.type, picture.width, picture.height) == ("image/png", 8, 6)
    assert (recording.kind, recording.type, recording.size) == ("audio", "audio/wav", len(wav()))


def spoken(package: Package, lang: str, words: str | None = None) -> list[str]:
    """Hashes of what is heard beside the question, where the municipality has recorded it in German."""
    own = Recording(OWN, mark(words or words_of(package.flow, package.flow.steps["color"], package.texts, "de") or ""))
    known = {name: found.about for name, found in package.media.items()}
    state, lookup = State(flow="tiny", revision="r", nonce="n", lang=lang), Lookup(package.texts, load_places(), known)
    view = Rendering(package.flow, state, lookup, date(2026, 11, 26), recordings={("color", "de"): own})
    return [one.hash for one in render(view, [ASKED], "1")[0].media if one.kind == "audio"]


def test_a_recording_of_the_municipality_goes_before_that_of_the_form(package: Package) -> None:
    assert spoken(package, "de") == [OWN.hash]


def test_in_another_language_or_for_other_words_that_of_the_form_is_heard(package: Package) -> None:
    forms = package.media["frage.wav"].about.hash
    assert spoken(package, "it") == [forms]
    assert spoken(package, "de", "Welche Farbe war es?") == [forms]


def test_a_language_without_a_picture_gets_that_of_the_source_language(package: Package) -> None:
    assert said(package, "uk").media[0].hash == package.media["feld.png"].about.hash


def test_one_for_every_language_stands_before_that_of_the_source_language() -> None:
    files = illustrated()
    files["flow.yaml"] = files["flow.yaml"].replace(b"it: campo.png", b'"*": campo.png')
    package = load_package(files)
    assert said(package, "uk").media[0].hash == package.media["campo.png"].about.hash
    assert said(package, "de").media[0].hash == package.media["feld.png"].about.hash


def test_a_picture_nobody_described_and_a_recording_have_a_name_of_ours() -> None:
    files = illustrated()
    files["flow.yaml"] = files["flow.yaml"].replace(b"        alt: Ein rotes und ein blaues Feld\n", b"")
    assert [one.alt for one in said(load_package(files), "de").media] == ["Bild zur Frage", "Frage zum Anhören"]


def test_what_is_missing_or_of_another_sort_is_left_out(package: Package) -> None:
    """The question is asked all the same."""
    lost = said(replace(package, media={}), "de")
    assert (lost.text, lost.media) == ("Welche Farbe?", [])
    swapped = said(package, "de", **{"feld.png": package.media["frage.wav"].about})
    assert [one.kind for one in swapped.media] == ["audio"]


def test_what_is_only_said_carries_its_picture_and_its_reason_does_not() -> None:
    files = illustrated()
    files["flow.yaml"] = files["flow.yaml"].replace(
        b"      - {id: name, kind: text,",
        b"      - {id: hello, kind: say, prompt: Hallo, why: Darum., media: {image: feld.png}}\n"
        b"      - {id: name, kind: text,",
    )
    package = load_package(files)
    hello = package.flow.steps["hello"]
    told = said(package, "de", Say(text=hello.prompt, step="hello"))
    assert [one.hash for one in told.media] == [package.media["feld.png"].about.hash]
    assert said(package, "de", Say(text=str(hello.why), step="hello")).media == []
