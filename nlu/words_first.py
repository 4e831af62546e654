"""The words of the catalogues before any other parser, as intents: what `lotse nlu` shows of a message."""

from __future__ import annotations

from flows.parsing.normalise import key
from locales.texts import Texts
from nlu.intents import NONE, OF_COMMAND
from nlu.port import SEEN, Entity, Meaning, Parser
from nlu.words import WordInterpreter

#: Answers that are said in so many words. Texts of the catalogues -> intent.
_SAID = {"answer.yes.words": "affirm", "answer.no.words": "deny", "answer.unsure.words": "dont_know"}


class WordsFirst:
    """See `nlu.port.Parser`. `parser` hears what is not said word for word."""

    def __init__(self, texts: Texts, parser: Parser) -> None:
        self._words, self._parser = WordInterpreter(texts), parser
        self._said = {key(word): intent for name, intent in _SAID.items() for word in texts.words(name)}

    def parse(self, text: str, lang: str) -> Meaning:
        return self._word_for_word(text, lang) or self._parser.parse(text[:SEEN], lang)

    def _word_for_word(self, text: str, lang: str) -> Meaning | None:
        heard = self._words.interpret(text, lang)
        if heard.danger:
            return Meaning("emergency", 1.0)
        if heard.intent != NONE:
            entities = (Entity("language", heard.arg),) if heard.intent == "language" and heard.arg else ()
            return Meaning(OF_COMMAND[heard.intent], 1.0, entities)
        said = self._said.get(key(text[:SEEN]))
        return Meaning(said, 1.0) if said else None
