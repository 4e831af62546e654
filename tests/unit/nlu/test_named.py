"""What a text says to tap or to write is there: the button has that name, the word is understood, in every language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from backend.content.texts import shipped_sources
from locales.languages import OFFERED
from locales.texts import load_texts
from nlu.intents import NONE
from nlu.words import WordInterpreter

TEXTS = load_texts()
WORDS = WordInterpreter(TEXTS)
SOURCES = {text_id: source.forms[0] for text_id, source in shipped_sources().items() if not text_id.endswith(".words")}
QUOTED = re.compile(r"„([^“]+)“")
#: The longest that is a name rather than a sentence, in characters.
LABEL = 40
#: In quotation marks, and neither to be tapped nor written to us.
SAID = {"2019", "Ich bin ohne Eltern hier."}


def names() -> dict[str, list[str]]:
    """German name of a button -> ids of the texts with that name: "Weiter" may be several, which differ elsewhere."""
    found: dict[str, list[str]] = defaultdict(list)
    for text_id, text in SOURCES.items():
        if len(text) <= LABEL:
            found[text].append(text_id)
    return found


def quoted() -> Iterator[tuple[str, str]]:
    for text_id, text in SOURCES.items():
        yield from ((text_id, name) for name in QUOTED.findall(text))


NAMES, NAMED = names(), list(quoted())


def test_what_the_german_names_is_a_button_or_a_word_that_is_understood() -> None:
    assert len(NAMED) > 10
    unknown = [(text_id, name) for text_id, name in NAMED if name not in NAMES and name not in SAID]
    assert [text_id for text_id, name in unknown if WORDS.interpret(name, "de").intent == NONE] == []
    assert all(name == name.lower() for _, name in unknown), "a word to write, not the name of a button"


@pytest.mark.parametrize("lang", OFFERED)
def test_a_button_is_called_what_it_is_called(lang: str) -> None:
    for text_id, name in NAMED:
        if name in NAMES:
            labels = [TEXTS.raw(lang, one) for one in NAMES[name]]
            assert any(label in TEXTS.raw(lang, text_id) for label in labels), (text_id, labels)


@pytest.mark.parametrize("lang", OFFERED)
def test_the_word_to_write_instead_of_sending_is_understood(lang: str) -> None:
    *_, word = re.findall(r"[„“”«»\"]\s?([^„“”«»\"]+?)\s?[„“”«»\"]", TEXTS.raw(lang, "answer.submit.unclear"))
    assert WORDS.interpret(word, lang).intent == "edit"
