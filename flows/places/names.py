"""Every way to write the name of a town: without its addition, without blanks, with u for ü."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.parsing.normalise import tokens

_ADDITION = re.compile(r"\s*\(.*?\)|/.*|\s+(?:am|an der|an|im|in der|in|bei|ob der|vor der|auf|v\. ?d\.|a\.|i\.)\s+.*")
_PLAIN = str.maketrans("äöüÄÖÜ", "aouAOU")


def name_key(text: str) -> str:
    """Letters and digits only, folded: "Castrop-Rauxel", "castrop rauxel" and "CastropRauxel" are one name."""
    return "".join(tokens(text))


def spellings(name: str) -> Iterator[str]:
    """Keys of a name as written, and with plain vowels for umlauts ("Lunen")."""
    yield name_key(name)
    if (plain := name.translate(_PLAIN)) != name:
        yield name_key(plain)


def short_name(name: str) -> str:
    """The name as people say it: "Fröndenberg/Ruhr" -> "Fröndenberg", "Monheim am Rhein" -> "Monheim"."""
    return _ADDITION.sub("", name).strip()


def slug(name: str) -> str:
    """The name in small ASCII letters, as files are called after it: "luenen", "castrop-rauxel", "froendenberg"."""
    return "-".join(tokens(short_name(name)))
