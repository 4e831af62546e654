"""The words of `data/*.toml` as keys, by language; read once, when a language is first spoken."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from flows.parsing.normalise import key

EVERY = "every"
#: Spoken the same: where a language has no words of its own, those of the other are taken.
_LIKE = {"ku": "kmr", "prs": "fa", "fa-AF": "fa", "hr": "sr", "bs": "sr", "sr-Latn": "sr", "nb": "no", "tl": "fil"}


def base(lang: str) -> str:
    """The language whose words are spoken: de-simple is de, pt-BR is pt, Dari is read as Persian."""
    plain = lang.replace("_", "-")
    short = plain.split("-")[0].lower()
    return _LIKE.get(plain) or _LIKE.get(short) or short


@lru_cache(maxsize=16)
def table(name: str) -> Mapping[str, Mapping[str, Any]]:
    """`data/<name>.toml`: language -> its entries."""
    return tomllib.loads(files("nlu.answers").joinpath("data", f"{name}.toml").read_text("utf-8"))


@lru_cache(maxsize=64)
def ordinary(lang: str) -> frozenset[str]:
    """Words that mean yes, no, or nothing much: whoever writes nothing else names no country and no town."""
    phrases = [word for entry in table("yes_no").get(base(lang), {}).values() for word in split(entry)]
    return frozenset(part for phrase in phrases for part in phrase.split(" "))


@lru_cache(maxsize=64)
def sayings(lang: str) -> frozenset[str]:
    """Phrases of several words that mean yes, no or neither, whatever their words mean alone: "keine Ahnung"."""
    own = table("yes_no").get(base(lang), {})
    phrases = (word for name in ("yes", "no", "agree", "refuse", "unsure") for word in split(own.get(name, "")))
    return frozenset(phrase for phrase in phrases if " " in phrase)


@lru_cache(maxsize=64)
def plain_no(lang: str) -> frozenset[str]:
    """The words for "no"."""
    return frozenset(split(table("yes_no").get(base(lang), {}).get("no", "")))


def is_ordinary(written: str, lang: str) -> bool:
    """Consists a key of ordinary words alone?"""
    return set(written.split(" ")) <= ordinary(lang)


def split(text: str) -> tuple[str, ...]:
    """The keys of words parted by `|`."""
    return tuple(dict.fromkeys(found for word in text.split("|") if (found := key(word))))
