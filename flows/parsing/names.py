"""Names from CLDR in every offered language, and the other names people use: what countries and languages share."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from flows.parsing.fuzzy import nearest
from flows.parsing.normalise import key
from locales.once import once

Codes = tuple[str, ...]
SENTENCE = 10  # words up to which names are heard inside a sentence
HEARD = 4  # letters a name must have for that: shorter ones are other words too


@dataclass(frozen=True, slots=True)
class NameTable:
    """Keys of names -> codes. A key with several codes is asked back. `also`: other names, believed before CLDR's."""

    names: Mapping[str, Codes]
    also: Mapping[str, Codes]

    def exact(self, written: str) -> Codes:
        return self.also.get(written) or self.names.get(written, ())

    def find(self, text: str, negated: bool = False) -> Codes:
        """The codes a text may mean; none when nobody can tell. `negated`: names inside a sentence do not count."""
        written = key(text)
        return self.exact(written) or (() if negated else self._inside(written)) or self._similar(written)

    def _inside(self, written: str) -> Codes:
        """Names in a short sentence: "I am from Syria". The longest at each place counts; several are asked back."""
        words = written.split(" ")
        found: dict[str, None] = {}
        start = 0
        while 1 < len(words) <= SENTENCE and start < len(words):
            end, codes = self._longest(words, start)
            found.update(dict.fromkeys(codes))
            start = end
        return tuple(found)

    def _longest(self, words: list[str], start: int) -> tuple[int, Codes]:
        for end in range(len(words), start, -1):
            name = " ".join(words[start:end])
            if len(name) >= HEARD and (codes := self.exact(name)):
                return end, codes
        return start + 1, ()

    def _similar(self, written: str) -> Codes:
        near = nearest(written, [*self.names, *self.also])
        return tuple(dict.fromkeys(code for name in near for code in self.exact(name)))


def index(named: Iterable[tuple[str, str]]) -> dict[str, Codes]:
    """(name, code) pairs as a table of keys."""
    table: dict[str, dict[str, None]] = {}
    for name, code in named:
        if found := key(name):
            table.setdefault(found, {})[code] = None
    return {name: tuple(codes) for name, codes in table.items()}


@once
def read_also(table: str) -> Mapping[str, Codes]:
    """`data/<table>.csv`: codes parted by blanks, names parted by `|`."""
    text = files("flows.parsing").joinpath("data", f"{table}.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return index((name, code) for row in rows for name in row["names"].split("|") for code in row["codes"].split())
