"""Numbers as people write them: any script's digits, decimal commas, small number words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from flows.parsing.normalise import digits, key
from flows.parsing.terms import Everywhere, holds, word_keys

Number = int | float
_NUMBER = re.compile(r"(?<![\w.,])[-−]?\d+(?:[.,٫٬]\d+)*(?![\w])")
_THOUSANDS = re.compile(r"[-−]?\d{1,3}(?:[.,٬]\d{3})+")
_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?:\s\d{3})+(?!\d)")
_DECIMAL = re.compile(r"[-−]?\d+[.,٫]\d{1,6}")
LONGEST = 12  # digits of a number anybody means
WORDS = 6  # words up to which a number is heard in a phrase such as "2 Kinder"


def read_numbers(text: str, everywhere: Everywhere, integer: bool = True) -> tuple[Number, ...]:
    """The numbers a text may mean: one when it is clear, several when it is not, none when there is none."""
    written = key(text)
    if written.count(" ") >= WORDS or holds(written, _negations(everywhere)):
        return ()
    plain = _GROUPS.sub(lambda group: re.sub(r"\s", "", group[0]), digits(text))
    found = _NUMBER.findall(plain)
    if _digits_in(plain) != _digits_in(" ".join(found)):
        return ()
    return tuple(dict.fromkeys(n for word in found for n in _values(word, integer))) or _spoken(written, everywhere)


def _digits_in(text: str) -> int:
    return len(re.findall(r"\d", text))


def _values(word: str, integer: bool) -> tuple[Number, ...]:
    plain = word.replace("−", "-")
    if _digits_in(plain) > LONGEST:
        return ()
    if re.fullmatch(r"-?\d+", plain):
        return (int(plain),)
    found: list[Number] = []
    if _THOUSANDS.fullmatch(plain):
        found.append(int(re.sub(r"[.,٬]", "", plain)))
    if _DECIMAL.fullmatch(plain) and not (integer and found):
        found.append(float(re.sub(r"[,٫]", ".", plain)))
    return tuple(found)


def number_words(everywhere: Everywhere) -> Mapping[str, int]:
    """Number words of every language; `answer.number.words` lists them from 0 on, variants parted by `/`."""
    return _table(everywhere("answer.number.words"))


@lru_cache(maxsize=64)
def _table(texts: tuple[str, ...]) -> Mapping[str, int]:
    table: dict[str, int] = {}
    for text in texts:
        for value, variants in enumerate(text.split("|")):
            for word in variants.split("/"):
                table.setdefault(key(word), value)
    return table


def _negations(everywhere: Everywhere) -> frozenset[str]:
    return _but_zero(everywhere("answer.not.words"), everywhere("answer.number.words"))


@lru_cache(maxsize=64)
def _but_zero(negations: tuple[str, ...], numbers: tuple[str, ...]) -> frozenset[str]:
    """Words for "not" that are no words for nought."""
    return frozenset(word for word in word_keys(negations) if _table(numbers).get(word) != 0)


def _spoken(written: str, everywhere: Everywhere) -> tuple[Number, ...]:
    table = number_words(everywhere)
    return tuple(dict.fromkeys(table[word] for word in written.split(" ") if word in table))
