"""What the languages cost: reading all catalogues (in a process of its own: time and memory), speaking one prompt."""

from __future__ import annotations

import json
import subprocess
import sys
from time import perf_counter

from locales.texts import Texts, load_texts

#: What issue and docs promise: catalogues in milliseconds and megabytes, a prompt in microseconds.
LIMITS = {"load_ms": 150.0, "memory_mb": 30.0, "prompt_us": 50.0}
ROUNDS = 20_000
_CHILD = """
import json, time
from pathlib import Path
from locales.texts import load_texts
rss = lambda: int(Path("/proc/self/statm").read_text().split()[1]) * 4
before, start = rss(), time.perf_counter()
texts = load_texts()
print(json.dumps({"ms": (time.perf_counter() - start) * 1000, "kb": rss() - before, "languages": len(texts.languages)}))
"""


def bench_locales() -> dict[str, float]:
    """`load_ms`, `memory_mb` for all `languages`, from compiled catalogues; `prompt_us` for one text with a value."""
    best = min((_load() for _ in range(3)), key=lambda found: found["ms"])
    return {
        "languages": best["languages"],
        "load_ms": round(best["ms"], 1),
        "memory_mb": round(best["kb"] / 1024, 1),
        "prompt_us": round(_prompt(load_texts()), 2),
    }


def _load() -> dict[str, float]:
    said = subprocess.run([sys.executable, "-c", _CHILD], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(said.stdout)
    return found


def _prompt(texts: Texts) -> float:
    """Microseconds for a prompt with a value in it, every language in turn."""
    languages = texts.languages
    start = perf_counter()
    for number in range(ROUNDS):
        texts.get(languages[number % len(languages)], "notice.common_language", language="Somali")
    return (perf_counter() - start) / ROUNDS * 1_000_000
