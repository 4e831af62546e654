"""Letters and scripts: what of a message can tell its language at all.

Numbers, addresses of web pages and mailboxes, emoji and punctuation tell nothing; names tell where somebody comes from,
not what they write.
"""

from __future__ import annotations

import re
from collections import Counter

from nlu.port import SEEN

#: ISO 15924 -> its letters, as far as an offered language or a neighbour of one uses them.
_LETTERS = {
    "Latn": r"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
    "Arab": r"\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06fa-\u06fc\u0750-\u077f",
    "Cyrl": r"\u0400-\u0481\u048a-\u052f",
    "Ethi": r"\u1200-\u135a\u1380-\u138f\u2d80-\u2dde",
}
_SCRIPTS = tuple((script, re.compile(f"[{letters}]")) for script, letters in _LETTERS.items())
_NO_LANGUAGE = re.compile(r"\S*(?://|@|www\.)\S*|\S*\d\S*")
_WORD = re.compile(r"[^\W\d_]{2,}(?:['’\u200c][^\W\d_]+)*")
#: So many capitals in a row, in a script that has them, are a name or an address, not a sentence.
_NAME = 5


def words_of(text: str) -> list[str]:
    """Words of two letters and more without those that hold digits or are addresses."""
    return _WORD.findall(_NO_LANGUAGE.sub(" ", text[:SEEN]))


def script_of(words: list[str]) -> str | None:
    """The script of most letters, or None where two are level or none is known: what is mixed tells nothing."""
    letters = "".join(words)
    counts = Counter({script: len(pattern.findall(letters)) for script, pattern in _SCRIPTS})
    (first, most), (_, next_most) = counts.most_common(2)
    return first if most > next_most and most * 2 > len(letters) else None


def in_script(words: list[str], script: str) -> list[str]:
    """The words written in one script: German terms and names stand in Latin letters within any other."""
    letters = dict(_SCRIPTS)[script]
    return [word for word in words if letters.search(word)]


def are_names(words: list[str]) -> bool:
    """A few words that all begin with a capital: "Ahmad Al Hassan", "Unna Königsborn Bahnhof"."""
    return len(words) <= _NAME and all(word[:1].isupper() for word in words) and not all(map(str.isupper, words))
