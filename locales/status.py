"""How far each language is: complete, fresh, reviewed, and how well a second translator's German agrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from locales import back
from locales.catalogue_checks import own_problems
from locales.catalogues import HERE, load
from locales.glossary import coverage
from locales.languages import language
from locales.source_texts import Source


@dataclass(frozen=True, slots=True)
class Status:
    """`complete`: 0..1, the share of the `texts` with a translation, stale ones included. `problems` of every kind.
    `back_translated`: texts with a fresh back-translation; `differences`: those of them that are conspicuous.
    `glossary`: 0..1, the share of the terms of administration that are explained."""

    code: str
    complete: float
    missing: int
    stale: int
    review: str
    back_translated: int
    differences: int
    texts: int
    translated: int
    obsolete: int
    problems: int
    glossary: float


def status(lang: str, sources: Mapping[str, Source], root: Path = HERE) -> Status:
    found = own_problems(lang, sources, root)
    count = Counter(problem.code for problem in found)
    fresh = [one for one in _compared(lang, sources, root) if not one.stale]
    missing = len(sources) if any(problem.id == "*" for problem in found) else count["missing"] + count["new"]
    texts = len(sources)
    return Status(
        code=lang,
        complete=_share(texts - missing, texts),
        missing=missing,
        stale=count["stale"],
        review=language(lang).review,
        back_translated=len(fresh),
        differences=sum(1 for one in fresh if one.why),
        texts=texts,
        translated=texts - missing - count["stale"],
        obsolete=count["obsolete"],
        problems=len(found),
        glossary=coverage(lang),
    )


def _compared(lang: str, sources: Mapping[str, Source], root: Path) -> list[back.Comparison]:
    """Only where somebody translated back: the catalogue is read for nothing else."""
    backs = back.read(lang, root)
    return back.compared(sources, back.translations(sources, load(lang, root)), backs) if backs else []


def _share(part: int, whole: int) -> float:
    """Rounded down: 1.0 is never said of a catalogue that lacks a text."""
    return 1.0 if part == whole else int(1000 * part / whole) / 1000


def as_json(state: Status) -> dict[str, object]:
    return asdict(state)
