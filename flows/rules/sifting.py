"""Which rows hold for one person. Each cell is worked out at most once a case, however many rows share it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flows.expressions import Env, Expression
from flows.rules.alone import UNSEEN
from flows.rules.model import Row

#: Rows that share a cell, which is looked at first: where it is false none of them holds. A row with its other cells.
Bundle = tuple[int, tuple[tuple[Row, tuple[int, ...]], ...]]
ALWAYS = -1  # stands for the cell of rows that have none: the last of what is known is true


class Case:
    """One person. `known`: the cells worked out so far, filled further here."""

    def __init__(self, env: Env, cells: tuple[Expression, ...], asked: frozenset[str], known: list[Any]) -> None:
        self.env = env
        self.asked = asked
        self.known = known
        self._cells = cells

    def sifted(self, bundles: Iterable[Bundle]) -> tuple[list[Row], list[Row]]:
        """Rows that hold, and rows that could: what they ask is not known yet."""
        known, look = self.known, self.look
        holding, open_ = list[Row](), list[Row]()
        for first, members in bundles:
            shared = known[first]
            if shared is UNSEEN:
                shared = look(first)
            if shared is not False:
                for row, others in members:
                    whole = self.holds(others) if others else True
                    if whole is not False:
                        (holding if whole and shared else open_).append(row)
        return holding, open_

    def holds(self, numbers: tuple[int, ...]) -> bool | None:
        known = self.known
        whole: bool | None = True
        for number in numbers:
            value = known[number]
            if value is UNSEEN:
                value = self.look(number)
            if value is False:
                return False
            if value is None:
                whole = None
        return whole

    def look(self, number: int) -> bool | None:
        value: bool | None = self._cells[number].run(self.env)
        self.known[number] = value
        return value
