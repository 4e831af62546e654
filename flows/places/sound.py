"""Names of towns written by ear in another script: "Падерборн", "غوترسلوه".

Nobody lists four hundred towns in every alphabet, and people write one town in several ways. What stays the same are
the consonants, so both sides are reduced to them. That loses a lot: a name counts only when three consonants remain,
the vowels are about the same, and whoever uses it says the town back to the person.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import fuzz

from flows.parsing.normalise import fold

SHORTEST = 3  # consonants; with fewer, words of every day sound like a town
ALIKE = 55  # of 100: how much of the vowels must be there as well; Arabic script writes the long ones only
_FOREIGN = re.compile(r"[\u0400-\u04ff\u0600-\u06ff]")
_LATIN = (("sch", "s"), ("tsch", "s"), ("chs", "ks"), ("ch", "k"), ("ck", "k"), ("ph", "f"), ("th", "t"), ("qu", "kf"))
_CLASSES = {
    **dict.fromkeys("bpпбبپ", "b"),
    **dict.fromkeys("fvwвфفڤۋ", "f"),
    **dict.fromkeys("dtдтدتطثضذ", "t"),
    **dict.fromkeys("sßсзшщжسزصشظچ", "s"),
    **dict.fromkeys("gkcqгґкхغجقكگخحه", "k"),
    **dict.fromkeys("rрر", "r"),
    **dict.fromkeys("lлل", "l"),
    **dict.fromkeys("mмم", "m"),
    **dict.fromkeys("nнن", "n"),
    **dict.fromkeys("zцч", "ts"),
    "x": "ks",
}
_VOWELS = "aeiouyäöü"
_ROMAN = str.maketrans("аеиіоуюяёэыєїاويآأإئؤ", "aeiiouuaeeieiauiaaiiu")


def foreign(text: str) -> bool:
    """Is it written in letters for which names must be transliterated?"""
    return _FOREIGN.search(text) is not None


def skeleton(name: str) -> str:
    """The consonants of a name in any script, each as one of nine; empty where there are none."""
    letters = fold(name)
    letters = re.sub(rf"(?<=[{_VOWELS}])h(?![{_VOWELS}])", "", letters)  # the silent h of "Ahlen"
    letters = letters.replace("ه", "") if letters.endswith("ه") else letters  # "…loh", as in Arabic script
    for written, sounded in _LATIN:
        letters = letters.replace(written, sounded)
    found = "".join({"h": "k"}.get(letter, _CLASSES.get(letter, "")) for letter in letters)
    return re.sub(r"(.)\1+", r"\1", found)


def _roman(name: str) -> str:
    """The name in Latin letters, consonants as their classes, vowels about as they sound."""
    letters = fold(name).translate(_ROMAN)
    return "".join({"h": "k"}.get(letter, _CLASSES.get(letter, letter)) for letter in letters)


class Sounds:
    """Names to be found by ear. Immutable."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, list[str]] = defaultdict(list)
        for name in dict.fromkeys(names):
            if len(reduced := skeleton(name)) >= SHORTEST:
                self._names[reduced].append(name)

    def like(self, text: str) -> tuple[str, ...]:
        """The names that sound most like `text`; empty for text in Latin letters, and where none does."""
        if not foreign(text):
            return ()
        ways = dict.fromkeys((skeleton(text), skeleton(text.replace("ش", "خ"))))  # "ch" is written with either
        near = [(fuzz.ratio(_roman(text), _roman(name)), name) for way in ways for name in self._names.get(way, ())]
        best = max((score for score, _ in near), default=0)
        return tuple(name for score, name in near if score == best) if best >= ALIKE else ()
