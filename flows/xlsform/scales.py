"""`range` questions: a scale from one number to another, in steps."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.xlsform.code import number_in

TOLD = 6  # numbers of a scale said one by one
_GIVEN = re.compile(r"\b(start|end|step)\s*=\s*(-?[0-9.]+)")


@dataclass(frozen=True, slots=True)
class Scale:
    """`start` is where steps are counted from, also on a scale that goes down. `step` is never below zero."""

    start: float
    end: float
    step: float

    @property
    def low(self) -> float:
        return min(self.start, self.end)

    @property
    def high(self) -> float:
        return max(self.start, self.end)

    @property
    def fractions(self) -> bool:
        return not all(number.is_integer() for number in (self.start, self.end, self.step))

    @property
    def leaves_out(self) -> bool:
        """Are there numbers between its ends, whole ones where it has no fractions, that are none of its steps?"""
        return self.step > 0 and (self.fractions or self.step != 1)

    def test(self) -> str:
        """The condition, in our language. Fractions are near enough: 0.3 is no exact number to a computer."""
        sign = "-" if self.start > 0 else "+"
        away = f"(it {sign} {_text(abs(self.start))})" if self.start else "it"
        if not self.fractions:
            return f"{away} % {_text(self.step)} == 0"
        steps = f"{away} / {_text(self.step)}"
        return f"abs({steps} - round({steps})) < 0.000001"

    def told(self) -> str:
        """`0, 5, 10`, or its beginning and its end."""
        count = int((self.high - self.low) / self.step + 1e-9) + 1
        numbers = [_text(round(self.start + self._way() * at, 9)) for at in range(count)]
        return ", ".join(numbers) if count <= TOLD else f"{', '.join(numbers[:3])} … {numbers[-1]}"

    def _way(self) -> float:
        return self.step if self.end >= self.start else -self.step


def scale_of(parameters: str) -> Scale:
    """XLSForm's own are 1 to 10 by ones."""
    given = {name: number_in(value) for name, value in _GIVEN.findall(parameters)}
    start, end, step = (given.get(name) for name in ("start", "end", "step"))
    return Scale(1.0 if start is None else start, 10.0 if end is None else end, 1.0 if step is None else abs(step))


def _text(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else repr(float(number))
