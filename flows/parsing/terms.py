"""Match words from the catalogues as keys, in every language at once: people mix languages.

Only catalogue texts are remembered here, never what a person wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import lru_cache

from flows.parsing.normalise import key

Everywhere = Callable[[str], tuple[str, ...]]


@lru_cache(maxsize=8192)
def _keys(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for word in text.split("|") if (found := key(word))))


def word_keys(texts: tuple[str, ...]) -> frozenset[str]:
    """The keys of `|`-separated lists of words."""
    return _together(texts)


@lru_cache(maxsize=2048)
def _together(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(found for text in texts for found in _keys(text))


def starts(written: str, words: frozenset[str]) -> str | None:
    """The longest of `words` that `written` begins with, as whole words."""
    parts = written.split(" ")
    for length in range(min(len(parts), 6), 0, -1):
        if (head := " ".join(parts[:length])) in words:
            return head
    return None


def stands_in(word: str, written: str) -> bool:
    """Does `word` stand in `written`, as a whole word or several?"""
    return f" {word} " in f" {written} "


def holds(written: str, words: frozenset[str]) -> bool:
    """Does any of `words` stand in `written`, as whole words? They are keys: of words parted by single blanks."""
    parts = written.split()
    if len(parts) < 2:  # most answers: no phrase stands in a single word
        return not words.isdisjoint(parts)
    return not words.isdisjoint(parts) or any(stands_in(phrase, written) for phrase in _phrases(words))


@lru_cache(maxsize=512)
def _phrases(words: frozenset[str]) -> tuple[str, ...]:
    """Those of several words. Asked for lists from the catalogues only, which are the same each time."""
    return tuple(word for word in words if " " in word)


def without(written: str, words: Set[str]) -> str:
    """`written` without any of `words`, the longest first."""
    padded = f" {written} "
    for word in sorted(words, key=len, reverse=True):
        padded = padded.replace(f" {word} ", " ")
    return padded.strip()
