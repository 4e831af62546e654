"""Where an imported form and ODK's engine are known to differ, and mean to: the list of docs/xlsform.md, held to it.

Once one of them changes, this fails: then it leaves the list, or the list says something new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.both import same
from tests.support.odk import OdkError
from tests.support.small_form import DAYS, SmallForm, both_of

TODAY, LEAP = DAYS[0], DAYS[1]


@dataclass(frozen=True)
class Difference:
    """What an expression is here and there after these answers, one after the other."""

    source: str
    answers: Sequence[tuple[str, Any]]
    here: Any
    there: str


DIFFERENCES = [
    Difference("once(${n})", [("n", 5), ("n", 12)], 12, "5"),  # first: it keeps what it saw first
    Difference("boolean(${t})", [], False, "true"),
    Difference("not(${n})", [], True, "false"),
    Difference("if(${a}, 1, 0)", [], 0, "1"),
    Difference("regex(${t}, '[0-9]+')", [("t", "3.7")], False, "true"),
    Difference("string(${x})", [("x", 2)], "2", "2.0"),
    Difference("${x} = '2'", [("x", 2)], True, "false"),
    Difference("string(${n} div 3)", [("n", 1)], "0.3333333333", "0.3333333333333333"),
    Difference("${n} div 0", [("n", 1)], None, "Infinity"),
    Difference("number(${t})", [("t", "2020-02-29")], None, "18321"),
    Difference("string(${d} + 1)", [("d", LEAP)], "2020-03-01", "18322"),
    Difference("date(${n})", [("n", 1)], date(1970, 1, 2), "Invalid Date"),
    Difference("now() > ${d}", [("d", TODAY)], False, "true"),
    Difference("jr:choice-name(${a}, '${a}')", [("a", "no")], "no", "Nein"),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, str]]:
    """Expression -> its value here and there."""
    form = SmallForm(tmp_path_factory.mktemp("form"), [each.source for each in DIFFERENCES])
    both, made = both_of(form.path), dict[str, tuple[Any, str]]()
    with both.odk:
        for at, difference in enumerate(DIFFERENCES):
            for name, value in difference.answers:
                both.answer(f"/data/{name}", value)
            made[difference.source] = both.worked_out(f"/data/value{at}")
            for name, _ in difference.answers:
                both.answer(f"/data/{name}", None)
    return made


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.source)
def test_they_differ_as_the_list_says(difference: Difference, found: dict[str, tuple[Any, str]]) -> None:
    assert not same(difference.here, difference.there)
    assert found[difference.source] == (difference.here, difference.there)


@pytest.mark.parametrize("source", ["upper-case(${t})", "lower-case(${t})", "decimal-date(${d})", "version()"])
def test_functions_that_odks_engine_does_not_have(tmp_path: Path, source: str) -> None:
    form = SmallForm(tmp_path, [source])
    assert not form.refused
    with pytest.raises(OdkError, match=f"Function '{source.partition('(')[0]}' is not defined"):
        both_of(form.path)
