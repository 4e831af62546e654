"""How often a language is told rightly: everyday sentences, and the test phrases that have enough words."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nlu.language.detecting import FEWEST, LanguageDetector
from nlu.language.scripts import words_of
from nlu.phrases import languages, phrases_of_tests


@dataclass(frozen=True, slots=True)
class Told:
    """`right`, `silent`: shares, 0 to 1. `taken_for`: other languages -> how many texts were taken for them."""

    lang: str
    texts: int
    right: float
    silent: float
    taken_for: Mapping[str, int]

    def as_json(self) -> dict[str, object]:
        return {
            "lang": self.lang,
            "texts": self.texts,
            "right": round(self.right, 4),
            "silent": round(self.silent, 4),
            "taken_for": dict(self.taken_for),
        }


@cache
def sentences() -> dict[str, list[str]]:
    """Language -> everyday sentences."""
    found: dict[str, list[str]] = tomllib.loads(files("nlu.language").joinpath("sentences.toml").read_text("utf-8"))
    return found


def texts_of(lang: str) -> list[str]:
    """What a language is measured with; whoever wrote it did not write what it was counted from."""
    phrases = (phrase.text for phrase in phrases_of_tests(lang))
    return [*sentences().get(lang, ()), *(text for text in phrases if len(words_of(text)) >= FEWEST)]


def evaluate(detector: LanguageDetector, lang: str, texts: Sequence[str]) -> Told:
    """`texts`: one at least."""
    counts = Counter(detector.detect(text).lang for text in texts)
    others = {code: many for code, many in sorted(counts.items(), key=str) if code not in (None, lang)}
    return Told(
        lang=lang,
        texts=len(texts),
        right=counts[lang] / len(texts),
        silent=counts[None] / len(texts),
        taken_for={str(code): many for code, many in others.items()},
    )


def evaluate_all(detector: LanguageDetector) -> list[Told]:
    return [evaluate(detector, lang, texts_of(lang)) for lang in languages()]
