"""Differential: expressions put together by chance have the same value in ODK's engine, after every answer.

What the two are known to see differently (`test_differences_from_odk.py`) is left out: a bare answer as a condition, a
decimal number as a text, a text that looks like a day as a number.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.support.small_form import SmallForm

DEEPEST, MANY, STEPS = 3, 60, 25
TEXTS = ("''", "'yes'", "'12'", "'1'", "'Ada'")
NUMBERS = ("0", "1", "2", "5", "0.5", "-3", "96")


class Author:
    """Writes expressions."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def value(self) -> str:
        return self.chance.choice((self.number, self.text, self.day))(0)

    def pick(self, depth: int, leaves: tuple[str, ...], shapes: tuple[str, ...]) -> str:
        """A leaf, or a shape with `N`, `T`, `C`, `D` filled in: a number, a text, a condition, a day."""
        if depth >= DEEPEST or self.chance.random() < 0.25:
            return self.chance.choice(leaves)
        made = self.chance.choice(shapes)
        fill = {"N": self.number, "T": self.text, "C": self.condition, "D": self.day}
        return "".join(fill[char](depth + 1) if char in fill else char for char in made)

    def number(self, depth: int) -> str:
        leaves = ("${n}", "${x}", "${c}", "count(${kids})", "sum(${kn})", "count-selected(${m})", *NUMBERS)
        return self.pick(depth, leaves, (
            "(N + N)", "(N - N)", "(N * N)", "(N div 4)", "(N mod 5)", "int(N)", "round(N)", "round(N, 1)", "floor(N)",
            "ceiling(N)", "abs(N)", "min(N, N)", "max(N, N)", "number(T)", "if(C, N, N)", "string-length(T)",
            "coalesce(${n}, 2)", "number(C)", "(D - D)", "pow(N, 2)", "-(N)",
        ))  # fmt: skip

    def text(self, depth: int) -> str:
        return self.pick(depth, ("${t}", "${u}", "${a}", "${c}", "${n}", *TEXTS), (
            "concat(T, T)", "if(C, T, T)", "substr(T, 0, 2)", "substr(T, 1)", "string(${n})", "coalesce(${t}, T)",
            "join('-', T, T)", "format-date(D, '%e.%n.%Y')", "selected-at(T, 0)", "string(C)", "join(',', ${kt})",
        ))  # fmt: skip

    def condition(self, depth: int) -> str:
        leaves = (
            "(${a} = 'yes')",
            "selected(${m}, '1')",
            "(${n} > 1)",
            "(${t} = '')",
            "(${ka} = 'yes')",
            "(${d} < ${e})",
        )
        return self.pick(depth, leaves, (
            "(N < N)", "(N >= N)", "(N = N)", "(N != N)", "(T = T)", "(T != T)", "(T = '')", "(${t} = N)", "(D < D)",
            "(${d} = ${e})", "(C and C)", "(C or C)", "not(C)", "contains(T, T)", "starts-with(T, T)",
            "ends-with(T, T)", "regex(T, '^[0-9]+$')",
            "selected(${a}, T)", "selected(${m}, ${c})", "boolean-from-string(T)", "(C = C)",
            "if(C, C, C)", "(${m} = '')", "(${n} = T)",
        ))  # fmt: skip

    def day(self, depth: int) -> str:
        return self.pick(depth, ("${d}", "${e}", "today()"), ("date('2020-02-29')", "date(D)", "if(C, D, D)"))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_expressions_by_chance_agree(tmp_path: Path, seed: int) -> None:
    author = Author(seed)
    form = SmallForm(tmp_path, [author.value() for _ in range(MANY)], [author.condition(0) for _ in range(MANY)])
    assert len(form.refused) < MANY / 5
    found = form.walk(seed, STEPS)
    assert not {source: where for source, where in found.items() if source not in form.refused}
