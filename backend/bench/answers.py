"""Reading answers: how many are read, asked back, read wrongly, and how long one takes.

The answers are made, not collected: numbers and dates as CLDR spells them, countries with one slip, yes and no and
lengths of time from our own words. So the shares say what holds for every form, not how people write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from random import Random
from resource import RUSAGE_SELF, getrusage
from time import perf_counter
from typing import Any

from babel.dates import format_date
from unicode_rbnf import RbnfEngine

from flows.parsing.countries import country_codes
from locales.cldr import locale_for
from nlu.answers import Question, parse
from nlu.answers.words import split, table

TODAY = date(2026, 1, 1)
SEED, EACH = 11, 60  # answers a language and type
OFFERED = "de en fr es ar fa ps ckb kmr tr uk ru ro bg sq sr pl ti so".split()  # noqa: SIM905 - a list of nineteen
SPELLED = "ar bg da de el en es fa fr it nl pt ro ru sq sr tr uk".split()  # noqa: SIM905

Case = tuple[str, str, Any]  # language, text, value


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of 1, times in µs of an answer in a language that has been used before."""

    type: str
    answers: int
    read: float
    asked: float
    wrong: float
    p50_us: int
    p95_us: int


def bench_answers(seed: int = SEED) -> dict[str, Any]:
    """Figures by type, the time to make a language ready (ms, the slowest), and the memory of all languages (MB)."""
    cases = {kind: list(made(Random(seed))) for kind, made in CASES.items()}  # noqa: S311 - no secret
    ready, memory = _made_ready(cases)
    figures = [asdict(_measured(kind, found)) for kind, found in cases.items()]
    return {"types": figures, "language_ready_ms": ready, "memory_mb": memory, "languages": len(OFFERED)}


def _made_ready(cases: Mapping[str, list[Case]]) -> tuple[int, float]:
    """Every language used once with every type."""
    slowest, before = 0.0, getrusage(RUSAGE_SELF).ru_maxrss
    for kind, found in cases.items():
        for lang in sorted({case[0] for case in found}):
            begun = perf_counter()
            parse(Question(kind, lang, TODAY), next(text for code, text, _ in found if code == lang))
            slowest = max(slowest, perf_counter() - begun)
    return round(slowest * 1000), round((getrusage(RUSAGE_SELF).ru_maxrss - before) / 1024, 1)


def _measured(kind: str, cases: list[Case]) -> Figures:
    times: list[float] = []
    read = asked = wrong = 0
    for lang, text, value in cases:
        question = Question(kind, lang, TODAY)
        begun = perf_counter()
        found = parse(question, text)
        times.append(perf_counter() - begun)
        read += found.status == "ok" and found.value == value
        wrong += found.status == "ok" and found.value != value
        asked += found.status == "ambiguous"
    times.sort()
    total = len(cases)
    return Figures(
        type=kind,
        answers=total,
        read=round(read / total, 4),
        asked=round(asked / total, 4),
        wrong=round(wrong / total, 4),
        p50_us=round(times[total // 2] * 1e6),
        p95_us=round(times[total * 95 // 100] * 1e6),
    )


def _booleans(chance: Random) -> Iterator[Case]:
    for lang in OFFERED:
        words = table("yes_no")[lang]
        for value, names in ((True, ("yes", "agree")), (False, ("no", "refuse"))):
            for word in split("|".join(words[name] for name in names)):
                yield lang, word, value


def _integers(chance: Random) -> Iterator[Case]:
    for lang in SPELLED:
        engine = RbnfEngine.for_language(lang)
        names = [name for name in engine.rulesets if name.startswith("spellout-cardinal")]
        for _ in range(EACH):
            number = chance.randrange(10 ** chance.randrange(1, 7))
            for text in set(engine.format_number(number, ruleset_names=names).text_by_ruleset.values()):
                yield lang, text, number


def _birth_dates(chance: Random) -> Iterator[Case]:
    for lang in OFFERED:
        locale = locale_for(lang)
        for _ in range(EACH):
            day = date(1940, 1, 1) + timedelta(days=chance.randrange(29_000))
            for width in ("full", "long", "medium", "short"):
                yield lang, format_date(day, width, locale=locale), day.isoformat()


def _durations(chance: Random) -> Iterator[Case]:
    for lang in OFFERED:
        for iso, words in table("durations")[lang]["units"].items():
            single, _, many = words.partition(";")
            if iso in ("P1D", "P1M", "P1Y", "PT1H"):
                for word in split(many or single):
                    number = chance.randrange(2, 7) if iso == "P1D" else chance.randrange(2, 11)
                    yield lang, f"{number} {word}", iso.replace("1", str(number))


def _countries(chance: Random) -> Iterator[Case]:
    for lang in OFFERED:
        names = locale_for(lang).territories
        letters = sorted({letter for name in names.values() for letter in name.casefold() if letter.isalpha()})
        for code, name in names.items():
            if code in country_codes() and name != code:
                place = chance.randrange(len(name))
                yield lang, name[:place] + chance.choice(letters) + name[place + chance.randrange(2) :], code


CASES: Mapping[str, Callable[[Random], Iterator[Case]]] = {
    "boolean": _booleans,
    "integer": _integers,
    "birth_date": _birth_dates,
    "duration": _durations,
    "country": _countries,
}
