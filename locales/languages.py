"""Which languages are offered, and how far each may be trusted: read once from `languages.toml`.

A questionnaire may speak more languages than we do: name, script and direction of those come from CLDR.
"""

from __future__ import annotations

import tomllib
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from babel import Locale, UnknownLocaleError

from locales.cldr import canonical, locale_for, script_of

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Language:
    """`name` is in the language's own script; `review` is source, machine-drafted or reviewed."""

    code: str
    name: str
    dir: Direction
    script: str
    review: str
    reviewed_on: str | None = None
    reviewed_by: str | None = None
    also: tuple[str, ...] = ()  # other names people look for it by


def _read() -> dict[str, Language]:
    table = tomllib.loads(files("locales").joinpath("languages.toml").read_text("utf-8"))
    return {code: Language(code=code, also=tuple(fields.pop("also", ())), **fields) for code, fields in table.items()}


LANGUAGES: dict[str, Language] = _read()
OFFERED: tuple[str, ...] = tuple(LANGUAGES)
SOURCE = "de"
MACHINE_DRAFTED = "machine-drafted"


#: Scripts written from right to left that living languages use.
RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})


#: How a script parts what is enumerated, and parts of it that hold commas themselves; elsewhere ", " and "; ".
SEPARATORS = {"Arab": ("، ", "؛ ")}


def enumerated(code: str, parts: Iterable[str], *, strong: bool = False) -> str:
    """One text of several, in a language: with commas, or `strong`, with what stands for a semicolon there."""
    return SEPARATORS.get(language(code).script, (", ", "; "))[strong].join(parts)


@cache
def language(code: str) -> Language:
    """Any language: one we offer, or what CLDR knows of it. One that CLDR does not know is called by its code."""
    if code in LANGUAGES:
        return LANGUAGES[code]
    script = script_of(code)
    return Language(code, _name(code), "rtl" if script in RIGHT_TO_LEFT else "ltr", script, review="package")


def _name(code: str) -> str:
    """The name in its own language, in English where CLDR has no locale for it, else the code."""
    name = own_name(code) or Locale.parse("en").languages.get(code.replace("-", "_")) or code
    return name[0].upper() + name[1:]


@cache
def own_name(code: str) -> str | None:
    """What its speakers call a language; None where CLDR has no locale for it."""
    try:
        locale = locale_for(code)
    except UnknownLocaleError:
        return None
    return (locale.get_display_name() if "-" in code else locale.get_language_name()) or None


@cache
def our_names() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """ "languages" and "countries" -> language of the reader -> code -> name."""
    return tomllib.loads(files("locales").joinpath("names.toml").read_text("utf-8"))


def name_in(lang: str, code: str) -> str:
    """What a reader of `lang` calls the language `code`: our name, else CLDR's, else its own, else the code: `[afh]`.

    Never a name in a third language. Raises UnknownLocaleError for `lang`.
    """
    ours = our_names()["languages"].get(lang, {}).get(code)
    return ours or locale_of(lang).languages.get(code.replace("-", "_")) or own_name(code) or f"[{code}]"


def called(lang: str, code: str) -> tuple[str, ...]:
    """Every name a reader of `lang` may look for one of our languages by: its own, in German, English and `lang`."""
    named = (name_in(reader, code) for reader in dict.fromkeys((SOURCE, "en", lang)))
    return tuple(dict.fromkeys((LANGUAGES[code].name, *named, *LANGUAGES[code].also)))


def country_in(lang: str, code: str) -> str:
    """What a reader of `lang` calls a country: our name, else CLDR's, else the code in brackets: `[XK]`.

    Never a name in another language. Raises UnknownLocaleError for `lang`.
    """
    return our_names()["countries"].get(lang, {}).get(code) or locale_of(lang).territories.get(code) or f"[{code}]"


def locale_of(code: str) -> Locale:
    """CLDR's locale of a language, in the script of ours. Raises UnknownLocaleError."""
    return locale_for(code, LANGUAGES[code].script if code in LANGUAGES else None)


def direction(code: str | None) -> Direction:
    if code in LANGUAGES:
        return LANGUAGES[code].dir
    return language(code).dir if code else "ltr"


def nearest(hint: str | None, among: Container[str] = LANGUAGES) -> str | None:
    """The language of `among` for a browser's or messenger's tag (`ar-SY` -> `ar`, `ku` -> `kmr`), or None."""
    if not hint:
        return None
    tag = hint.replace("_", "-")
    code = tag.split("-")[0].lower()
    known_as = (offered for offered in LANGUAGES if offered in among and canonical(offered) == canonical(code))
    return tag if tag in among else code if code in among else next(known_as, None)
