"""Translation is a gate: what keeps a catalogue from being offered, and how far each language is.

Missing and stale translations are both known before publishing; so are lost placeholders, plural forms that a language
needs, and button labels that do not fit. `dennis` looks over the file as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message

from locales.catalogues import HERE, as_bytes, by_id, load, po_path, texts_of, updated
from locales.foreign import foreign_faults
from locales.plurals import categories
from locales.source_texts import Source


@dataclass(frozen=True, slots=True)
class Problem:
    """`code`: unknown, new, missing, stale, obsolete, placeholders, plural, too_long, foreign, letters, german, dennis,
    not_fresh, damaged."""

    lang: str
    id: str
    code: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.lang} {self.id}: {self.code}" + (f" ({self.detail})" if self.detail else "")


def fields(text: str) -> frozenset[str] | None:
    """The names in `{…}`, or None when the braces do not match."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return None


def _placeholder_fault(source: Source, strings: tuple[str, ...]) -> str | None:
    """A plural form may leave a number out ("one day"), none may invent one; all forms together must use them all."""
    wanted = frozenset[str]().union(*(fields(form) or () for form in source.forms))
    found = [fields(string) for string in strings]
    if None in found:
        return "braces do not match"
    used = frozenset[str]().union(*(names for names in found if names is not None))
    wrong = used - wanted or (wanted - used)
    return f"{', '.join(sorted(wrong))}" if wrong else None


def _entry_problems(lang: str, source: Source, message: Message) -> Iterator[tuple[str, str]]:
    strings = texts_of(message.string)
    if texts_of(message.id) != source.forms:
        yield "not_fresh", "run `make catalogues`"
    if message.fuzzy:
        yield "stale", f"made from: {' / '.join(message.previous_id)}" if message.previous_id else "marked fuzzy"
    if not any(strings):
        yield "missing", ""
        return
    yield from text_faults(lang, source, strings)
    yield from foreign_faults(lang, source, strings)


def text_faults(lang: str, source: Source, strings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What is wrong with a translation, whatever file it stands in: (code, detail)."""
    if source.plural and (len(strings) != len(categories(lang)) or not all(strings)):
        yield "plural", f"needs {', '.join(categories(lang))}"
    if fault := _placeholder_fault(source, strings):
        yield "placeholders", fault
    if source.max and (longest := max(map(len, strings))) > source.max:
        yield "too_long", f"{longest} of {source.max} characters"


def _catalogue_problems(lang: str, sources: Mapping[str, Source], catalogue: Catalog) -> Iterator[tuple[str, str, str]]:
    entries = by_id(catalogue)
    for text_id, source in sources.items():
        if text_id not in entries:
            yield text_id, "new", "run `make catalogues`"
            continue
        for code, detail in _entry_problems(lang, source, entries[text_id]):
            yield text_id, code, detail
    for text_id in entries.keys() - sources.keys():
        yield text_id, "unknown", "run `make catalogues`"
    for message in catalogue.obsolete.values():
        yield str(message.context), "obsolete", "delete the entry or bring the text back"


def problems(lang: str, sources: Mapping[str, Source], root: Path = HERE) -> list[Problem]:
    """Everything that keeps the language from being published; empty when the catalogue is ready.

    Raises ModuleNotFoundError outside a developer's installation: `dennis` is no part of the run-time image.
    """
    found = own_problems(lang, sources, root)
    path = po_path(lang, root)
    if not path.is_file():
        return found
    if not found and as_bytes(updated(lang, sources, load(lang, root))) != path.read_bytes():
        found.append(Problem(lang, "*", "not_fresh", "run `make catalogues`"))
    return found + list(_dennis(lang, path))


def own_problems(lang: str, sources: Mapping[str, Source], root: Path = HERE) -> list[Problem]:
    """Those that need no developer's tools."""
    if not po_path(lang, root).is_file():
        return [Problem(lang, "*", "missing", "no catalogue; run `make catalogues`")]
    try:
        catalogue = load(lang, root)
    except ValueError as damaged:
        return [Problem(lang, "*", "damaged", str(damaged))]
    return [Problem(lang, *problem) for problem in _catalogue_problems(lang, sources, catalogue)]


#: dennis' error rules; its warnings (unchanged, blank, …) are ours to judge, German is unchanged by intention.
DENNIS_RULES = ("E101", "E102", "E103", "E104", "E105", "E106", "E201")


def _dennis(lang: str, path: Path) -> Iterator[Problem]:
    """What dennis finds."""
    from dennis.linter import Linter  # a developer's tool: not in the run-time image

    linter = Linter(["python-brace-format"], list(DENNIS_RULES))
    for message in linter.verify_file(str(path)):
        if message.kind == "err":
            context = re.sub(r"\s+", " ", message.poentry.msgctxt or "*")
            yield Problem(lang, context, "dennis", f"{message.code} {message.msg}")
