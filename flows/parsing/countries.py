"""Countries by any name: CLDR in every offered language, short and former names, names of their people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from flows.parsing.locales import has_locale, locale_of
from flows.parsing.names import Codes, NameTable, index, read_also
from locales.languages import OFFERED, SOURCE, country_in
from locales.once import once

#: CLDR territories of two letters that are no countries: groups, unknown, pseudo-locales, parts with a reserved code.
_NOT_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
_CODE = re.compile(r"[A-Z]{2}")


@once
def countries() -> NameTable:
    return NameTable(index(_named()), read_also("countries"))


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """ISO 3166-1 alpha-2, and XK for Kosovo."""
    codes = {str(code) for code in locale_of("en").territories}
    return frozenset(filter(_CODE.fullmatch, codes - _NOT_COUNTRIES))


def country_name(code: str, lang: str) -> str:
    """The name in a language; the code in brackets where there is none, never a name in another language."""
    return country_in(lang if has_locale(lang) else SOURCE, code)


def find_country(text: str, negated: bool = False) -> Codes:
    """The codes a text may mean: a name, or a code in capital letters. `negated`: not heard inside a sentence."""
    bare = text.strip(" .!")
    return (bare,) if bare in country_codes() else countries().find(text, negated)


def _named() -> Iterator[tuple[str, str]]:
    for lang in OFFERED:
        names = {code: country_in(lang, code) for code in country_codes()}
        for code, name in names.items():
            yield name, code
            short = name.split(" (")[0]
            if short not in names.values():  # Saint-Martin is one country, Saint-Martin (partie néerlandaise) another
                yield short, code
