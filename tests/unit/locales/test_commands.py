"""German words for commands and danger: no word means two things; danger is heard, ordinary words are not."""

from __future__ import annotations

import gettext
from itertools import combinations

import pytest

from flows.inputs import COMMANDS
from locales.source_texts import interface_sources
from locales.texts import Texts
from nlu.words import WordInterpreter

SOURCES = interface_sources()


class _German(gettext.NullTranslations):
    """The German source as a catalogue, so that this test needs no compiled one."""

    def gettext(self, message: str) -> str:
        return SOURCES[message].forms[0] if message in SOURCES else message


HEARS = WordInterpreter(Texts({"de": _German()}))


def words(name: str) -> set[str]:
    return {word.strip().casefold() for word in SOURCES[f"command.{name}.words"].forms[0].split("|")}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_label_words_and_is_heard_by_each_of_them(name: str) -> None:
    assert SOURCES[f"command.{name}"].forms[0]
    assert {HEARS.interpret(word, "de").intent for word in words(name)} == {name}


def test_no_word_belongs_to_two_commands() -> None:
    assert not [(a, b) for a, b in combinations(COMMANDS, 2) if words(a) & words(b)]


def test_texts_keep_within_their_room() -> None:
    limited = [text for text in SOURCES.values() if text.max is not None]
    assert limited
    assert not [text.id for text in limited if len(text.forms[0]) > (text.max or 0)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mein Mann schlägt mich jeden Tag",
        "ich werde geschlagen!!",
        "Ich möchte sterben.",
        "bitte, wir haben heute keinen Schlafplatz mehr",
        "Hilfe es brennt in der Küche",
        "meine Tochter atmet nicht",
        "Ich will mich umbringen",
        "MEIN KIND IST WEG",
        "er will mich töten",
        "wir schlafen auf der Straße",
    ],
)
def test_danger_is_heard_inside_a_sentence(sentence: str) -> None:
    assert HEARS.interpret(sentence, "de").danger


@pytest.mark.parametrize(
    "sentence",
    [
        "Ich habe Angst vor dem Brief",
        "Ich brauche Hilfe mit dem Antrag",
        "Mein Kind hat keinen Kita-Platz",
        "Ich suche einen Platz im Deutschkurs",
        "Ich möchte besser leben",
        "Meine Kinder sind noch in Syrien",
        "Ich wohne in der Feuerbachstraße 112",
        "Der Vermieter hat die Wohnung gekündigt",
        "Ich arbeite nachts und schlafe am Tag",
        "Ich möchte Polizist werden",
        "Ich habe Schulden und schlafe schlecht",
        "In meinem Land war Krieg",
    ],
)
def test_ordinary_sentences_are_no_danger(sentence: str) -> None:
    assert not HEARS.interpret(sentence, "de").danger


@pytest.mark.parametrize("number", ["116 016", "116 123", "116 111", "116 117", "0800 40 40 020"])
def test_help_lines_are_named(number: str) -> None:
    assert number in SOURCES["emergency.lines"].forms[0]


def test_the_emergency_starts_with_112_and_110() -> None:
    text = SOURCES["emergency.text"].forms[0]
    assert text.index("112") < text.index("110")
