"""CLDR's locale for a language code of ours: the one door to names, dates, numbers, lists and plural rules.

Our codes say what people choose ("de-simple", "kmr", "sr"), CLDR's say where its data stand ("de", "ku", "sr_Latn").
The way from one to the other is computed from CLDR's own tables and the script in `languages.toml`, so that a language
is added without touching this file.
"""

from __future__ import annotations

from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global


def script_of(code: str) -> str:
    """The script a code names, else the one the language is usually written in: `ckb` -> `Arab`.

    Latin where CLDR does not say.
    """
    parts = code.replace("-", "_").split("_")
    written = next((part.title() for part in parts[1:] if len(part) == 4), None)
    known = get_global("likely_subtags")
    likely = known.get("_".join(parts)) or known.get(canonical(code)) or known.get(parts[0]) or ""
    return written or next((part for part in likely.split("_") if len(part) == 4), "Latn")


def canonical(code: str) -> str:
    """The language CLDR keeps the data under, without script and region: `kmr` -> `ku`, `prs` -> `fa`."""
    first = code.replace("_", "-").split("-")[0].lower()
    return str(get_global("language_aliases").get(first, first)).split("_")[0]


@cache
def locale_for(code: str, script: str | None = None) -> Locale:
    """The locale of a code, written in `script` where that is not the usual one. Raises UnknownLocaleError.

    Unknown parts at the end are left out, for they change no dates: `de-simple` is written like `de`.
    """
    parts = code.replace("-", "_").split("_")
    parts[:1] = str(get_global("language_aliases").get(parts[0].lower(), parts[0].lower())).split("_")
    if script and script != script_of(code):
        parts.insert(1, script)
    while parts:
        try:
            return Locale.parse("_".join(parts))
        except (UnknownLocaleError, ValueError):
            parts.pop()
    raise UnknownLocaleError(code)
