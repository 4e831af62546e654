"""The interpreter that is always there: exact words and phrases from the catalogues, in every language at once.

People mix languages, so a German "zurück" works in an Arabic conversation; a word that means something else in the
person's own language means that. Commands must be the whole message; danger words are heard inside a sentence
(`nlu.danger`), however long the message is. Whether a command's word is the answer to the question before somebody is
for the engine to say (`flows.engine.said`); how near the word is to them is told with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.errors import LotseError
from flows.inputs import COMMANDS, Nearness
from flows.parsing.normalise import fold
from locales.texts import Texts
from nlu.danger import BadRule, DangerRules
from nlu.given_names import ALSO_NAMES
from nlu.port import SEEN, Interpretation, Meaning

_SLASH = re.compile(r"/([a-z_]{2,20})(?:@\w+)?(?:\s+(\S{1,64}))?\s*")
DANGER = "emergency.words"
#: Languages in which a single word is a command for everybody: people learn "stop" and "zurück" here.
SHARED = ("de", "en")


def _padded(text: str) -> str:
    """Folded words with one blank on either side, so that whole words are found by `in`."""
    return " " + " ".join(re.findall(r"[^\W_]+", fold(text))) + " "


def _commands(texts: Texts, lang: str) -> Iterator[tuple[str, str]]:
    """Every way to say a command in one language: (padded words, command)."""
    for name in COMMANDS:
        for text_id in (f"command.{name}.words", f"command.{name}"):
            written = texts.raw(lang, text_id) if texts.has(lang, text_id) else ""
            yield from ((padded, name) for word in written.split("|") if (padded := _padded(word)).strip())


def _languages(said: list[tuple[str, str, str]]) -> dict[str, frozenset[str]]:
    """Padded words -> the languages in which they are a command."""
    found: dict[str, set[str]] = {}
    for lang, words, _ in said:
        found.setdefault(words, set()).add(lang)
    return {words: frozenset(languages) for words, languages in found.items()}


class WordInterpreter:
    """Built once from the catalogues; safe to share. Raises LotseError nlu.phrases for a rule nobody can read."""

    def __init__(self, texts: Texts) -> None:
        said = [(lang, words, name) for lang in reversed(texts.languages) for words, name in _commands(texts, lang)]
        self._commands = {words: name for _, words, name in said}  # of two meanings, the language offered first counts
        self._own = {(lang, words): name for lang, words, name in said if self._commands[words] != name}
        self._languages = _languages(said)
        try:
            self._danger = DangerRules(texts.words(DANGER))
        except BadRule as bad:
            raise LotseError("nlu.phrases", text=DANGER, reason=str(bad)) from None

    def interpret(self, text: str, lang: str | None, heard: Meaning | None = None) -> Interpretation:
        seen = text[:SEEN]
        slash = _SLASH.fullmatch(seen)
        if slash and slash[1] in COMMANDS:
            return Interpretation(slash[1], slash[2])
        words = _padded(seen)
        danger = self._danger.hear(text)
        name = self._own.get((lang or "", words)) or self._commands.get(words)
        if name is None:
            return Interpretation(danger=danger)
        return Interpretation(name, danger=danger, nearness=self._nearness(words, lang))

    def _nearness(self, words: str, lang: str | None) -> Nearness:
        word, languages = words.strip(), self._languages[words]
        if lang is None or " " in word or (lang in languages and word not in ALSO_NAMES):
            return Nearness.OWN
        return Nearness.FOREIGN if languages.isdisjoint((lang, *SHARED)) else Nearness.SHARED
