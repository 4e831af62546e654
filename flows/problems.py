"""What can be wrong in a flow, and where.

An author gets every problem at once, with file, line and column and a sentence that says what was expected: nobody
should have to load a questionnaire thirty times to find thirty slips.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from flows.errors import LotseError


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file; line and column count from 1."""

    file: str = "flow.yaml"
    line: int = 1
    column: int = 1

    def right(self, columns: int) -> Position:
        return Position(self.file, self.line, self.column + columns)


@dataclass(frozen=True, slots=True, order=True)
class FlowProblem:
    """One slip. `code` is stable (tests, lint, editors), `message` is one English sentence for the author."""

    file: str
    line: int
    column: int
    code: str
    message: str

    @classmethod
    def at(cls, where: Position, code: str, message: str) -> FlowProblem:
        return cls(where.file, where.line, where.column, code, message)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.code}: {self.message}"


class FlowError(LotseError):
    """A flow that cannot be used. `problems` holds every one found, in the order of the file."""

    def __init__(self, problems: Iterable[FlowProblem]) -> None:
        self.problems: tuple[FlowProblem, ...] = tuple(sorted(problems))
        super().__init__("flow.invalid", problems=len(self.problems), first=self.problems[0].code)
        self.add_note(self.report())

    def report(self) -> str:
        """All problems, one a line, as compilers print them."""
        return "\n".join(map(str, self.problems))


class ExpressionError(FlowError):
    """An expression that does not parse or does not fit the flow's types."""


def suggestion(wrong: str, known: Iterable[str]) -> str:
    """`; did you mean 'residence'?` for the nearest known name, or nothing when none is near."""
    found = nearest(wrong, known)
    return f"; did you mean '{found}'?" if found else ""


def nearest(wrong: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant; None when none is near."""
    found = process.extractOne(wrong[:100], sorted(known), scorer=fuzz.ratio, score_cutoff=60)
    return None if found is None else str(found[0])


def listed(names: Iterable[str], most: int = 12) -> str:
    """`a, b, c …`: names for a message, never more than a line of them."""
    known: Sequence[str] = sorted(names)
    return ", ".join(known[:most]) + (" …" if len(known) > most else "")
