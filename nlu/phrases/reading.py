"""Reads phrase files. They are data from outside: size, depth and aliases are limited, errors name file and intent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from flows.errors import LotseError

#: Bytes of one file; ours have about 30,000.
LARGEST = 1_000_000
ROOT = Path(__file__).resolve().parent.parent / "rasa"
DATA, TESTS = ROOT / "data", ROOT / "tests"
#: Rasa's way of marking an entity: [Arabisch]{"entity": "language", "value": "ar"} or [Arabisch](language).
_MARKED = re.compile(r"\[([^\]]{1,80})\](?:\{[^}]{1,120}\}|\([a-z_]{1,40}(?::[^)]{1,40})?\))")


@dataclass(frozen=True, slots=True)
class Phrase:
    """`text`: without the marks of entities."""

    intent: str
    text: str
    file: str


def languages(folder: Path = DATA) -> tuple[str, ...]:
    """The languages there are phrases for."""
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir() and any(path.glob("*.yml"))))


def training_phrases(lang: str, folder: Path = DATA) -> tuple[Phrase, ...]:
    """Raises LotseError nlu.phrases for a file that is none, `{}` where a language has none."""
    return tuple(phrase for path in sorted((folder / lang).glob("*.yml")) for phrase in read(path))


def phrases_of_tests(lang: str, folder: Path = TESTS) -> tuple[Phrase, ...]:
    """Written by another hand than the training phrases; () where there are none."""
    path = folder / f"{lang}.yml"
    return tuple(read(path)) if path.exists() else ()


def read(path: Path) -> Iterator[Phrase]:
    """Raises LotseError nlu.phrases with the file's name and what is wrong."""
    try:
        for entry in _entries(_loaded(path)):
            for line in str(entry["examples"]).splitlines():
                if text := _MARKED.sub(r"\1", line.strip().removeprefix("-").strip()):
                    yield Phrase(str(entry["intent"]), text, path.name)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise LotseError("nlu.phrases", file=path.name, reason=_reason(error)) from error


def _loaded(path: Path) -> Any:
    data = path.read_bytes()
    if len(data) > LARGEST:
        raise ValueError(f"more than {LARGEST} bytes")
    text = data.decode("utf-8")
    if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text, Loader=_Loader)):
        raise ValueError("aliases are not read")
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _entries(found: Any) -> list[dict[str, Any]]:
    if not isinstance(found, dict) or not isinstance(found.get("nlu"), list):
        raise ValueError("a phrase file has a list `nlu`")
    return [entry for entry in found["nlu"] if "intent" in entry]


def _reason(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}: " if mark is not None else ""
    return (where + (getattr(error, "problem", None) or str(error) or type(error).__name__))[:200]
