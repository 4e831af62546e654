"""A lint for Leichte Sprache (`de-simple`): short sentences, one idea each, no passive, long words taken apart.

It follows the rules of the Netzwerk Leichte Sprache that a program can see. It says where to look; whether a text is
easy, people with learning difficulties say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from locales.catalogue_checks import Problem
from locales.catalogues import HERE, by_id, load, po_path, texts_of
from locales.glossary import terms
from locales.source_texts import Source

SIMPLE = "de-simple"
WORDS = 12  # of a sentence
LETTERS = 14  # of a word that is not taken apart: Kranken·versicherung, Deutsch-Kurs
_SENTENCE = re.compile(r"[.!?:•\n]+(?:\s|$)|\n")
_BRACKETS = re.compile(r"\([^()]*\)|\{[^}]*\}|\S+@\S+|\b[\w-]+\.(?:de|org|nrw|eu)\b")
_WORD = re.compile(r"[A-Za-zÄÖÜäöüß]+(?:[·‧-][A-Za-zÄÖÜäöüß]+)*")
_SHORT_FORM = re.compile(r"\b(?:z\. ?B\.|d\. ?h\.|u\. ?a\.|ggf\.|bzw\.|usw\.|evtl\.|inkl\.|ca\.)")
_AND_MORE = re.compile(r"\b(?:dass|weil|wenn|ob|damit|obwohl|während|sodass|bevor|nachdem|sondern)\b", re.IGNORECASE)
_BECOMES = re.compile(r"\b(?:wird|werden|wurde|wurden|worden)\b")
_PARTICIPLE = re.compile(
    r"\b(?:(?:[a-zäöü]{2,6})?ge[a-zäöü]{2,}(?:t|en)|[a-zäöü]+iert|(?:be|ver|er|ent|zer)[a-zäöü]{2,}t)\b"
)
#: These look like a participle and are none, or say nothing of a passive.
_NO_PARTICIPLE = frozenset({
    "angeben", "angehen", "ausgehen", "bekannt", "bereit", "eingehen", "erst", "gefallen", "gegen", "gehen",
    "gehören", "gelten", "gemeinsam", "genug", "geben", "geboren", "gern", "gerne", "gestern", "gesund",
    "hingehen", "mitgeben", "weggehen", "weitergehen",
})  # fmt: skip


def simple_problems(lang: str, sources: Mapping[str, Source], root: Path = HERE) -> list[Problem]:
    """What is not easy in the catalogue of Leichte Sprache; nothing for any other language."""
    if lang != SIMPLE or not po_path(lang, root).is_file():
        return []
    entries = by_id(load(lang, root))
    return [
        Problem(lang, text_id, code, detail)
        for text_id in sources
        if text_id in entries and not text_id.endswith(".words")
        for text in texts_of(entries[text_id].string)
        for code, detail in hard(text)
    ]


def hard(text: str) -> Iterator[tuple[str, str]]:
    """(code, where) of everything that is hard to read: long_sentence, ideas, passive, long_word, short_form."""
    for found in _SHORT_FORM.findall(text):
        yield "short_form", found
    for sentence in _SENTENCE.split(_BRACKETS.sub(" ", text)):
        words = _WORD.findall(sentence)
        if len(words) > WORDS:
            yield "long_sentence", f"{len(words)} words: {' '.join(words[:6])} …"
        if len(_AND_MORE.findall(sentence)) > 1 or ";" in sentence:
            yield "ideas", sentence.strip()[:60]
        if passive := _passive(sentence):
            yield "passive", passive
        for word in words:
            if _is_long(word):
                yield "long_word", word


def _is_long(word: str) -> bool:
    """A part without a Mediopunkt or hyphen; the terms of the glossary stand so on letters."""
    return word not in terms() and max(len(part) for part in re.split(r"[·‧-]", word)) > LETTERS


def _passive(sentence: str) -> str | None:
    becomes = _BECOMES.search(sentence)
    found = [word for word in _PARTICIPLE.findall(sentence) if word not in _NO_PARTICIPLE]
    return f"{becomes[0]} … {found[-1]}" if becomes and found else None
