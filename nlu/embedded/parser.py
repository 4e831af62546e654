"""Exact phrases first, then the model: what is said word for word needs no probability."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

from flows.parsing.normalise import key
from nlu.answers import Question
from nlu.answers.names import read_language
from nlu.answers.words import base
from nlu.embedded.model import Model
from nlu.intents import NONE, STRICT
from nlu.port import SEEN, Entity, Meaning

#: What the strict intents need from the model to be asked about at all.
SURE = 0.5
_TODAY = datetime(2000, 1, 1, tzinfo=UTC).date()  # names of languages know no day


class EmbeddedParser:
    """See `nlu.port.Parser`. Built once; safe to share. `models`: language -> model; without one, nothing is meant."""

    def __init__(self, models: Mapping[str, Model]) -> None:
        self._models = models

    def parse(self, text: str, lang: str) -> Meaning:
        """No text and no language make it raise."""
        model = self._models.get(base(lang))
        if model is None:
            return Meaning(source="model")
        seen = text[:SEEN]
        exact = model.exact.get(key(seen))
        meaning = Meaning(exact, 1.0, source="exact") if exact else held_back(_guessed(model, seen))
        return with_language(meaning, seen, lang)


def _guessed(model: Model, text: str) -> Meaning:
    guess = model.guess(text)
    return Meaning(guess.intent, guess.confidence, source="model") if guess else Meaning(source="model")


def held_back(meaning: Meaning) -> Meaning:
    """Strict intents need more than to be the likeliest, whoever reckons them."""
    if meaning.intent in STRICT and meaning.confidence < SURE:
        return Meaning(NONE, 1 - meaning.confidence, source=meaning.source)
    return meaning


def with_language(meaning: Meaning, text: str, lang: str) -> Meaning:
    """A wish for another language with the one it names."""
    if meaning.intent != "change_language":
        return meaning
    return Meaning(meaning.intent, meaning.confidence, language_in(text, lang), meaning.source)


@lru_cache(maxsize=256)
def _language_named(word: str, lang: str) -> str | None:
    found = read_language(Question("language", lang, _TODAY), word)
    return str(found.value) if found.status == "ok" else None


def language_in(text: str, lang: str) -> tuple[Entity, ...]:
    """The one language that is named in a request to change it."""
    words = text.split()
    named = {code for word in words[:12] if len(word) > 2 and (code := _language_named(word.strip(".,!?؟،"), lang))}
    return tuple(Entity("language", code) for code in named) if len(named) == 1 else ()
