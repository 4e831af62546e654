"""`lotse bench nlu`: the embedded interpreter and the detector of languages: training, loading, memory, time, right."""

from __future__ import annotations

import asyncio
import tempfile
import time
import tracemalloc
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import mean

from flows.errors import LotseError
from locales.texts import load_texts
from nlu.embedded.parser import EmbeddedParser
from nlu.embedded.shelf import build, folder, load
from nlu.evaluating import evaluate
from nlu.language.detecting import LanguageDetector
from nlu.language.evaluating import evaluate_all, texts_of
from nlu.language.habits import FILE, read_habits
from nlu.phrases import languages, phrases_of_tests, training_phrases
from nlu.port import Meaning, Parser
from nlu.remote import RasaListener
from nlu.words_first import WordsFirst


def bench_rasa(url: str, only: Sequence[str] = ()) -> dict[str, object]:
    """A running Rasa server beside the models in this process, on the same phrases: shares, microseconds.

    `only`: the languages it was trained in; none: all. Raises LotseError settings.invalid when it answers nothing.
    """
    chosen = [lang for lang in languages() if lang in only or not only]
    said = {lang: phrases_of_tests(lang) for lang in chosen}
    with closing(_Remote(url)) as remote:
        if remote.parse("Guten Tag", chosen[0]).source != "rasa":
            raise LotseError("settings.invalid", names="--rasa", problem="there is no answer from this address")
        found: dict[str, Parser] = {"rasa": remote, "embedded": EmbeddedParser(load(folder()))}
        told = {
            name: [evaluate(parser, lang, said[lang]).as_json() for lang in chosen] for name, parser in found.items()
        }
        texts = [(phrase.text, lang) for lang in chosen for phrase in said[lang]]
        times = {name: sorted(_timed(parser, texts)) for name, parser in found.items()}
    return {
        name: {
            "languages": told[name],
            "p50_us": round(times[name][len(texts) // 2] * 1e6),
            "p95_us": round(times[name][len(texts) * 95 // 100] * 1e6),
        }
        for name in found
    }


class _Remote:
    """The listener as a parser: one loop for all its connections, and time enough to answer."""

    def __init__(self, url: str) -> None:
        self._loop, self._listener = asyncio.new_event_loop(), RasaListener(url, timeout=30)

    def parse(self, text: str, lang: str) -> Meaning:
        return self._loop.run_until_complete(self._listener.hear(text, lang)) or Meaning(source="silent")

    def close(self) -> None:
        self._loop.run_until_complete(self._listener.close())
        self._loop.close()


def bench_nlu() -> dict[str, object]:
    """Seconds, MB, microseconds, shares. Trained anew in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        started = time.process_time()
        build(Path(folder))
        trained = time.process_time() - started
        tracemalloc.start()
        started = time.perf_counter()
        models = load(Path(folder))
        loaded = time.perf_counter() - started
        held = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        language = _language(Path(folder))
    parser = WordsFirst(load_texts(), EmbeddedParser(models))
    times = sorted(_times(parser))
    return {
        "languages": [
            evaluate(parser, lang, found).as_json() for lang in languages() if (found := phrases_of_tests(lang))
        ],
        "language": language,
        "models": len(models),
        "train_cpu_s": round(trained, 1),
        "load_ms": round(loaded * 1000),
        "memory_mb": round(held / 1e6, 1),
        "mean_us": round(mean(times) * 1e6),
        "p50_us": round(times[len(times) // 2] * 1e6),
        "p95_us": round(times[len(times) * 95 // 100] * 1e6),
    }


def _times(parser: Parser) -> list[float]:
    """Every phrase once, after a first round in which tables of names are read."""
    said = [
        (phrase.text, lang) for lang in languages() for phrase in (phrases_of_tests(lang) or training_phrases(lang))
    ]
    return _timed(parser, said + said)[len(said) :]


def _timed(parser: Parser, said: Sequence[tuple[str, str]]) -> list[float]:
    found = []
    for text, lang in said:
        started = time.perf_counter()
        parser.parse(text, lang)
        found.append(time.perf_counter() - started)
    return found


def _language(models: Path) -> dict[str, object]:
    """The detector of languages: the same, for texts of three words and more."""
    tracemalloc.start()
    started = time.perf_counter()
    detector = LanguageDetector(read_habits(models / FILE))
    loaded = time.perf_counter() - started
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    told = evaluate_all(detector)
    times = []
    for text in [text for one in told for text in texts_of(one.lang)]:
        started = time.perf_counter()
        detector.detect(text)
        times.append(time.perf_counter() - started)
    times.sort()
    return {
        "languages": [one.as_json() for one in told],
        "right": round(sum(one.right * one.texts for one in told) / len(times), 4),
        "load_ms": round(loaded * 1000),
        "memory_mb": round(held / 1e6, 1),
        "p50_us": round(times[len(times) // 2] * 1e6),
        "p95_us": round(times[len(times) * 95 // 100] * 1e6),
    }
