"""What the checks and walks of `flows` need beside a flow's own file: its translations, and the rules that read it.

Reads catalogues and content, which the pure checks may not. A flow of the product has its translations in the product's
catalogues, any other in its package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from babel.messages.catalog import Message

from backend.content.reading import jurisdictions
from backend.content.rule_tables import builtin_rules
from backend.services.submission import DISTRICT, NAME, RESIDENCE
from flows.lint import Cell, Reading, Subject
from flows.lint.where import find
from flows.model import Flow
from flows.package import Package, load_package
from flows.packaging.files import FLOW
from flows.places import load_places
from flows.rules.reads import answers_read
from locales.catalogues import by_id, load, texts_of
from locales.languages import OFFERED
from locales.texts import Texts, load_texts


@dataclass(frozen=True, slots=True)
class FlowFiles:
    """A flow somebody named. `files` as in a package; `place` is what they are called in messages: a folder or file."""

    files: Mapping[str, bytes]
    place: str
    alone: bool = False  # one file, not a folder

    def called(self, path: str) -> str:
        return self.place if self.alone and path == FLOW else f"{self.folder}{path}"

    @property
    def folder(self) -> str:
        return "" if self.alone else f"{self.place}/"

    def text(self, path: str) -> str:
        return self.files[path].decode("utf-8-sig")


def subjects_of(given: FlowFiles, today: date) -> dict[str | None, Subject]:
    """The flow (None) and each of its variants, ready to be checked. Raises FlowError when one does not load."""
    package = load_package(given.files)
    keys: tuple[str | None, ...] = (None, *package.variants)
    return {key: _subject(given, package.of(key), today) for key in keys}


def _subject(given: FlowFiles, package: Package, today: date) -> Subject:
    flow, chain = package.flow, tuple(_chain(package))
    overlays = [(given.text(path), given.called(path)) for path in (f"variants/{key}.yaml" for key in chain)]
    where = find(given.text(FLOW), given.called(FLOW), overlays)
    broken = {lang: found.broken for lang, found in package.translations.items()}
    warnings = tuple(replace(problem, file=given.called(problem.file)) for problem in package.warnings)
    rules, media = tuple(_rules(flow, chain)), None if given.alone else frozenset(package.media)
    return Subject(flow, where, today, _cells(package), rules, load_places(), broken, warnings, media)


def _chain(package: Package) -> Iterator[str]:
    """The variants a variant stands on and itself, from the flow outwards."""
    variant = package.variants.get(package.variant or "")
    if variant is not None:
        yield from _chain(replace(package, variant=variant.base))
        yield variant.key


def texts_for(package: Package) -> Texts:
    """The words for playing a flow."""
    return load_texts() if _is_ours(package) else package.texts


def lacking(package: Package) -> Mapping[str, frozenset[str]]:
    """Language -> ids of the texts that would be shown in the source language instead."""
    return {} if _is_ours(package) else {lang: frozenset(package.missing(lang)) for lang in package.languages}


def _is_ours(package: Package) -> bool:
    return not package.translations and load_texts().has(package.flow.lang, package.flow.title)


def _cells(package: Package) -> dict[str, Mapping[str, Cell]]:
    flow = package.flow
    if not _is_ours(package):
        return {
            lang: {
                text_id: Cell(text, found.stale.get(text_id), text_id in found.stale)
                for text_id, text in found.texts.items()
            }
            for lang, found in package.translations.items()
        }
    return {
        lang: {text_id: cell for text_id, cell in _catalogue(lang).items() if text_id in flow.source}
        for lang in OFFERED
        if lang != flow.lang
    }


@cache
def _catalogue(lang: str) -> Mapping[str, Cell]:
    return {text_id: _cell(message) for text_id, message in by_id(load(lang)).items() if not message.pluralizable}


def _cell(message: Message) -> Cell:
    made_from = message.previous_id[0] if message.fuzzy and message.previous_id else texts_of(message.id)[0]
    return Cell(texts_of(message.string)[0], str(made_from), message.fuzzy)


# --- rules ------------------------------------------------------------------------------------------------------------


def _rules(flow: Flow, chain: tuple[str, ...]) -> Iterator[Reading]:
    """Who reads the answers of this flow: tables of rules, and routing. Of a variant only its own jurisdiction does."""
    rules = builtin_rules()
    if flow.id != rules.flow.id:
        return
    for table in rules.tables:
        if not chain or table.jurisdiction is None or table.jurisdiction in chain:
            read = answers_read(rules, table)
            yield from (Reading(f"rules/{table.name}.yaml", step, tuple(sorted(read[step]))) for step in read)
    yield from (Reading("submission", step) for step in (RESIDENCE, NAME))
    for jurisdiction in jurisdictions().values():
        if chain and jurisdiction.key not in chain:
            continue
        districts = sorted({district for region in jurisdiction.regions for district in region.districts})
        if districts:
            yield Reading(f"jurisdictions/{jurisdiction.key}.yaml", DISTRICT, tuple(districts))
