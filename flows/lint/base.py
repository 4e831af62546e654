"""What every check is: a code, a severity, one sentence, an example that sets it off and one that does not."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Literal

from flows.problems import Position

if TYPE_CHECKING:
    from flows.lint.subject import Cell, Reading, Subject

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Finding:
    """`message` is one English sentence for the author, `suggestion` what to do about it, if there is one."""

    file: str
    line: int
    column: int
    code: str
    severity: Severity
    message: str
    step: str | None = None
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """`steps`: YAML as under `steps:`; the flow around it comes from `flows.lint.examples`."""

    steps: str
    texts: Mapping[str, Mapping[str, Cell]] = field(default_factory=dict)
    rules: tuple[Reading, ...] = ()
    media: frozenset[str] = frozenset()  # names of the files in its folder `media`
    before: str = ""  # YAML of the whole flow that stands before its sections

    def but(self, was: str, now: str) -> Example:
        """The same example with something else in place of `was`. Raises ValueError where that does not stand in it."""
        if was not in self.steps:
            raise ValueError(f"no {was!r} in the example")
        return replace(self, steps=self.steps.replace(was, now))


class Check(ABC):
    """Base of all checks. `find` yields findings in any order; the report sorts them."""

    code: ClassVar[str]
    severity: ClassVar[Severity]
    summary: ClassVar[str]  # one English sentence for the manual
    example: ClassVar[Example]  # sets the check off
    corrected: ClassVar[Example]  # does not
    last: ClassVar[bool] = False  # looks back at what the others did

    @abstractmethod
    def find(self, subject: Subject) -> Iterator[Finding]: ...

    def finding(
        self,
        where: Position,
        message: str,
        step: str | None = None,
        suggestion: str | None = None,
        severity: Severity | None = None,
    ) -> Finding:
        return Finding(
            where.file, where.line, where.column, self.code, severity or self.severity, message, step, suggestion
        )

    def of_text(self, subject: Subject, text_id: str, message: str, suggestion: str | None = None) -> Finding:
        """Something about one text of the flow."""
        return self.finding(subject.where.text(text_id), message, subject.step_of(text_id), suggestion)


CHECKS: dict[str, Check] = {}


def register(check: type[Check]) -> type[Check]:
    """Class decorator: makes the check known under its code. Raises ValueError for a code taken twice."""
    if check.code in CHECKS:
        raise ValueError(f"check {check.code} is registered twice")
    CHECKS[check.code] = check()
    return check
