"""The sheets of a workbook while they are written: rows as heading -> text, columns in the order people expect them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.xlsform.ours import CHOICE_PREFIX, PREFIX, guarded
from flows.xlsform.report import FormError, Remark, refusal

LONGEST = 32_767  # characters a cell of a workbook holds
_ORDER = (
    "list_name", "type", "name", "form_title", "form_id", "version", "default_language", "label", "hint",
    "guidance_hint", "relevant", "required", "required_message", "constraint", "constraint_message", "calculation",
    "default", "choice_filter", "repeat_count", "appearance", "parameters", "media",
)  # fmt: skip
#: What no XML file may hold.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")

Row = dict[str, str]


@dataclass(slots=True)
class Written:
    """One sheet. `rows` hold only what is said."""

    name: str
    rows: list[Row] = field(default_factory=list)

    def row(self) -> Row:
        made: Row = {}
        self.rows.append(made)
        return made

    def headings(self) -> list[str]:
        """Standard columns in their usual order, then other ones as they came, ours last."""
        found = dict.fromkeys(heading for row in self.rows for heading in row)
        return sorted(found, key=_place)

    def table(self) -> list[list[str]]:
        """Headings, then the rows; "" is an empty cell. Raises FormError for what no cell can hold."""
        headings = self.headings()
        problems = [problem for number, row in enumerate(self.rows, 2) for problem in _problems(self.name, number, row)]
        if problems:
            raise FormError(problems)
        return [headings, *([_cell(row, heading) for heading in headings] for row in self.rows)]


def _cell(row: Row, heading: str) -> str:
    text = row.get(heading, "")
    return guarded(text) if heading.startswith((PREFIX, CHOICE_PREFIX)) else text


def _place(heading: str) -> tuple[int, int]:
    if heading.startswith((PREFIX, CHOICE_PREFIX)):
        return 2, 0
    base = heading.partition("::")[0]
    return (0, _ORDER.index(base)) if base in _ORDER else (1, 0)


def _problems(sheet: str, number: int, row: Mapping[str, str]) -> list[Remark]:
    found = []
    for heading, text in row.items():
        if len(text) > LONGEST:
            message = f"a text of {len(text):,} characters: a cell of a workbook holds at most {LONGEST:,}"
            found.append(refusal("cell_too_long", message, sheet, number, heading))
        if _FORBIDDEN.search(text):
            message = "this holds a control character, which no workbook can hold: take it out of the flow"
            found.append(refusal("cell_characters", message, sheet, number, heading))
    return found
