"""What happened to a form on its way in: every cell refused, adapted or missing, in the order of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from flows.errors import LotseError
from flows.xlsform.cells import Place

#: refused: a cell could not be translated and has no effect in the flow. adapted: something stands for it that is
#: nearly the same. missing: a text without a translation. note: worth knowing.
Level = Literal["refused", "adapted", "missing", "note"]
LEVELS: tuple[Level, ...] = ("refused", "adapted", "missing", "note")


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    place: Place
    level: Level
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if str(self.place) else self.message

    def as_json(self) -> dict[str, Any]:
        place = {"sheet": self.place.sheet, "row": self.place.row, "column": self.place.column}
        return {"level": self.level, "code": self.code, "message": self.message, **place}


@dataclass(slots=True)
class Report:
    remarks: list[Remark] = field(default_factory=list)

    def add(self, level: Level, place: Place, code: str, message: str) -> None:
        remark = Remark(place, level, code, message)
        if remark not in self.remarks[-20:]:
            self.remarks.append(remark)

    def of(self, level: Level) -> list[Remark]:
        return sorted(remark for remark in self.remarks if remark.level == level)

    def counts(self) -> dict[str, int]:
        found = Counter(remark.level for remark in self.remarks)
        return {level: found[level] for level in LEVELS}


class FormError(LotseError):
    """A workbook no flow can be made of. `problems` says why, with sheet, row and column."""

    def __init__(self, problems: Iterable[Remark]) -> None:
        self.problems = tuple(sorted(problems))
        first = self.problems[0]
        super().__init__("form.refused", problems=len(self.problems), first=first.code, where=str(first.place) or "-")
        self.add_note("\n".join(f"{problem.code}: {problem}" for problem in self.problems))


def refusal(code: str, message: str, sheet: str = "", row: int = 0, column: str = "") -> Remark:
    return Remark(Place(sheet, row, column), "refused", code, message)
