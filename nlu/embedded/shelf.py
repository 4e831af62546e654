"""Where the models lie, and building those whose phrases have changed. They are made at set-up, not committed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.errors import LotseError
from locales.texts import load_texts
from nlu.embedded.model import REBUILD, Model, read_header, read_model
from nlu.language.habits import FILE, counted, read_digest
from nlu.language.habits import digest as digest_of
from nlu.phrases import Phrase, languages, lint, training_phrases
from nlu.phrases.reading import DATA
from nlu.phrases.spoken import with_spoken

_HERE = Path(__file__).resolve().parent.parent.parent / "build" / "nlu"


def folder() -> Path:
    """Beside the code, in a checkout as in the image."""
    return _HERE


@dataclass(frozen=True, slots=True)
class Built:
    """`fresh`: it was trained now; otherwise the phrases were the same as before."""

    lang: str
    phrases: int
    fresh: bool
    bytes: int


Told = Callable[[Built], None]


def build(
    into: Path, data: Path = DATA, only: str | None = None, anew: bool = False, told: Told = lambda built: None
) -> list[Built]:
    """Trains what is missing or out of date. Raises LotseError nlu.phrases for faults: then nothing is built."""
    from nlu.embedded.training import digest, train  # scikit-learn is needed here only, and slow to import

    phrases = {lang: training_phrases(lang, data) for lang in languages(data) if only in (None, lang)}
    faults = [fault for lang, found in phrases.items() for fault in lint(lang, found)]
    if faults:
        raise LotseError("nlu.phrases", faults=len(faults), first=str(faults[0]))
    into.mkdir(parents=True, exist_ok=True)
    built, texts = [], load_texts()
    for lang, written in phrases.items():
        found = with_spoken(written, lang, texts)
        path = into / f"{lang}.model"
        fresh = anew or read_header(path).get("phrases") != digest(found)
        if fresh:
            _put(path, train(lang, found).dump())
        built.append(Built(lang, len(found), fresh, path.stat().st_size))
        told(built[-1])
    if only is None:
        _count_habits(into / FILE, phrases, anew)
    return built


def _count_habits(path: Path, phrases: Mapping[str, Sequence[Phrase]], anew: bool) -> None:
    """What tells the languages apart, from all phrases together."""
    texts = {lang: [phrase.text for phrase in found] for lang, found in phrases.items()}
    if anew or read_digest(path) != digest_of(texts):
        _put(path, counted(texts).dump())


def _put(path: Path, data: bytes) -> None:
    """Whole or not at all, whoever reads meanwhile."""
    beside = path.with_suffix(f".{os.getpid()}.new")
    beside.write_bytes(data)
    beside.replace(path)


def load(where: Path) -> Mapping[str, Model]:
    """Language -> model. Raises LotseError nlu.model for one that is damaged, and where there is none at all."""
    found = {path.stem: read_model(path) for path in sorted(where.glob("*.model"))}
    if not found:
        raise LotseError("nlu.model", file=where.name, reason="no model", command=REBUILD)
    return found
