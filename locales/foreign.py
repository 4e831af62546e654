"""Foreign words in a translation: Latin runs in other scripts, letters of a neighbouring language, German left inside.

Allowed are the words people meet on letters and signs (glossary terms, names, abbreviations, addresses), what stands in
brackets or quotation marks in the German words of the source, and placeholders.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from locales.glossary import terms
from locales.languages import language
from locales.source_texts import Source

_LATIN = r"A-Za-zÀ-ÖØ-öø-ɏ"
_WORD = re.compile(rf"[{_LATIN}][{_LATIN}\d]*(?:[-’'][{_LATIN}\d]+)*")
#: What is no word of any language: placeholders, addresses, commands, paragraphs ("104c"), levels ("B1").
_NEUTRAL = re.compile(r"\{[^}]*\}|\S+@\S+|https?:\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:de|org|eu|nrw|com)\b|/\w+|\d+[a-z]\b")
_SHORT = re.compile(r"[A-ZÄÖÜ]{2,6}|[A-C][12]|[IVX]+")
_QUOTED = re.compile(r"\(([^()]*)\)|[„“”«»\"‚‘’]([^„“”«»\"‚‘’]*)[„“”«»\"‚‘’]|[（﴾]([^）﴿]*)[）﴿]")
_SCRIPTS = {
    "Cyrl": re.compile(r"[\u0400-\u052f]"),
    "Arab": re.compile(r"[\u0620-\u064a\u066e-\u06d3\u0750-\u077f]"),
    "Ethi": re.compile(r"[\u1200-\u137f\u2d80-\u2ddf]"),
}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("locales").joinpath("scripts.toml").read_text("utf-8"))


@cache
def _allowed() -> re.Pattern[str]:
    """Names and terms, the longest first."""
    known = sorted({*_table()["names"], *_table()["terms"], *terms()}, key=len, reverse=True)
    return re.compile(rf"(?<![{_LATIN}])(?:{'|'.join(map(re.escape, known))})(?![{_LATIN}])")


def foreign_faults(lang: str, source: Source, strings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(code, words) for each kind: foreign, letters, german. Match words and German itself are not looked at."""
    if source.id.endswith(".words") or lang.split("-")[0] == "de":
        return
    german, said = " ".join(source.forms), " ".join(strings)
    script = language(lang).script
    kinds = {
        "foreign": _other_scripts(script, said)
        if script == "Latn"
        else {*_latin(said, german), *_other_scripts(script, said)},
        "letters": _letters(lang, said),
        "german": _german(said, german) if script == "Latn" else set(),
    }
    for code, words in kinds.items():
        if words:
            yield code, ", ".join(sorted(words))


def _latin(said: str, german: str) -> set[str]:
    rest = _without_quotes(_allowed().sub(" ", _NEUTRAL.sub(" ", said)), german)
    return {word for word in _WORD.findall(rest) if not _SHORT.fullmatch(word)}


def _without_quotes(said: str, german: str) -> str:
    """Without those words in brackets or quotation marks that the German has too, if only as a part: Kreis, Kreises."""
    known = german.casefold()

    def keep(found: re.Match[str]) -> str:
        return " ".join(word for word in _WORD.findall(found[0]) if word.casefold() not in known)

    return _QUOTED.sub(keep, said)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _other_scripts(script: str, said: str) -> set[str]:
    """Words with letters of a script that is neither ours nor Latin; and words of two scripts at once."""
    words = re.findall(r"[^\W\d_]+", _allowed().sub(" ", said))  # an ending may grow onto a name: Unnaን
    foreign = {word for name, letters in _SCRIPTS.items() if name != script for word in words if letters.search(word)}
    own = _SCRIPTS.get(script)
    return foreign | {word for word in words if own and own.search(word) and re.search(rf"[{_LATIN}]", word)}


def _letters(lang: str, said: str) -> set[str]:
    wrong = _table()["wrong_letters"].get(lang, "")
    return {word for word in re.findall(r"\w+", said) if set(word) & set(wrong)}


def _german(said: str, german: str) -> set[str]:
    """Frequent German words outside names, terms, brackets and quotations."""
    rest = _without_quotes(_allowed().sub(" ", _NEUTRAL.sub(" ", said)), german)
    words = {word.casefold() for word in _WORD.findall(rest)}
    return words & set(_table()["german"]) & set(_plain(german).split(" "))
