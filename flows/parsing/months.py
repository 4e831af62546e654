"""Names of months in the languages people write dates in, from CLDR; Arabic has several sets of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton

from flows.parsing.fuzzy import nearest
from flows.parsing.locales import offered_locales
from flows.parsing.normalise import key, tokens
from locales.once import once

#: Beside the offered languages: other Arabic month names, and languages people mix in.
_ALSO = ("ar_SY", "ar_MA", "ru", "tr", "fr", "fa", "ro", "pl")
_PLAIN = str.maketrans("äöü", "aou")
_SHORTEST = 3  # in Latin letters; May has two in Persian and in Pashto


def _locales() -> Iterator[Locale]:
    yield from offered_locales()
    yield from map(Locale.parse, _ALSO)


def _named() -> Iterator[tuple[str, int]]:
    yield "sept", 9
    for locale in _locales():
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for month, name in locale.months[context][width].items():
                    yield name, month
                    yield name.translate(_PLAIN), month
        yield from _in_dates(locale)


def _in_dates(locale: Locale) -> Iterator[tuple[str, int]]:
    """Names with what grows onto them within a date (Sorani: "1ی نیسانی 2019")."""
    for month, name in locale.months["format"]["wide"].items():
        grown = re.search(rf"{re.escape(name)}\w*", format_date(date(2019, month, 1), "long", locale=locale))
        if grown:
            yield grown[0], month


@once
def month_names() -> Mapping[str, int]:
    """Key of a name -> month. Names that mean different months in two languages are left out."""
    meanings: dict[str, set[int]] = defaultdict(set)
    for name, month in _named():
        shortest = _SHORTEST - (not name.isascii())
        if len(found := key(name)) >= shortest and not found.isdecimal():
            meanings[found].add(month)
    return {name: next(iter(months)) for name, months in meanings.items() if len(months) == 1}


def month_called(word: str) -> int | None:
    """The month a word means, also with a clear typing error."""
    exact = month_names().get(word)
    if exact is not None:
        return exact
    near = {month_names()[name] for name in nearest(word, month_names())}
    return near.pop() if len(near) == 1 else None


@lru_cache(maxsize=1)
def date_words() -> frozenset[str]:
    """Words CLDR itself puts into a date beside the month ("2019 р."), so that what we write can be read again."""
    sample = date(2019, 7, 1)
    written = [text for locale in offered_locales() for text in _written(sample, locale)]
    known = {part for name in month_names() for part in name.split(" ")}
    return frozenset(word for text in written for word in tokens(re.sub(r"\d", " ", text)) if word not in known)


def _written(day: date, locale: Locale) -> tuple[str, str]:
    return format_date(day, "long", locale=locale), format_skeleton("yMMMM", day, locale=locale)
