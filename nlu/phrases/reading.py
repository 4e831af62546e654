"""Reads phrase files with the reader of flow files, which limits size, depth and aliases; errors name file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.errors import LotseError
from flows.loading.nodes import Listing, Scalar, Table
from flows.loading.nodes import read as read_yaml
from flows.problems import FlowError, FlowProblem

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
    """Raises LotseError nlu.phrases for a file that is none; () where a language has none."""
    return tuple(phrase for path in sorted((folder / lang).glob("*.yml")) for phrase in read(path))


def phrases_of_tests(lang: str, folder: Path = TESTS) -> tuple[Phrase, ...]:
    """Written by another hand than the training phrases; () where there are none."""
    path = folder / f"{lang}.yml"
    return tuple(read(path)) if path.exists() else ()


def read(path: Path) -> Iterator[Phrase]:
    """Raises LotseError nlu.phrases with the file's name and what is wrong."""
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise _refused(path, "not UTF-8") from None
    for entry in _entries(path, text):
        for line in _text(path, entry, "examples").splitlines():
            if phrase := _MARKED.sub(r"\1", line.strip().removeprefix("-").strip()):
                yield Phrase(_text(path, entry, "intent"), phrase, path.name)


def _entries(path: Path, text: str) -> list[Table]:
    problems: list[FlowProblem] = []
    try:
        root = read_yaml(text, path.name, problems)
    except FlowError as error:
        problems = list(error.problems)
    if problems:
        raise _refused(path, f"line {problems[0].line}: {problems[0].message}")
    listed = root.entries.get("nlu") if isinstance(root, Table) else None
    if listed is None or not isinstance(listed.node, Listing):
        raise _refused(path, "a phrase file has a list `nlu`")
    return [item for item in listed.node.items if isinstance(item, Table) and "intent" in item.entries]


def _text(path: Path, entry: Table, key: str) -> str:
    found = entry.entries.get(key)
    if found is None or not isinstance(found.node, Scalar):
        raise _refused(path, f"line {entry.where.line}: an intent has a text `{key}`")
    return found.node.text


def _refused(path: Path, reason: str) -> LotseError:
    return LotseError("nlu.phrases", file=path.name, reason=reason[:200])
