"""How long an XLSForm takes from the file to a flow that can be asked, and how long it takes to load again."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from locales.texts import load_texts


def bench_xlsform(file: Path, rounds: int = 3) -> dict[str, float | int | str]:
    """Milliseconds, the median of some rounds. `read_ms`: child process with pyxform; `import_ms`: all of it;
    `load_ms` and `cached_ms`: the package that came out, checked anew and from what was kept of an earlier check."""
    from backend.content.flow_cache import FlowCache
    from backend.integrations.workbook import read_workbook
    from flows.package import load_package
    from flows.xlsform.importing import import_form

    load_texts()  # once per process, whatever is loaded then
    reading, whole, loading, cached = [], [], [], []
    for _ in range(rounds):
        begun = time.perf_counter()
        book = read_workbook(file)
        read = time.perf_counter()
        imported = import_form(book)
        whole.append(time.perf_counter() - begun)
        reading.append(read - begun)
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        cache = FlowCache(Path(folder))
        cache.package(imported.files)
        for _ in range(rounds):
            loading.append(_seconds(lambda: load_package(imported.files)))
            cached.append(_seconds(lambda: cache.package(imported.files)))
    return {
        "file": file.name,
        "rows": len(book.sheet("survey").rows),
        "languages": len(imported.languages),
        "steps": imported.steps,
        "read_ms": round(median(reading) * 1000),
        "translate_ms": round((median(whole) - median(reading)) * 1000),
        "import_ms": round(median(whole) * 1000),
        "load_ms": round(median(loading) * 1000),
        "cached_ms": round(median(cached) * 1000),
    }


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
