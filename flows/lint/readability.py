"""How hard German is to read: Wiener Sachtextformel and LIX, over what people hear in the chat.

The first Wiener Sachtextformel (Bamberger and Vanecek) gives the school year a text suits: 4 is very easy, 15 very
hard. B1 is at home up to 8. Syllables are counted as groups of vowels, which is right for nearly all German words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.lint.subject import Subject

B1 = 8.0
EASY = 5.0  # Leichte Sprache stays below, with at most `EASY_SENTENCE` words a sentence
EASY_SENTENCE = 12
_WORD = re.compile(r"[A-Za-zÄÖÜäöüßéè]+(?:-[A-Za-zÄÖÜäöüß]+)*")
_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n+")
_ADDRESS = re.compile(r"\S+\.(?:de|org|net|com|eu|nrw)\b\S*")
_VOWELS = re.compile(r"[aeiouyäöüé]+", re.IGNORECASE)
_TEXTS = re.compile(r"\.(prompt|hint|why|constraint\.\d+)$")


@dataclass(frozen=True, slots=True)
class Level:
    """`wiener`: a school year, `lix` up to 40 is easy. `words_a_sentence` on average."""

    words: int
    wiener: float
    lix: float
    words_a_sentence: float

    @property
    def named(self) -> str:
        if self.wiener <= EASY and self.words_a_sentence <= EASY_SENTENCE:
            return "within B1, as short as Leichte Sprache asks"
        return "within B1" if self.wiener <= B1 else "above B1"


def words(text: str) -> list[str]:
    """Addresses of pages are not read as words."""
    return _WORD.findall(_ADDRESS.sub(" ", text))


def sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE.split(text) if words(part)]


def syllables(word: str) -> int:
    return max(1, len(_VOWELS.findall(word)))


def measure(texts: Iterable[str]) -> Level:
    """All texts together. No words at all are level 0."""
    told = [sentence for text in texts for sentence in sentences(text)]
    found = [word for sentence in told for word in words(sentence)]
    if not found:
        return Level(0, 0.0, 0.0, 0.0)
    counted = [syllables(word) for word in found]
    share = 100 / len(found)
    hard = share * sum(count >= 3 for count in counted)
    single = share * sum(count == 1 for count in counted)
    long = share * sum(len(word) > 6 for word in found)
    length = len(found) / len(told)
    wiener = 0.1935 * hard + 0.1672 * length + 0.1297 * long - 0.0327 * single - 0.875
    return Level(len(found), round(wiener, 1), round(length + long, 1), round(length, 1))


def read_aloud(subject: Subject) -> Iterator[str]:
    """Ids of the German texts made of sentences: what is said, asked, explained and refused."""
    if subject.flow.lang != "de":
        return iter(())
    return (text_id for text_id in subject.flow.source if _TEXTS.search(text_id))
