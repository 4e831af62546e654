"""The words dates are made of in a language: months and weekdays from CLDR, and `data/dates.toml` beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

from flows.parsing.normalise import key
from locales.cldr import locale_for
from nlu.answers.words import base, split, table

#: CLDR has some languages in several scripts, and Arabic with several sets of months.
_LOCALES = {
    "ar": ("ar", "ar_SY", "ar_MA", "ar_DZ", "ar_TN"),
    "fa": ("fa", "fa_AF"),
    "sr": ("sr", "sr_Latn"),
    "ti": ("ti", "ti_ER"),
    "no": ("nb",),
}
_MIXED_IN = ("en", "de")
_PLAIN = str.maketrans("äöü", "aou")
_QUOTED = re.compile(r"'([^']*)'")
_FIELDS = re.compile(r"[A-Za-z]+")
_SHORTEST = 2  # letters of a month's name


@dataclass(frozen=True, slots=True)
class DateWords:
    """Keys. `months`, `solar`: name -> months it may mean. `seasons`: 0 is spring. `beside`: says nothing."""

    months: Mapping[str, frozenset[int]]
    solar: Mapping[str, frozenset[int]]
    seasons: Mapping[str, int]
    today: frozenset[str]
    yesterday: frozenset[str]
    before: frozenset[str]
    tomorrow: frozenset[str]
    ago: frozenset[str]
    last: frozenset[str]
    this: frozenset[str]
    weekdays: frozenset[str]
    beside: frozenset[str]
    year_first: bool  # the short form of CLDR begins with the year


@lru_cache(maxsize=64)
def date_words(lang: str) -> DateWords:
    """Everything the language has for dates; English and German months where the language uses the word for nothing."""
    code = base(lang)
    own = table("dates").get(code, {})
    months = _months(code, own)
    for other in _MIXED_IN:
        for name, meant in _months(other, table("dates")[other]).items():
            months.setdefault(name, meant)
    named = {name: frozenset(split(own.get(name, ""))) for name in ("today", "yesterday", "before", "tomorrow", "last")}
    weekdays = {word for locale in _locales(code) for word in _weekdays(locale)}
    beside = weekdays | {word for locale in _locales(code) for word in (*_literals(locale), *_eras(locale))}
    return DateWords(
        months=months,
        solar=_solar(own),
        weekdays=frozenset(weekdays),
        seasons={word: number for number, words in enumerate(own.get("seasons", ())) for word in split(words)},
        ago=frozenset(split(own.get("ago", ""))),
        this=frozenset(split(own.get("this", ""))),
        beside=frozenset((beside | {*split(own.get("beside", "")), *split(own.get("about", ""))}) - set(months)),
        year_first=any(str(locale.date_formats["short"].pattern).startswith("y") for locale in _locales(code)),
        **named,
    )


@lru_cache(maxsize=64)
def _locales(code: str) -> tuple[Locale, ...]:
    found = []
    for name in _LOCALES.get(code, (code,)):
        try:
            found.append(locale_for(name))
        except UnknownLocaleError:
            continue
    return tuple(found)


def _months(code: str, own: Mapping[str, Any]) -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for name, month in (*_named(code), *_listed(own)):
        if len(name) >= _SHORTEST and not name.isdecimal():
            found[name] = found.get(name, frozenset()) | {month}
    return found


def _named(code: str) -> Iterator[tuple[str, int]]:
    for locale in _locales(code):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for month, name in locale.months[context][width].items():
                    yield key(name), month
                    yield key(name.translate(_PLAIN)), month
        yield from _written(locale)


def _written(locale: Locale) -> Iterator[tuple[str, int]]:
    """Months as they stand in a date, with the endings some languages hang on them there."""
    literals, weekdays = set(_literals(locale)), set(_weekdays(locale))
    for month in range(1, 13):
        day = date(2013, month, 15)
        texts = [format_date(day, width, locale=locale) for width in ("long", "medium")]
        texts += [format_skeleton(name, day, locale=locale) for name in ("yMMMM", "yMMM")]
        for text in texts:
            words = [word for word in key(re.sub(r"\d", " ", text)).split(" ") if word not in literals | weekdays]
            yield " ".join(words), month


def _listed(own: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for month, names in own.get("months", {}).items():
        for name in split(names):
            yield name, int(month)


def _solar(own: Mapping[str, Any]) -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for month, names in enumerate(own.get("solar", ()), 1):
        for name in split(names):
            found[name] = found.get(name, frozenset()) | {month}
    return found


def _weekdays(locale: Locale) -> Iterator[str]:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for name in locale.days[context][width].values():
                yield key(name)
                yield from key(name).split(" ")


def _eras(locale: Locale) -> Iterator[str]:
    """ "AD", "n. Chr.": the years we are in."""
    for width in ("wide", "abbreviated"):
        yield from key(str(locale.eras[width].get(1, ""))).split(" ")


def _literals(locale: Locale) -> Iterator[str]:
    """Words CLDR puts into a date itself: "5 липня 1990 р.", "5 de julio de 1990"."""
    patterns = [str(locale.date_formats[width].pattern) for width in ("full", "long", "medium", "short")]
    patterns += [
        str(found.pattern) for name, found in locale.datetime_skeletons.items() if "y" in name and "H" not in name
    ]
    for pattern in patterns:
        quoted = " ".join(_QUOTED.findall(pattern))
        yield from key(quoted).split(" ")
        yield from key(_FIELDS.sub(" ", _QUOTED.sub(" ", pattern))).split(" ")
