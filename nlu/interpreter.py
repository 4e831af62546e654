"""What the bot listens with: words at once, then whatever parser there is, turned into what the engine can act on.

In which language somebody writes is looked at beside it; to switch is theirs to decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property

from flows.inputs import Meant
from locales.texts import Texts
from nlu.answers.words import base
from nlu.intents import NEEDS, purpose_of
from nlu.language.guess import Guess
from nlu.port import Interpretation, Meaning, Parser
from nlu.words import WordInterpreter

#: A parser's word counts from here on; below, the person is told that nothing was understood.
SURE = 0.6
#: So sure must be in which language somebody writes, before they are asked whether to go on in it.
SURE_OF_LANGUAGE = 0.9
Detect = Callable[[str, str | None], Guess]
_LETTER = re.compile(r"[^\W\d_]")
#: Intents that are commands of the engine. Stopping, deleting and withdrawing ask first.
_COMMANDS: Mapping[str, str] = {
    "back": "back",
    "skip": "skip",
    "edit": "edit",
    "repeat": "repeat",
    "help": "help",
    "why": "why",
    "pause": "pause",
    "stop": "stop",
    "restart": "edit",
    "change_language": "language",
    "talk_to_human": "human",
    "show_data": "data",
    "delete_data": "delete",
    "withdraw_consent": "withdraw",
    "emergency": "emergency",
}
_SAID: Mapping[str, str] = {"greet": "greet", "thank": "thank", "are_you_a_bot": "bot"}


class FullInterpreter:
    """See `nlu.port.Interpreter`. `parser`: hears what is not said word for word. `detect`: tells the
    language of a text, given the one it is expected to be in.
    """

    def __init__(self, texts: Texts, parser: Parser, detect: Detect) -> None:
        self._words, self._parser, self._detect = WordInterpreter(texts), parser, detect

    def interpret(self, text: str, lang: str | None, heard: Meaning | None = None) -> Interpretation:
        words = self._words.interpret(text, lang)
        if words.danger or words.intent != "none" or not _LETTER.search(text):
            return words  # a postcode or a date in figures is written in no language and means nothing beside it
        return Interpretation(beside=_Listening(self._parser, self._detect, text, lang, heard))


class _Listening:
    """See `flows.inputs.Beside`. Parser and detector together take as long as the rest of a turn."""

    def __init__(self, parser: Parser, detect: Detect, text: str, lang: str | None, heard: Meaning | None) -> None:
        self._parser, self._detect, self._text, self._lang, self._heard = parser, detect, text, lang, heard

    @cached_property
    def meant(self) -> Meant | None:
        """Before a language is chosen, nothing."""
        if self._lang is None:
            return None
        meaning = self._parser.parse(self._text, self._lang)
        if not meaning.word_for_word and len(self._text.split()) < 2:
            return None  # one word alone tells too little: "Haus" is no violence at home
        if self._heard is not None and not meaning.word_for_word:
            meaning = self._heard
        return meant(meaning)

    @cached_property
    def written_in(self) -> str | None:
        expected = None if self._lang is None else base(self._lang)
        guess = self._detect(self._text, expected)
        sure = guess.lang is not None and guess.confidence >= SURE_OF_LANGUAGE
        return guess.lang if sure and guess.lang != expected else None


def meant(meaning: Meaning) -> Meant | None:
    """None for what nothing follows from: yes, no, "I do not know", and whatever is not sure enough."""
    if meaning.confidence < SURE:
        return None
    if command := _COMMANDS.get(meaning.intent):
        lang = next((entity.value for entity in meaning.entities if entity.name == "language"), None)
        return Meant(command=command, arg=lang)
    if said := _SAID.get(meaning.intent):
        return Meant(said=said)
    if field := NEEDS.get(meaning.intent):
        return Meant(need=meaning.intent, field=field, purpose=purpose_of(meaning.intent))
    return None
