"""What the engine may look up about the world: words, places, what is known of pictures and
recordings, and a richer reading of answers than its own.

Immutable, so the engine stays a function.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flows.hearing import Hearing, deaf
from flows.kinds.base import Context
from flows.media import About
from flows.model import Choice
from flows.parsing.mixing import words_in
from flows.places import Places
from locales.texts import Texts


@dataclass(frozen=True, slots=True)
class Lookup:
    texts: Texts
    places: Places
    media: Mapping[str, About] = field(default_factory=dict, hash=False)  # by the name steps call it
    hearing: Hearing = deaf

    def context(self, lang: str, today: date, values: Mapping[str, Any], choices: tuple[Choice, ...] = ()) -> Context:
        return Context(
            lang=lang,
            today=today,
            text=lambda text_id: self.texts.raw(lang, text_id),
            everywhere=words_in(self.texts, lang),
            places=self.places,
            values=values,
            choices=choices,
            hearing=self.hearing,
        )
