"""Languages by any name: CLDR in every offered language, and in `data/languages.csv` what speakers call them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from flows.parsing.locales import has_locale, locale_of
from flows.parsing.names import Codes, NameTable, index, read_also
from locales.languages import OFFERED, SOURCE, name_in
from locales.once import once

#: Dari has no code of its own in CLDR: it is Persian as spoken in Afghanistan. The others have no name there.
_BESIDE = frozenset({"fa-AF", "sgn", "mnk"})
_CODE = re.compile(r"[a-z]{2,3}")
#: CLDR languages nobody speaks at home, and codes that mean "several" or "none".
_NOT_SPOKEN = frozenset(
    {"akk", "ang", "arc", "cop", "egy", "enm", "frm", "fro", "gmh", "goh", "got", "grc", "la", "mis"}
    | {"mul", "non", "ota", "peo", "phn", "pro", "sga", "sux", "und", "zxx"}
)


@once
def languages() -> NameTable:
    return NameTable(index(_named()), read_also("languages"))


@lru_cache(maxsize=1)
def language_codes() -> frozenset[str]:
    found = {str(code) for code in locale_of("en").languages} - _NOT_SPOKEN
    return frozenset(filter(_CODE.fullmatch, found)) | _BESIDE


def language_name(code: str, lang: str) -> str:
    """The name in a language; what its speakers call it where neither CLDR nor we have one."""
    return name_in(lang if has_locale(lang) else SOURCE, code)


def find_language(text: str, negated: bool = False) -> Codes:
    """The codes a text may mean. `negated`: there is a "not" in it, so that names are not heard inside a sentence."""
    return languages().find(text, negated)


def _named() -> Iterator[tuple[str, str]]:
    for code in sorted(language_codes()):
        for lang in OFFERED:
            if not (name := name_in(lang, code)).startswith("["):
                yield name, code
