"""CLDR locales for the languages people speak; one without CLDR data is written the German way."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError

from locales import languages
from locales.languages import OFFERED, SOURCE


@lru_cache(maxsize=64)
def locale_of(lang: str) -> Locale:
    return languages.locale_of(lang if has_locale(lang) else SOURCE)


def has_locale(lang: str) -> bool:
    try:
        return bool(languages.locale_of(lang))
    except UnknownLocaleError:
        return False


@lru_cache(maxsize=1)
def offered_locales() -> tuple[Locale, ...]:
    return tuple(locale_of(lang) for lang in OFFERED)
