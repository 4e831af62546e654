"""What the help of the chat says to write is understood, in every language; and it tells of every command."""

from __future__ import annotations

import re

import pytest

from flows.inputs import COMMANDS
from locales.languages import OFFERED
from locales.texts import load_texts
from nlu.words import WordInterpreter

#: Not told: the help itself, which somebody is reading, and what begins a conversation or comes after one has ended,
#: when the chat shows its button.
UNTOLD = {"help", "start"}
LINE = re.compile(r"^• (.+?)\s?[:፦]", re.MULTILINE)

TEXTS = load_texts()
WORDS = WordInterpreter(TEXTS)


@pytest.mark.parametrize("lang", OFFERED)
def test_help_tells_of_every_command_by_a_word_that_gives_it(lang: str) -> None:
    lines = LINE.findall(TEXTS.raw(lang, "help.text"))
    understood = {line: WORDS.interpret(line, lang).intent for line in lines}
    assert set(understood.values()) == set(COMMANDS) - UNTOLD, understood
    assert len(lines) == len(COMMANDS) - len(UNTOLD), "each once"
