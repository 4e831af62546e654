"""How long a large package takes to load: checked anew, and from what was kept of an earlier check."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

from backend.content.flow_cache import FlowCache
from backend.content.packages import read_package
from flows.package import Package, load_package
from locales.texts import load_texts

ROWS = 416
LANGUAGES = ("en", "fr", "ar")
ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Loading:
    """Milliseconds, the best of several rounds; reading the files is not in them. `ratio`: cold by cached."""

    steps: int
    languages: int
    texts: int
    kilobytes: int
    cold_ms: float
    cached_ms: float
    ratio: float

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def bench_loading(path: Path | None = None, rows: int = ROWS) -> Loading:
    """Measures the package at `path`, or one made for it. Raises FlowError."""
    files = read_package(path) if path is not None else large_package(rows)
    load_texts()  # once per process, whatever is loaded then
    package = load_package(files)
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        cache = FlowCache(Path(folder))
        cache.package(files)
        cold = _best(lambda: load_package(files), 3)
        cached = _best(lambda: cache.package(files), ROUNDS)
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
    texts = sum(len(found.texts) for found in package.translations.values())
    steps, languages = len(package.flow.steps), len(package.languages)
    return Loading(steps, languages, texts, size // 1000, _ms(cold), _ms(cached), round(cold / cached, 1))


def _best(load: Callable[[], Package], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        began = perf_counter()
        load()
        times.append(perf_counter() - began)
    return min(times)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


# --- a form as large as the largest real ones -------------------------------------------------------------------------


def large_package(rows: int = ROWS) -> dict[str, bytes]:
    """Rows of the sorts a survey has, in sections of 40, most with a condition; every text in four languages."""
    sections = range((rows + 39) // 40)
    flow = [HEAD, *(line for section in sections for line in _section(section, rows))]
    text = "\n".join([*flow, ""])
    package = load_package({"flow.yaml": text.encode()})
    catalogues = {f"texts/{lang}.po": _catalogue(lang, package.flow.source) for lang in LANGUAGES}
    return {"flow.yaml": text.encode(), **catalogues}


HEAD = "format: 2\nid: large\ntitle: Große Befragung\nsections:"


def _section(section: int, rows: int) -> list[str]:
    numbers = range(section * 40, min(rows, section * 40 + 40))
    steps = [line for number in numbers for line in _step(number)]
    return [f"  - id: part_{section}", f"    title: Teil {section + 1}", "    steps:", *steps]


def _step(number: int) -> list[str]:
    before = number - number % 4
    asked = f'prompt: "Frage {number + 1}: Wie war das in Ihrem Haushalt in den letzten zwölf Monaten?"'
    head = [f"      - id: q{number}", f"        {asked}", "        required: false"]
    if number % 4:
        head.append(f"        relevant: q{before} == 'c1' and not answered(q{max(before - 4, 0)}) or q{before} == 'c3'")
    if number % 4 == 1:
        return [*head, "        kind: number", "        constraints:",
                '          - {test: "between(it, 0, 120)", message: Bitte eine Zahl von 0 bis 120.}']  # fmt: skip
    if number % 4 == 3:
        return [*head, "        kind: text", "        hint: Ein Satz reicht."]
    choices = [f"          - {{value: c{at}, label: Antwort {at}}}" for at in range(6)]
    return [*head, f"        kind: {'many' if number % 4 else 'one'}", "        choices:", *choices]


def _catalogue(lang: str, source: Mapping[str, str]) -> bytes:
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    cells = (f'msgctxt "{name}"\nmsgid "{text}"\nmsgstr "{lang}: {text}"\n' for name, text in source.items())
    return "\n".join([head, *cells]).encode()
