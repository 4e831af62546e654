"""Words first, then exact phrases, then the model: what is said word for word needs no probability."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

from flows.parsing.normalise import key
from locales.texts import Texts
from nlu.answers import Question
from nlu.answers.names import read_language
from nlu.answers.words import base
from nlu.embedded.model import Model
from nlu.intents import NONE, OF_COMMAND, STRICT
from nlu.port import SEEN, Entity, Meaning
from nlu.words import WordInterpreter

#: Answers that are said in so many words. Texts of the catalogues -> intent.
_SAID = {"answer.yes.words": "affirm", "answer.no.words": "deny", "answer.unsure.words": "dont_know"}
#: What the strict intents need from the model to be asked about at all.
SURE = 0.5
_TODAY = datetime(2000, 1, 1, tzinfo=UTC).date()  # names of languages know no day


class EmbeddedParser:
    """Built once; safe to share. `models`: language -> model; a language without one understands its words alone."""

    def __init__(self, texts: Texts, models: Mapping[str, Model]) -> None:
        self._words = WordInterpreter(texts)
        self._models = models
        self._said = {key(word): intent for name, intent in _SAID.items() for word in texts.words(name)}

    def parse(self, text: str, lang: str) -> Meaning:
        """See `nlu.port.Parser`. No text and no language make it raise."""
        seen = text[:SEEN]
        meaning = self._word_for_word(seen, lang) or self._by_model(seen, lang)
        if meaning.intent != "change_language" or meaning.entities:
            return meaning
        found = language_in(seen, lang)
        return Meaning(meaning.intent, meaning.confidence, found, meaning.source)

    def _word_for_word(self, text: str, lang: str) -> Meaning | None:
        heard = self._words.interpret(text, lang)
        if heard.danger or heard.intent == "emergency":
            return Meaning("emergency", 1.0)
        if heard.intent != NONE:
            entities = (Entity("language", heard.arg),) if heard.intent == "language" and heard.arg else ()
            return Meaning(OF_COMMAND[heard.intent], 1.0, entities)
        written = key(text)
        if intent := self._said.get(written):
            return Meaning(intent, 1.0)
        model = self._models.get(base(lang))
        exact = model.exact.get(written) if model is not None else None
        return Meaning(exact, 1.0, source="exact") if exact else None

    def _by_model(self, text: str, lang: str) -> Meaning:
        model = self._models.get(base(lang))
        guess = model.guess(text) if model is not None else None
        if guess is None:
            return Meaning(source="model")
        if guess.intent in STRICT and guess.confidence < SURE:
            return Meaning(NONE, 1 - guess.confidence, source="model")
        return Meaning(guess.intent, guess.confidence, source="model")


@lru_cache(maxsize=256)
def _language_named(word: str, lang: str) -> str | None:
    found = read_language(Question("language", lang, _TODAY), word)
    return str(found.value) if found.status == "ok" else None


def language_in(text: str, lang: str) -> tuple[Entity, ...]:
    """The one language that is named in a request to change it."""
    words = text.split()
    named = {code for word in words[:12] if len(word) > 2 and (code := _language_named(word.strip(".,!?؟،"), lang))}
    return tuple(Entity("language", code) for code in named) if len(named) == 1 else ()
