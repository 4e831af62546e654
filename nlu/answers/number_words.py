"""Number words of a language: CLDR's spelled-out numbers, read backwards, and the words of `data/numbers.toml`.

CLDR says how a number is written, not how it is read. So its words for one to ninety-nine, the hundreds and the
multipliers are taken as parts, and what somebody writes is put together from them by the rules all these languages
share: multipliers fall from left to right, each place is filled once. That reads far more than CLDR writes.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from unicode_rbnf import RbnfEngine

from flows.parsing.normalise import key
from nlu.answers.words import EVERY, base, split, table

_ENGINES = {
    "no": None,
    "sr": ("sr", "sr_Latn"),
    "fa": ("fa", "fa_AF"),
    "fr": ("fr", "fr_CH", "fr_BE"),
    "pt": ("pt", "pt_PT"),
}
_ADDED = (*range(101), *range(200, 1000, 100))
_PROBES = (*range(32), 40, 100, 101, 200, 1000)
_TIMES = (1000, 1_000_000, 1_000_000_000)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words without blanks -> value. `add` fills a place, `times` multiplies what stands before it."""

    add: Mapping[str, int] = field(default_factory=dict)
    times: Mapping[str, int] = field(default_factory=dict)
    links: frozenset[str] = frozenset()  # "and"
    minus: frozenset[str] = frozenset()
    point: frozenset[str] = frozenset()
    half: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()  # articles
    vague: frozenset[str] = frozenset()  # "several"
    linked_last: bool = False  # "and" hangs on the last part too
    letters: Mapping[str, int] = field(default_factory=dict)
    longest: int = 1


@lru_cache(maxsize=64)
def lexicon(lang: str) -> Lexicon:
    """Everything `lang` has for numbers; empty for a language nobody wrote down."""
    code = base(lang)
    own = table("numbers").get(code, {})
    add, times = _from_cldr(code)
    for value, words in own.get("words", {}).items():
        add.update(dict.fromkeys(_joined(words), int(value)))
    for value, words in own.get("times", {}).items():
        times.update(dict.fromkeys(_joined(words), int(value)))
    for word in times:
        add.pop(word, None)
    if own.get("teens"):
        add = {**_joined_up(add, range(3, 10), (10,)), **add}
    if own.get("twenties"):
        add = {**_joined_up(add, (60, 80), range(10, 20)), **add}
    return Lexicon(
        add=add,
        times=times,
        **{name: frozenset(_joined(own.get(entry, ""))) for name, entry in _SETS.items()},
        linked_last=bool(own.get("linked_last")),
        letters={**table("numbers")[EVERY]["letters"], **own.get("letters", {})},
        longest=max(map(len, (*add, *times)), default=1),
    )


def _joined_up(add: Mapping[str, int], first: Container[int], then: Container[int]) -> dict[str, int]:
    """Every word for one of `first` before every word for one of `then`, as their sum."""
    ends = [(word, value) for word, value in add.items() if value in then]
    return {word + end: value + more for word, value in add.items() if value in first for end, more in ends}


_SETS = {"links": "and", "minus": "minus", "point": "point", "half": "half", "loose": "loose", "vague": "vague"}


def _joined(words: str) -> tuple[str, ...]:
    return tuple(word.replace(" ", "") for word in split(words))


def _from_cldr(code: str) -> tuple[dict[str, int], dict[str, int]]:
    add: dict[str, int] = {}
    times: dict[str, int] = {}
    for engine in _engines(code):
        for value in _ADDED:
            for word in _spelled(engine, value):
                add.setdefault(word, value)
        ones, twos = _spelled(engine, 1), _spelled(engine, 2)
        times.update(dict.fromkeys(_bare(_spelled(engine, 100), ones), 100))
        times.update(
            {word.removesuffix(one): 100 for word in _spelled(engine, 101) for one in ones if word.endswith(one)}
        )
        for value in _TIMES:
            times.update(dict.fromkeys(_bare(_spelled(engine, value), ones), value))
            for word in _spelled(engine, 2 * value):
                bare = _after(word, twos)
                if bare is None:
                    add.setdefault(word, 2 * value)
                else:
                    times.setdefault(bare, value)
            fives = _spelled(engine, 5)
            times.update({bare: value for word in _spelled(engine, 5 * value) if (bare := _after(word, fives))})
    return add, times


def _engines(code: str) -> Iterator[RbnfEngine]:
    for name in _ENGINES.get(code, (code,)) or ():
        try:
            yield RbnfEngine.for_language(name)
        except ValueError:
            return


def _spelled(engine: RbnfEngine, value: int) -> set[str]:
    """Every way the language spells a number, without blanks."""
    written = engine.format_number(value, ruleset_names=list(_rulesets(engine.language)))
    return {found for text in written.text_by_ruleset.values() if (found := key(text).replace(" ", ""))} - {str(value)}


@lru_cache(maxsize=64)
def _rulesets(name: str) -> tuple[str, ...]:
    """The rule sets that spell different numbers differently: some of CLDR's are not read rightly."""
    engine = RbnfEngine.for_language(name)
    names = [rules for rules in engine.rulesets if rules.startswith(("spellout-cardinal", "spellout-numbering"))]
    return tuple(rules for rules in names if not rules.endswith("-year") and _is_sound(engine, rules))


def _is_sound(engine: RbnfEngine, rules: str) -> bool:
    spelled = [engine.format_number(value, ruleset_names=[rules]).text_by_ruleset.get(rules, "") for value in _PROBES]
    return len(set(spelled)) == len(_PROBES) and not any("ERROR" in text or not text for text in spelled)


def _bare(words: set[str], ones: set[str]) -> set[str]:
    """A multiplier without the "one" before it."""
    return {_after(word, ones) or word for word in words}


def _after(word: str, heads: set[str]) -> str | None:
    for head in sorted(heads, key=len, reverse=True):
        if word.startswith(head) and len(word) > len(head) + 1:
            return word.removeprefix(head)
    return None
