"""The words around a date, in every language at once."""

from __future__ import annotations

import re
from functools import lru_cache

from flows.parsing.months import date_words, month_called, month_names
from flows.parsing.normalise import key, tokens
from flows.parsing.terms import Everywhere, word_keys

ABOUT = "answer.date.about"


class Words:
    """Match words of `answers.yaml` that may stand beside a date."""

    def __init__(self, everywhere: Everywhere) -> None:
        self.everywhere = everywhere

    def of(self, name: str) -> frozenset[str]:
        """The keys of `answer.date.<name>.words`."""
        return word_keys(self.everywhere(f"answer.date.{name}.words"))

    def month(self, parts: list[str]) -> int | None:
        name = key(" ".join(parts))
        if len(parts) > 1:
            return month_names().get(name)
        return None if self.belongs(name) else month_called(name)

    def is_about(self, word: str) -> bool:
        return word in self.of("about") or word in _plain(self.everywhere(ABOUT))

    def belongs(self, word: str) -> bool:
        return word in self.of("filler") or word in date_words() or self.is_about(word)


@lru_cache(maxsize=64)
def _plain(texts: tuple[str, ...]) -> frozenset[str]:
    """The words we say "about" with ourselves: of our own texts, without their placeholders."""
    said = (re.sub(r"\{\w+\}", " ", text) for text in texts)
    return frozenset(word for text in said for word in tokens(text))
