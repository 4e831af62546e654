"""Words as frightened people type them: letters that are confused, doubled or borrowed from another script are one.

Coarser than `flows.parsing.normalise.fold`, which answers are compared by: here both sides are whole phrases, and a
word missed costs more than two rare words that look alike.
"""

from __future__ import annotations

import re

from flows.parsing.normalise import fold

_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = dict(zip("абвгдђежзиіїјклмнопрстћуфхцчшыэ", "abvgddezziiiiklmnoprstcufhccsie", strict=True)) | {
    "є": "ie",
    "љ": "li",
    "њ": "ni",
    "џ": "dz",
    "щ": "sc",
    "ъ": "a",
    "ь": None,
    "ю": "iu",
    "я": "ia",
}
#: Kurdish, Persian and Pashto letters that keyboards lack, as the ones that are typed instead.
_ARABIC = dict(zip("ەڵڕۆګۍ", "هلروگي", strict=True))
#: Ethiopic rows of one sound, each a run of eight vowels: what is typed, what it is compared as.
_ETHIOPIC = {
    ord(typed) + vowel: chr(ord(same) + vowel) for typed, same in ("ሠሰ", "ኀሐ", "ፀጸ", "ቐቀ") for vowel in range(7)
} | {ord("አ"): "ኣ", ord("ዐ"): "ዓ"}
_LETTERS = str.maketrans(_CYRILLIC | _ARABIC | {"y": "i", "j": "i", "w": "v"}) | _ETHIOPIC
#: Latin pairs for one Cyrillic letter, and umlauts that somebody types without their dots.
_PAIRS = (("kh", "h"), ("zh", "z"), ("sh", "s"), ("ch", "c"), ("ts", "c"), ("ae", "a"), ("oe", "o"), ("ue", "u"))
_DOUBLED = re.compile(r"([^\W\d_])\1+")


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared. Never raises."""
    return _WORD.findall(_alike(fold(text)))


def _alike(folded: str) -> str:
    """Until nothing changes any more: what is left of two pairs may be a pair again."""
    text = folded.translate(_LETTERS)
    while (shorter := _shortened(text)) != text:
        text = shorter
    return text


def _shortened(text: str) -> str:
    for typed, same in _PAIRS:
        text = text.replace(typed, same)
    return _DOUBLED.sub(r"\1", text)
