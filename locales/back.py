"""Back-translations: what a second translator, who never saw the German, made of a translation in German.

They stand beside the catalogue, each with the hash of the translation it was made from: a translation that changed
since makes it stale. What differs most from the source is what a reviewer should read first.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from rapidfuzz import fuzz

from locales.catalogues import HERE, by_id, texts_of
from locales.source_texts import Source

#: From here on a difference is counted: a rewording shares half of its words with the source, a mistake less.
DIFFERENT = 0.55
#: What turns a sentence around, or says another number: it counts as different however similar the rest is.
TURNED = 0.9
#: A text of at least so many words that comes back much shorter or longer: something was lost or added.
LONG, SHORTER, LONGER, CUT = 10, 0.7, 1.5, 0.7
_NOT = re.compile(r"\b(nicht|nichts|kein\w*|nie|niemals|niemand\w*|ohne|nein|weder)\b")


@dataclass(frozen=True, slots=True)
class Back:
    """`hash` of the translation it was made from."""

    hash: str
    german: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`difference` 0..1; `why`: numbers, negation, length, words, or empty where nothing is conspicuous."""

    id: str
    source: str
    back: str
    translation: str
    difference: float
    why: str
    stale: bool


def hash_of(translation: str) -> str:
    """8 hex digits: the key under which a translation is given away, for an id would say what it means."""
    return hashlib.sha256(translation.encode()).hexdigest()[:8]


def told(value: object) -> str:
    """A translation as one text; plural forms one under the other."""
    return "\n".join(texts_of(value))


def translations(sources: Mapping[str, Source], catalogue: Catalog) -> dict[str, str]:
    """Text id -> translation, of every text people read; match words are none."""
    entries = by_id(catalogue)
    found = {text_id: told(entries[text_id].string) for text_id in sources if text_id in entries}
    return {text_id: text for text_id, text in found.items() if text.strip() and not text_id.endswith(".words")}


def path_of(lang: str, root: Path = HERE) -> Path:
    return root / lang / "back.json"


def read(lang: str, root: Path = HERE) -> dict[str, Back]:
    """By text id; empty where nobody translated back yet."""
    path = path_of(lang, root)
    stored = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return {text_id: Back(**one) for text_id, one in stored.items()}


def write(lang: str, backs: Mapping[str, Back], root: Path = HERE) -> None:
    """In order of the ids: two people's work meets line by line."""
    stored = {text_id: {"hash": one.hash, "german": one.german} for text_id, one in sorted(backs.items())}
    path_of(lang, root).write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", "utf-8")


def to_translate(known: Mapping[str, str], backs: Mapping[str, Back], everything: bool = False) -> dict[str, str]:
    """Hash -> translation of what has no fresh back-translation, each text once, in the order of the questions."""
    open_ = (text for text_id, text in known.items() if everything or not _fresh(backs.get(text_id), text))
    return {hash_of(text): text for text in open_}


def _fresh(back: Back | None, translation: str) -> bool:
    return back is not None and back.hash == hash_of(translation)


def taken(
    known: Mapping[str, str], backs: Mapping[str, Back], given: Mapping[str, str]
) -> tuple[dict[str, Back], list[str]]:
    """The back-translations with the `given` (hash -> German) in; and the hashes no translation has (any more)."""
    by_hash: dict[str, list[str]] = {}
    for text_id, text in known.items():
        by_hash.setdefault(hash_of(text), []).append(text_id)
    new = {text_id: Back(key, german.strip()) for key, german in given.items() if german.strip()
           for text_id in by_hash.get(key, ())}  # fmt: skip
    kept = {text_id: one for text_id, one in backs.items() if text_id in known}
    return {**kept, **new}, [key for key in given if key not in by_hash]


def compared(sources: Mapping[str, Source], known: Mapping[str, str], backs: Mapping[str, Back]) -> list[Comparison]:
    """Source beside back-translation, what differs most first, stale ones last."""
    found = []
    for text_id, text in known.items():
        if (one := backs.get(text_id)) is None:
            continue
        german = "\n".join(dict.fromkeys(sources[text_id].forms))
        difference, why = measure(german, one.german)
        found.append(Comparison(text_id, german, one.german, text, difference, why, one.hash != hash_of(text)))
    return sorted(found, key=lambda one: (one.stale, -one.difference, one.id))


def measure(source: str, back: str) -> tuple[float, str]:
    """How far two German texts are apart, 0..1, and what makes it conspicuous."""
    here, there = _words(source), _words(back)
    apart = round(1 - fuzz.token_sort_ratio(here, there) / 100, 3)
    if set(re.findall(r"\d+", here)) != set(re.findall(r"\d+", there)):
        return max(apart, TURNED), "numbers"
    if bool(_NOT.search(here)) != bool(_NOT.search(there)):
        return max(apart, TURNED), "negation"
    if len(here.split()) >= LONG and not SHORTER < len(there.split()) / len(here.split()) < LONGER:
        return max(apart, CUT), "length"
    return apart, "words" if apart > DIFFERENT else ""


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
