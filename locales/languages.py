"""Which languages are offered, and how far each may be trusted: read once from `languages.toml`.

A questionnaire may speak more languages than we do: name, script and direction of those come from CLDR.
"""

from __future__ import annotations

import tomllib
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global

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


def _read() -> dict[str, Language]:
    table = tomllib.loads(files("locales").joinpath("languages.toml").read_text("utf-8"))
    return {code: Language(code=code, **fields) for code, fields in table.items()}


LANGUAGES: dict[str, Language] = _read()
OFFERED: tuple[str, ...] = tuple(LANGUAGES)
SOURCE = "de"


#: Scripts written from right to left that living languages use.
RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})


@cache
def language(code: str) -> Language:
    """Any language: one we offer, or what CLDR knows of it. One that CLDR does not know is called by its code."""
    if code in LANGUAGES:
        return LANGUAGES[code]
    script = _script(code)
    return Language(code, _name(code), "rtl" if script in RIGHT_TO_LEFT else "ltr", script, review="package")


def _name(code: str) -> str:
    """The name in its own language, in English where CLDR has no locale for it, else the code."""
    try:
        locale = Locale.parse(code, sep="-")
        own = locale.get_display_name() if "-" in code else locale.get_language_name()
    except (UnknownLocaleError, ValueError):
        own = None
    name = own or Locale.parse("en").languages.get(code.replace("-", "_")) or code
    return name[0].upper() + name[1:]


def _script(code: str) -> str:
    """The script a language is usually written in: `ckb` -> `Arab`; Latin where CLDR does not say."""
    parts = code.replace("-", "_").split("_")
    written = next((part.title() for part in parts[1:] if len(part) == 4), None)
    known = get_global("likely_subtags")
    likely = known.get("_".join(parts)) or known.get(parts[0]) or ""
    return written or next((part for part in likely.split("_") if len(part) == 4), "Latn")


def direction(code: str | None) -> Direction:
    if code in LANGUAGES:
        return LANGUAGES[code].dir
    return language(code).dir if code else "ltr"


def nearest(hint: str | None, among: Container[str] = LANGUAGES) -> str | None:
    """The language of `among` for a browser's or messenger's tag (`ar-SY` -> `ar`), or None."""
    if not hint:
        return None
    tag = hint.replace("_", "-")
    code = tag.split("-")[0].lower()
    return tag if tag in among else code if code in among else None
