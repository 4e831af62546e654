"""Terms of German administration and what they are explained as, per language: for the gate and for translators."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def terms() -> Mapping[str, str]:
    """German term -> what it means, in plain German."""
    found: Mapping[str, str] = tomllib.loads(files("locales").joinpath("glossary.toml").read_text("utf-8"))["terms"]
    return found


def explanations(lang: str) -> Mapping[str, str]:
    """German term -> explanation in the language; empty where the language has no glossary yet."""
    path = files("locales") / lang / "glossary.json"
    found: Mapping[str, str] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return {term: text.strip() for term, text in found.items() if text.strip()}


def coverage(lang: str) -> float:
    """The share of the terms that are explained, 0..1; German explains all."""
    known = terms() if lang.split("-")[0] == "de" else explanations(lang)
    return len(terms().keys() & known.keys()) / len(terms())
