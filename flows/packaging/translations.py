"""The translations of a package: `texts/<lang>.po`, in the same form as our own catalogues.

Each entry is `msgctxt` = text id, `msgid` = the source text it was made from, `msgstr` = the translation. So a missing
cell and a stale one are both known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flows.packaging import files as parts
from flows.problems import FlowProblem
from locales.catalogue_checks import fields
from locales.catalogues import by_id, parse, texts_of


@dataclass(frozen=True, slots=True)
class Language:
    """One language of a package. `texts` holds what people read; the other three are what a translator has to do.

    `stale`: text id -> the source text the translation was made from. `broken`: ids whose `{placeholders}` the source
    does not have; people read the source text there, as they do for what is missing.
    """

    texts: Mapping[str, str]
    stale: Mapping[str, str]
    broken: frozenset[str]
    unknown: tuple[str, ...]  # ids no flow of the package has


def languages_of(
    files: Mapping[str, bytes], source: Mapping[str, str], problems: list[FlowProblem]
) -> dict[str, Language]:
    """By language. A catalogue that cannot be read goes to `problems`."""
    found: dict[str, Language] = {}
    for path, content in parts.of("texts", files).items():
        lang = parts.language_of(path)
        if lang in found:
            problems.append(FlowProblem(path, 1, 1, "package.texts", f"there are two catalogues for '{lang}'"))
            continue
        try:
            entries = _entries(lang, content)
        except ValueError as damaged:
            problems.append(FlowProblem(path, _line(damaged), 1, "package.texts", f"not a catalogue: {damaged}"))
        else:
            found[lang] = language_of(entries, source)
    return found


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    made_from: str
    text: str
    fuzzy: bool


def _entries(lang: str, content: bytes) -> tuple[Entry, ...]:
    """Raises ValueError."""
    try:
        messages = by_id(parse(lang.replace("-", "_"), content))
    except (ValueError, TypeError, AttributeError, IndexError) as damaged:  # Babel meets some damage unprepared
        raise ValueError(str(damaged)) from None
    return tuple(
        Entry(
            text_id,
            str((message.previous_id or texts_of(message.id))[0]) if message.fuzzy else texts_of(message.id)[0],
            texts_of(message.string)[0] or "",
            message.fuzzy,
        )
        for text_id, message in messages.items()
    )


def _line(damaged: ValueError) -> int:
    found = re.search(r"\bon (\d+)", str(damaged))
    return int(found[1]) if found else 1


def language_of(entries: Iterable[Entry], source: Mapping[str, str]) -> Language:
    texts: dict[str, str] = {}
    stale: dict[str, str] = {}
    broken, unknown = set(), []
    for entry in entries:
        if entry.id not in source:
            unknown.append(entry.id)
        elif not entry.text.strip():
            continue
        elif not _fits(entry.text, source[entry.id]):
            broken.add(entry.id)
        else:
            texts[entry.id] = entry.text
            if entry.fuzzy or entry.made_from != source[entry.id]:
                stale[entry.id] = entry.made_from
    return Language(texts, stale, frozenset(broken), tuple(unknown))


def _fits(text: str, source: str) -> bool:
    """No placeholder that the source does not have: nobody could fill it in."""
    known = fields(source)
    if known is None:  # a lonely brace in the source: then none of its braces means anything
        return True
    used = fields(text)
    return used is not None and used <= known
