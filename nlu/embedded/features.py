"""Words as numbers of n-grams: pieces of words, whole words and pairs of words, each hashed to a column.

Pieces carry what typing errors and endings leave alone; hashing keeps a model small and without a vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

from flows.parsing.normalise import tokens
from nlu.port import SEEN

#: Columns, a power of two: n-grams of 700 phrases meet rarely in so many.
COLUMNS = 1 << 15
SHORTEST, LONGEST = 2, 5
#: Letters of one word that are looked at: the longest German words have fewer.
WORD = 40

#: Cyrillic as people write it in Latin letters (without marks, as folded text has none): Serbian is written in both,
#: and on a foreign keyboard the others are, too.
_LATIN = str.maketrans(
    dict(zip("абвгдђеёжзиіїйјклмнопрстћуфхцчшыэ", "abvgddeezziiijjklmnoprstcufhccsye", strict=True))
    | {"є": "je", "љ": "lj", "њ": "nj", "џ": "dz", "щ": "sc", "ъ": "a", "ь": None, "ю": "ju", "я": "ja"}
)

Columns = npt.NDArray[np.intp]


def columns_of(text: str) -> Columns:
    """The columns of a text's n-grams, each once, ascending; empty for a text without a word."""
    found = {
        crc32(gram.encode("utf-8", "replace")) & (COLUMNS - 1)
        for gram in _grams(tokens(text[:SEEN].lower().translate(_LATIN)))
    }
    return np.fromiter(sorted(found), dtype=np.intp, count=len(found))


def _grams(words: list[str]) -> Iterator[str]:
    for word in words:
        yield f"={word}"
        yield from _pieces(f" {word[:WORD]} ")
    for first, second in pairwise(words):
        yield f"={first} {second}"


def _pieces(padded: str) -> Iterator[str]:
    length = len(padded)
    for size in range(SHORTEST, LONGEST + 1):
        for start in range(length - size + 1):
            yield padded[start : start + size]
