"""What people write in each language, counted in our own phrases: pieces of words, for what py3langid does not know,
and the words of one language alone, for what needs no model.

It learned from newspapers and encyclopaedias, where nobody writes "ja yok" or Arabic in Latin letters. Counted at
set-up from `nlu/rasa/data`, not committed; a file that is damaged or of other phrases is refused, never half believed.
"""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from flows.errors import LotseError
from nlu.language.scripts import words_of

VERSION = 2
FILE = "languages.npz"
REBUILD = "lotse nlu train"
#: Columns the pieces are hashed to: a power of two, several times as many as a language has pieces.
COLUMNS = 1 << 15
_SIZES = (2, 3, 4)
#: A piece never seen counts as this much of one that was seen once.
_UNSEEN = 0.05
#: So many phrases of its language hold a word of its own.
_OFTEN = 2
#: So many of its own words show a language, where they are half of all words.
_SHOWING = 2
_WORD = re.compile(r"[^\W\d_]+")

Counts = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Habits:
    """`logs`: columns x languages, the logarithm of how often a piece is met in a language. `own`: language -> words
    that are met in it again and again, and in no other.
    """

    languages: tuple[str, ...]
    logs: npt.NDArray[np.float16]
    phrases: str  # SHA-256 of what was counted
    own: Mapping[str, frozenset[str]]

    def of(self, text: str) -> dict[str, float]:
        """Language -> how much less it looks like the text than the best one does: 0 for the best, negative else."""
        columns = _columns(text)
        if not columns:
            return dict.fromkeys(self.languages, 0.0)
        summed = self.logs[columns].astype(np.float32).sum(axis=0) / np.sqrt(len(columns))
        return dict(zip(self.languages, (summed - summed.max()).tolist(), strict=True))

    def plainly(self, words: Sequence[str], lang: str) -> bool:
        """Whether nothing else than `lang` comes into question. Measured: of 4,129 test phrases half are plainly in
        their language, none in another, and the detector is sure of another language for none of these.
        """
        own = self.own.get(lang, frozenset())
        telling = sum([word.casefold() in own for word in words])
        return telling >= _SHOWING and 2 * telling >= len(words)

    def dump(self) -> bytes:
        buffer = io.BytesIO()
        own = np.array([" ".join(sorted(self.own[lang])).encode() for lang in self.languages])
        languages = np.array(self.languages)
        np.savez(buffer, version=VERSION, languages=languages, phrases=self.phrases, logs=self.logs, own=own)
        return buffer.getvalue()


def digest(phrases: Mapping[str, Sequence[str]]) -> str:
    lines = "\n".join(f"{lang}\t{text}" for lang in sorted(phrases) for text in phrases[lang])
    return hashlib.sha256(f"{VERSION} {COLUMNS} {_SIZES} {_UNSEEN}\n{lines}".encode()).hexdigest()


def counted(phrases: Mapping[str, Sequence[str]]) -> Habits:
    """`phrases`: language -> texts. Serbian counts in both its scripts, whichever it was written in."""
    languages = tuple(sorted(phrases))
    counts: Counts = np.zeros((COLUMNS, len(languages)), dtype=np.float32)
    for place, lang in enumerate(languages):
        for text in phrases[lang]:
            counts[_columns(text), place] += 1
            if lang == "sr":
                counts[_columns(_in_cyrillic(text)), place] += 1
    logs = np.log((counts + _UNSEEN) / (counts.sum(axis=0) + _UNSEEN * COLUMNS))
    return Habits(languages, logs.astype(np.float16), digest(phrases), _own(phrases))


def _own(phrases: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    met = {lang: Counter(word for text in texts for word in set(_cased(text))) for lang, texts in phrases.items()}
    spread = Counter(word for words in met.values() for word in words)
    return {
        lang: frozenset(word for word, times in words.items() if times >= _OFTEN and spread[word] == 1)
        for lang, words in met.items()
    }


def _cased(text: str) -> list[str]:
    return [word.casefold() for word in words_of(text)]


def read_habits(path: Path) -> Habits:
    """Raises LotseError nlu.model, with the command that counts anew."""
    try:
        with np.load(path, allow_pickle=False) as found:
            if int(found["version"]) != VERSION or found["logs"].shape != (COLUMNS, len(found["languages"])):
                raise ValueError(f"version {found['version']}, this is {VERSION}")
            languages = tuple(map(str, found["languages"]))
            own = {lang: frozenset(words.decode().split()) for lang, words in zip(languages, found["own"], strict=True)}
            return Habits(languages, found["logs"], str(found["phrases"]), own)
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, zlib.error) as error:
        raise LotseError("nlu.model", file=path.name, reason=str(error)[:120], command=REBUILD) from error


def read_digest(path: Path) -> str:
    """What a file was counted from; "" for one that is missing or damaged."""
    try:
        return read_habits(path).phrases
    except LotseError:
        return ""


def _columns(text: str) -> list[int]:
    pieces = {piece for word in _WORD.findall(text.casefold()) for piece in _pieces(word)}
    return sorted({zlib.crc32(piece.encode("utf-8", "replace")) & (COLUMNS - 1) for piece in pieces})


def _pieces(word: str) -> Iterator[str]:
    yield f"={word}"
    padded = f" {word} "
    for size in _SIZES:
        for start in range(len(padded) - size + 1):
            yield padded[start : start + size]


_PAIRS = (("lj", "љ"), ("nj", "њ"), ("dž", "џ"))
_LETTERS = str.maketrans("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш")


def _in_cyrillic(text: str) -> str:
    text = text.casefold()
    for latin, cyrillic in _PAIRS:
        text = text.replace(latin, cyrillic)
    return text.translate(_LETTERS)
