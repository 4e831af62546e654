"""Putting a number together from its parts: multipliers fall from left to right, each place is filled once."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

Part = tuple[str, Fraction]
ADD, WRITTEN, TIMES, HALF, LINK = "add", "written", "times", "half", "link"  # word, digits, multiplier, half, "and"


def compose(parts: Iterable[Part]) -> Fraction | None:
    """The number, or None where the parts are not one: "five two", "hundred hundred"."""
    sum_ = _Sum()
    for kind, value in parts:
        if not sum_.takes(kind, value):
            return None
    return sum_.value()


class _Sum:
    """`group`: what stands before the next multiplier; `above`: the last multiplier, which the next must not reach."""

    def __init__(self) -> None:
        self.total, self.group = Fraction(0), Fraction(0)
        self.above: Fraction | None = None
        self.filled = self.empty = self.linked = False
        self.fresh = False  # the last part was a multiplier above a hundred
        self.halved = Fraction(0)

    def takes(self, kind: str, value: Fraction) -> bool:
        if kind == LINK:
            self.linked = True
            return True
        if self.empty or self.halved:
            return kind == TIMES and bool(self.halved) and self._multiply(value)
        if kind == HALF:
            return self._half()
        if kind == WRITTEN and not self.filled:
            self.group, self.filled, self.empty = value, True, value == 0
            return True
        taken = self._multiply(value) if kind == TIMES else self._add(value)
        self.fresh, self.linked = kind == TIMES and value >= 1000, False
        return taken

    def value(self) -> Fraction:
        return self.total + self.group + self.halved

    def _half(self) -> bool:
        self.halved = Fraction(1, 2) * (self.above if self.fresh and self.above else 1)
        return self.filled

    def _add(self, value: Fraction) -> bool:
        if value == 0:
            self.empty = True
            return not self.filled
        self.filled = True
        if value >= 1000 and value.denominator == 1 and self.group == 0:
            fits = self.above is None or value < self.above
            self.total += value
            self.above = Fraction(1000 ** ((len(str(int(value))) - 1) // 3))
            return fits
        if not self._free(value) or (self.above is not None and value >= self.above):
            return False
        self.group += value
        return True

    def _free(self, value: Fraction) -> bool:
        """Is the place of `value` empty? Units stand before tens only with "and" between."""
        if self.group == 0:
            return True
        if self.group.denominator != 1 or value.denominator != 1 or value >= 100:
            return False
        below = self.group % 100
        if below == 0:
            return True
        if below < 10:
            return self.linked and value >= 20 and value % 10 == 0 and self.group < 1000
        return value < 10 and below % 10 == 0

    def _multiply(self, value: Fraction) -> bool:
        before = self.group + self.halved
        self.filled = True
        if value <= 100:
            self.group = (before or 1) * value
            self.halved = Fraction(0)
            return before < 100 or value != 100
        if self.fresh and self.above is not None and value > self.above:
            self.total *= value  # thousand million
            self.above = value
            return True
        if self.above is not None and value >= self.above:
            return False
        self.total += (before or 1) * value
        self.group, self.halved, self.above = Fraction(0), Fraction(0), value
        return True
