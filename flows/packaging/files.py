"""Which files a package may hold. Everything else is told to the author and left alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Literal

Part = Literal["flow", "texts", "variant", "media", "note"]

FLOW = "flow.yaml"
#: At most this many bytes in a file of each sort. A flow's own limit is the loader's.
LARGEST: Mapping[Part, int] = {
    "flow": 1_000_000,
    "texts": 5_000_000,
    "variant": 1_000_000,
    "media": 20_000_000,
    "note": 1_000_000,
}
MOST_FILES = 500
MOST_BYTES = 100_000_000

_NAME = r"[A-Za-z0-9_][A-Za-z0-9._ ()+-]{0,120}"
_PARTS: Mapping[Part, re.Pattern[str]] = {
    "flow": re.compile(re.escape(FLOW)),
    "texts": re.compile(r"texts/([a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2})\.po"),
    "variant": re.compile(r"variants/([a-z][a-z0-9-]{0,39})\.yaml"),
    "media": re.compile(rf"media/{_NAME}"),
    "note": re.compile(rf"{_NAME}\.(?:md|txt|json)", re.IGNORECASE),
}


def part_of(path: str) -> Part | None:
    """What a file of a package is for, by its path inside the package (`/` between names); None for what is none."""
    return next((part for part, shape in _PARTS.items() if shape.fullmatch(path)), None)


def language_of(path: str) -> str:
    """`texts/pt_BR.po` -> `pt-BR`."""
    found = _PARTS["texts"].fullmatch(path)
    return found[1].replace("_", "-") if found else ""


def variant_of(path: str) -> str:
    """`variants/luenen.yaml` -> `luenen`."""
    found = _PARTS["variant"].fullmatch(path)
    return found[1] if found else ""


def of(part: Part, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of one sort, in order of their paths."""
    return {path: files[path] for path in sorted(files) if part_of(path) == part}


def content_hash(files: Mapping[str, bytes]) -> str:
    """The first 16 hex digits of `content_digest`."""
    return content_digest(files)[:8].hex()


def content_digest(files: Mapping[str, bytes]) -> bytes:
    """SHA-256 over what makes the package: notes and unknown files do not count."""
    found = hashlib.sha256()
    for path in sorted(files):
        if part_of(path) not in (None, "note"):
            found.update(path.encode() + b"\0" + hashlib.sha256(files[path]).digest())
    return found.digest()
