"""Which languages are offered, and how far each may be trusted: read once from `languages.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

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


def direction(code: str | None) -> Direction:
    return LANGUAGES[code].dir if code in LANGUAGES else "ltr"


def nearest(hint: str | None) -> str | None:
    """The offered language for a browser's or messenger's tag (`ar-SY` -> `ar`), or None."""
    if not hint:
        return None
    code = hint.replace("_", "-").split("-")[0].lower()
    return code if code in LANGUAGES else None
