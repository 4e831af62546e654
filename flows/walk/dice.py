"""Chance that comes in as a number: the same seed gives the same walk on every machine and every version of Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
_MASK = (1 << 64) - 1


class Dice:
    """Splitmix64: small, even, and without a bad seed."""

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def number(self, below: int) -> int:
        """A whole number from 0 to `below` - 1."""
        return self._next() % below

    def coin(self, chance: float = 0.5) -> bool:
        return self._next() < chance * (_MASK + 1)

    def pick(self, items: Sequence[T]) -> T:
        return items[self.number(len(items))]

    def some(self, items: Sequence[T], most: int) -> list[T]:
        """At least one of the items and at most `most`, in their order."""
        left = list(range(len(items)))
        wanted = 1 + self.number(min(most, len(left)))
        chosen = {left.pop(self.number(len(left))) for _ in range(wanted)}
        return [item for at, item in enumerate(items) if at in chosen]

    def _next(self) -> int:
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)
