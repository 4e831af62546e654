"""The vignettes stand on both sides of every bound: one moved by a hair, in any table, makes some vignette differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from backend.content.rule_tables import TERMS, builtin_rules, rule_files, rules_of
from backend.content.vignettes import builtin_vignettes
from flows.rules.deciding import Screener
from flows.rules.inputs import AnswerReader
from flows.rules.vignettes import Vignette, differences

FILES = rule_files()
OPPOSITE = {"<=": "<", "<": "<=", ">=": ">", ">": ">="}
COMPARED = re.compile(r"(?<![-=<>])(<=|>=|<|>)(?= )")
LENGTH = re.compile(r"(years|months)\((\d+)\)")
VALID = re.compile(r"(valid_from|valid_to): (\d{4}-\d\d-\d\d)")
#: Moved, these say the same: both formulas of the pension age meet there, or whoever is meant is far beyond it.
EQUAL = ("year(birth) < 1947", "year(birth) < 1964")

Told = tuple[tuple[str, ...], ...]


def moved(text: str) -> Iterator[tuple[str, str]]:
    """What was moved, and the text of the table with it."""
    for pattern, ways in ((COMPARED, _other_sides), (LENGTH, _other_lengths), (VALID, _other_days)):
        for found in pattern.finditer(text):
            if not any(text.startswith(equal, found.start() - 12) for equal in EQUAL):
                for other in ways(found):
                    what = f"{text[max(0, found.start() - 30) : found.end()]} -> {other}"
                    yield what, text[: found.start()] + other + text[found.end() :]


def _other_sides(found: re.Match[str]) -> list[str]:
    return [OPPOSITE[found[1]]]


def _other_lengths(found: re.Match[str]) -> list[str]:
    return [f"{found[1]}({int(found[2]) + more})" for more in (-1, 1)]


def _other_days(found: re.Match[str]) -> list[str]:
    return [f"{found[1]}: {date.fromisoformat(found[2]) + timedelta(days)}" for days in (-1, 1)]


@cache
def people() -> tuple[tuple[Vignette, Any], ...]:
    reader = AnswerReader(builtin_rules())
    return tuple((vignette, reader.read(vignette.answers, vignette.on)) for vignette in builtin_vignettes())


def told(files: dict[str, str]) -> Iterator[tuple[str, ...]]:
    screener = Screener(rules_of(files))
    for vignette, answers in people():
        found = screener.screen(vignette.jurisdiction, vignette.on, answers, switched=vignette.switched)
        yield tuple(differences(vignette.expect, found))


def unnoticed(files: dict[str, str], name: str) -> list[str]:
    """What can be moved in a file without any vignette saying something else than before."""
    before = tuple(told(files))
    return [
        what
        for what, text in moved(files[name])
        if all(was == is_ for was, is_ in zip(before, told({**files, name: text}), strict=True))
    ]


@pytest.mark.parametrize("name", [name for name in sorted(FILES) if name != TERMS and any(moved(FILES[name]))])
def test_no_bound_of_a_table_moves_unnoticed(name: str) -> None:
    """The table alone: what the others say does not depend on it."""
    assert unnoticed({name: FILES[name], TERMS: FILES[TERMS]}, name) == []


def test_no_bound_of_a_term_moves_unnoticed() -> None:
    assert unnoticed(FILES, TERMS) == []


def test_there_is_something_to_move() -> None:
    assert sum(1 for text in FILES.values() for _ in moved(text)) > 200
