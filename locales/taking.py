"""Translations from outside (a volunteer's table, a JSON file): what may be taken in, and for what is refused, why.

A text is refused when it is not what the person at the other end could be shown; the rest of
the file is none the worse for it, and whoever calls decides whether the good rows are taken alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog

from locales.catalogue_checks import text_faults
from locales.catalogues import HERE, Translation, as_bytes, by_id, po_path, texts_of, translate
from locales.plurals import categories
from locales.source_texts import Source

#: A spreadsheet works out a cell that begins so, and what it gives is no translation.
FORMULA = "="


@dataclass(frozen=True, slots=True)
class Given:
    """One text of the file. `german`: what it was made from, where the file says so. `fresh`: said to fit it still."""

    id: str
    text: Translation
    german: str | None = None
    fresh: bool = False
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """`code`: unknown, twice, empty, formula, source_changed, plural, placeholders, too_long."""

    id: str
    code: str
    detail: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """`before` is empty for a text that had no translation; `before == after` for one that was stale and fits."""

    id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Taking:
    """`accepted` may be given to `translate`; `same` counts rows that say what the catalogue says."""

    accepted: Mapping[str, Translation]
    changes: tuple[Change, ...]
    refused: tuple[Refused, ...]
    same: int


def examine(lang: str, sources: Mapping[str, Source], catalogue: Catalog, given: Iterable[Given]) -> Taking:
    """What the file would do to the catalogue, which must be up to the sources."""
    entries = by_id(catalogue)
    accepted: dict[str, Translation] = {}
    changes: list[Change] = []
    refused: list[Refused] = []
    seen: set[str] = set()
    same = 0
    for one in given:
        if found := _refusal(lang, sources, one, seen):
            refused.append(found)
            continue
        seen.add(one.id)
        before, after = texts_of(entries[one.id].string), _forms(lang, one.text)
        if before == after and not (entries[one.id].fuzzy and one.fresh):
            same += 1
            continue
        accepted[one.id] = one.text
        changes.append(Change(one.id, _shown(before), _shown(after)))
    return Taking(accepted, tuple(changes), tuple(refused), same)


def take_in(lang: str, catalogue: Catalog, taking: Taking, root: Path = HERE) -> None:
    """Write the catalogue with the accepted texts."""
    translate(lang, catalogue, taking.accepted)
    po_path(lang, root).write_bytes(as_bytes(catalogue))


def _refusal(lang: str, sources: Mapping[str, Source], one: Given, seen: set[str]) -> Refused | None:
    source = sources.get(one.id)
    if source is None:
        return Refused(one.id, "unknown", "there is no text with this id", one.line)
    if one.id in seen:
        return Refused(one.id, "twice", "this id stands in the file already", one.line)
    if one.german is not None and _plain(one.german) != _plain(" / ".join(source.forms)):
        return Refused(one.id, "source_changed", f"the German is now: {' / '.join(source.forms)}", one.line)
    if isinstance(one.text, str) == source.plural:
        wanted = f"needs the forms {', '.join(categories(lang))}" if source.plural else "takes one text, not forms"
        return Refused(one.id, "plural", wanted, one.line)
    strings = _forms(lang, one.text)
    if any(text.lstrip().startswith(FORMULA) for text in strings):
        return Refused(one.id, "formula", "the cell computes its value: write the text itself", one.line)
    if not any(strings):
        return Refused(one.id, "empty", "there is no text", one.line)
    fault = next(text_faults(lang, source, strings), None)
    return Refused(one.id, *fault, one.line) if fault else None


def _forms(lang: str, text: Translation) -> tuple[str, ...]:
    """The strings of a translation in the order of the catalogue; a form that is not given is empty."""
    if isinstance(text, str):
        return (text,)
    return tuple(text.get(name) or text.get("other", "") for name in categories(lang))


def _plain(text: str) -> str:
    """Spreadsheets change the ends of lines and lose blanks at the end."""
    return " ".join(text.split())


def _shown(strings: tuple[str, ...]) -> str:
    return " / ".join(strings)
