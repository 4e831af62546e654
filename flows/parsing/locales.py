"""CLDR locales for the languages people speak; one without CLDR data is written the German way."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError

from locales.languages import OFFERED, SOURCE


@lru_cache(maxsize=64)
def locale_of(lang: str) -> Locale:
    try:
        return Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(SOURCE)


@lru_cache(maxsize=1)
def offered_locales() -> tuple[Locale, ...]:
    return tuple(locale_of(lang) for lang in OFFERED)
