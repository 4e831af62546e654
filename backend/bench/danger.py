"""`lotse bench danger`: listening for danger to a message of full length, beside folding it once for comparing.

While the backend listens, everybody else waits. So what somebody could write to make it long counts as much as what is
usual: one word of the rules again and again, and a common one with all that the rules want near it.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from statistics import median

from flows.parsing.normalise import fold
from flows.protocol import TEXT_LIMIT
from locales.texts import load_texts
from nlu.danger import DangerRules
from nlu.danger.rules import APART
from nlu.danger.spelling import words_of
from nlu.phrases import languages, phrases_of_tests
from nlu.words import DANGER

#: Of the words of the rules, each so many-th is said again and again.
EACH = 25
#: Of the words that stand in most rules, so many are tried among all the others of those.
COMMON = 40
#: Between two phrases, so that no rule fits into both together.
BETWEEN = " 0" * (APART + 1) + " "


def bench_danger() -> dict[str, float]:
    """Milliseconds of a message of `TEXT_LIMIT` characters; `ratio`: how many times as long as folding it."""
    rules = load_texts().words(DANGER)
    hear = DangerRules(rules).hear
    messages = usual(hear)
    worst = [text for text in (*repeated(rules), *crowded(rules, hear)) if not hear(text)]
    heard, folded = _median_ms(hear, messages), _median_ms(fold, messages)
    most = max(_ms(hear, text) for text in worst)
    return {
        "messages": len(messages),
        "worst": len(worst),
        "fold_ms": round(folded, 2),
        "p50_ms": round(heard, 2),
        "ratio": round(heard / folded, 1),
        "most_ms": round(most, 2),
    }


def usual(hear: Callable[[str], bool]) -> list[str]:
    """A message of each language in which no danger is heard."""
    return [_long(BETWEEN.join(_harmless(lang, hear))) for lang in languages()]


def repeated(rules: Sequence[str]) -> list[str]:
    return [_long(word) for word in sorted({word for rule in rules for word in words_of(rule)})[::EACH]]


def crowded(rules: Sequence[str], hear: Callable[[str], bool]) -> list[str]:
    """Half a message of a word that stands in many rules, and then, too far apart, the other words of those rules."""
    others: dict[str, set[str]] = defaultdict(set)
    for words in map(words_of, rules):
        for word in words:
            others[word].update(words)
    common = sorted(others, key=lambda word: (-len(others[word]), word))[:COMMON]
    return [_crowd(word, [one for one in sorted(others[word] - {word}) if not hear(one)]) for word in common]


def _crowd(word: str, others: Sequence[str]) -> str:
    return _long(word)[: TEXT_LIMIT // 2] + BETWEEN + BETWEEN.join(others)[: TEXT_LIMIT // 2 - len(BETWEEN)]


def _harmless(lang: str, hear: Callable[[str], bool]) -> list[str]:
    return [phrase.text for phrase in phrases_of_tests(lang) if not hear(phrase.text)]


def _long(text: str) -> str:
    return (f"{text} " * (TEXT_LIMIT // len(text) + 1))[:TEXT_LIMIT]


def _median_ms(work: Callable[[str], object], texts: Iterable[str]) -> float:
    return median(_ms(work, text) for text in texts)


def _ms(work: Callable[[str], object], text: str) -> float:
    """The shortest of five, for whatever else runs only adds."""
    return min(_once_ms(work, text) for _ in range(5))


def _once_ms(work: Callable[[str], object], text: str) -> float:
    started = time.perf_counter()
    work(text)
    return (time.perf_counter() - started) * 1000
