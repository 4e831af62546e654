"""A form with a question of each type and repeats, to try expressions on: each is worked out, conditions also decide
about a question. Its answers are few, and picked for their edges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from flows.xlsform.importing import Imported, import_form
from tests.support.both import Both, name_of
from tests.support.forms import Rows, package_at, read_here, write_xlsx
from tests.support.odk import Odk, xform_of
from tests.support.wander import Wanderer

TODAY = date(2026, 11, 25)
HEADINGS = ("type", "name", "label", "relevant", "calculation")
QUESTIONS: Rows = (
    ("select_one yes_no", "a", "A"),
    ("select_one yes_no", "b", "B"),
    ("select_one numbers", "c", "C"),
    ("select_multiple numbers", "m", "M"),
    ("integer", "n", "N"),
    ("decimal", "x", "X"),
    ("text", "t", "T"),
    ("text", "u", "U"),
    ("date", "d", "D"),
    ("date", "e", "E"),
    ("begin_repeat", "kids", "Kids"),
    ("integer", "kn", "KN"),
    ("text", "kt", "KT"),
    ("select_one yes_no", "ka", "KA"),
    ("date", "kd", "KD"),
    ("end_repeat",),
)
CHOICES: Rows = (
    ("list_name", "name", "label"),
    ("yes_no", "yes", "Ja"),
    ("yes_no", "no", "Nein"),
    ("numbers", "1", "Eins"),
    ("numbers", "2", "Zwei"),
    ("numbers", "96", "Anderes"),
)
DAYS = [date(2026, 11, 25), date(2020, 2, 29), date(1999, 12, 31), date(1969, 7, 1)]
VALUES: Mapping[str, Sequence[Any]] = {
    "m": [["1"], ["1", "2"], ["96"], ["1", "2", "96"]],
    "n": [0, 1, 5, -3, 12],
    "x": [0.5, 2, -1.5, 2.5, -0.25],
    "t": ["yes", "12", "Ada L", "3.7", "1 2"],
    "u": ["yes", "12", "1", "Ada"],
    "d": DAYS,
    "e": DAYS,
    "kn": [0, 4, 7],
}


def both_of(path: Path) -> Both:
    """A form begun in both engines. The `odk` of it is to be closed."""
    return Both(package_at(path), Odk(xform_of(path), TODAY), TODAY)


class SmallForm:
    """`refused`: the expressions that the import does not translate."""

    def __init__(self, folder: Path, values: Iterable[str] = (), conditions: Iterable[str] = ()) -> None:
        self.asked = set(conditions)
        self.expressions = list(dict.fromkeys((*values, *conditions)))
        rows: list[Sequence[Any]] = [HEADINGS, *QUESTIONS]
        for at, source in enumerate(self.expressions):
            rows.append(("calculate", f"value{at}", None, None, source))
            rows.append(("text", f"asked{at}", "?", source if source in self.asked else None))
        self.path = write_xlsx(folder / "small.xlsx", survey=rows, choices=CHOICES)

    @cached_property
    def imported(self) -> Imported:
        return import_form(read_here(self.path))

    @property
    def refused(self) -> set[str]:
        rows = {remark.place.row for remark in self.imported.report.of("refused")}
        first = len(QUESTIONS) + 2
        return {self.expressions[(row - first) // 2] for row in rows}

    def walk(self, seed: int, steps: int) -> dict[str, str]:
        """Expression -> where the engines differed first."""
        found: dict[str, str] = {}
        both = both_of(self.path)
        both.only_ask({row[1] for row in QUESTIONS if len(row) > 1})
        with both.odk:
            for difference in Wanderer(both, seed, VALUES).differences(steps):
                found.setdefault(self._expression(difference), difference)
        return found

    def _expression(self, difference: str) -> str:
        """Which expression a difference is about, told by the name of its value or question."""
        name = name_of(difference.partition(" ")[0])
        number = name.removeprefix("value").removeprefix("asked")
        return self.expressions[int(number)] if number.isdecimal() else name
