"""Differential: every function and operator the import knows has the same value in ODK's engine, for ordinary answers
and for blanks, after every answer of a random row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path

import pytest

from flows.xlsform.functions import FUNCTIONS
from tests.support.small_form import SmallForm

#: Functions that are conditions, and operators that make some.
CONDITIONS: Mapping[str, Sequence[str]] = {
    "true": ["true()", "${n} > 1 = true()"],
    "false": ["false()"],
    "not": ["not(${n} > 1)", "not(selected(${m}, '1'))", "not(${t} = '')"],
    "boolean": ["boolean(${n} + 1)", "boolean(string(${t}))"],
    "boolean-from-string": ["boolean-from-string(${t})", "boolean-from-string(${u})"],
    "selected": [
        "selected(${m}, '1')", "selected(${m}, '96')", "selected(${a}, 'yes')", "selected(${m}, ${c})",
        "selected(${t}, 'yes')", "selected(${m}, '')", "selected(${a}, ${b})", "selected(${a}, '')",
        "selected(${t}, ${u})", "selected(${c}, 2)",
    ],
    "starts-with": ["starts-with(${t}, 'A')", "starts-with(${t}, ${u})", "starts-with(${t}, '')"],
    "ends-with": ["ends-with(${t}, 's')", "ends-with(${t}, ${u})"],
    "contains": ["contains(${t}, 'da')", "contains(${t}, ${u})", "contains(${t}, '')"],
    "regex": ["regex(${t}, '^[0-9]+$')", "regex(${t}, '^[A-Z][a-z]+ L$')", "regex(${n}, '^[0-9]$')"],
    "and or": [
        "${n} >= 1 and ${x} < 2", "${n} >= 1 or ${x} < 2", "${n} = 5 or ${n} = 12",
        "not(${a} = 'yes' and ${b} = 'no') or ${c} = '2'",
    ],
    "=": [
        "${n} = ${x}", "${n} != ${x}", "${t} = ${u}", "${a} = ${b}", "${a} != ${b}", "${c} = 96", "${c} = ${n}",
        "${t} = ''", "${n} = ''", "${a} = ''", "${m} = ''", "${m} = '1'", "${d} = ''", "${d} = ${e}", "${d} != ${e}",
        "${ka} = 'yes'", "${n} = '5'", "${n} = int(${c})", "${n} = '05'", "${c} = '96'", "${c} != '96'", "${t} = 12",
        "${t} != 12", "${t} != 'yes'", "date('2020-02-29') = ${d}", "1 = 1", "'' = 0",
        "(${a} = 'yes') = (${b} = 'yes')",
    ],
    "<": [
        "${n} > 1", "${c} > 1", "${c} <= ${n}", "${kn} > 5", "${t} > 5", "${d} < ${e}", "${d} > date('2020-01-01')",
        "${d} > '2020-01-01'", "today() > ${d}", "'2' > '10'", "(${e} - ${d}) > 365",
    ],
}  # fmt: skip
VALUES: Mapping[str, Sequence[str]] = {
    "if": [
        "if(${n} > 1, 'big', 'small')", "if(${a} = 'yes', ${n}, ${x})", "if(${a} = 'yes', ${t}, '')",
        "if(${a} = 'yes', ${n}, '')", "if(${a} = 'yes', ${d}, ${e})",
    ],
    "coalesce": ["coalesce(${t}, ${u})", "coalesce(${n}, ${x})", "coalesce(${a}, ${b})", "coalesce(${d}, ${e})"],
    "count-selected": ["count-selected(${m})", "count-selected(${a})", "count-selected(${t})"],
    "selected-at": ["selected-at(${c}, 0)", "selected-at(${c}, 1)", "selected-at(${t}, 0)", "selected-at(${t}, ${n})"],
    "string": ["string(${n})", "string(${a})", "string(${d})", "string(${n} > 1)"],
    "concat": ["concat(${t}, '-', ${n})", "concat(${a}, ${c}, ${u})", "concat(${kt})"],
    "join": ["join(', ', ${t}, ${u})", "join(',', ${kt})", "join(',', ${kn})", "join(' ', ${a}, ${n})"],
    "string-length": ["string-length(${t})", "string-length(${n})"],
    "substr": ["substr(${t}, 1)", "substr(${t}, 0, 2)", "substr(${t}, 2, 1)"],
    "substring": ["substring(${t}, 2)", "substring(${t}, 1, 2)"],
    "number": ["number(${t})", "number(${a})", "number(${c})", "number(${n} > 1)", "number(${d})"],
    "int": ["int(${x})", "int(${t})", "int(${n} div 2)", "int((today() - ${d}) div 365.25)"],
    "round": ["round(${x})", "round(${x} * 1.337, 2)", "round(${n})", "round(0 - ${x})", "round(${t}, 1)"],
    "floor": ["floor(${x})", "floor(${n})"],
    "ceiling": ["ceiling(${x})", "ceiling(${t})"],
    "abs": ["abs(${x})", "abs(${n})"],
    "pow": ["pow(${n}, 2)", "pow(2, ${x})"],
    "sqrt": ["sqrt(${n})", "sqrt(${x})"],
    "min": ["min(${n}, ${x})", "min(${kn})"],
    "max": ["max(${n}, ${x})", "max(${kn})"],
    "sum": ["sum(${kn})", "sum(${kn}) + count(${kids})"],
    "count": ["count(${kids})", "count(${kn})"],
    "count-non-empty": ["count-non-empty(${kt})", "count-non-empty(${kn})"],
    "position": ["position(..)"],
    "indexed-repeat": [
        "indexed-repeat(${kn}, ${kids}, 1)", "indexed-repeat(${kt}, ${kids}, 2)", "indexed-repeat(${ka}, ${kids}, 1)",
        "indexed-repeat(${kn}, ${kids}, ${n})",
    ],
    "today": ["today()", "today() - ${d}"],
    "date": ["date(${d})", "date('2020-02-29')"],
    "date-time": ["date-time(${d})"],
    "format-date": ["format-date(${d}, '%Y-%m-%d')", "format-date(${d}, '%e/%n/%y')", "format-date(today(), '%d.%m.')"],
    "format-date-time": ["format-date-time(${d}, '%Y')"],
    "decimal-date-time": ["decimal-date-time(${d})", "int(decimal-date-time(today()) - decimal-date-time(${d}))"],
    "+": [
        "${n} + ${x}", "${n} - ${x}", "${n} * ${x}", "${n} div 4", "${n} mod 5", "${n} mod -2", "${x} mod 2", "-${n}",
        "-${x} + 2", "2 - -${n}", "${n} - (${x} - 1)", "${c} + 1", "${t} + 1", "${d} + 7", "${d} - 1", "${e} - ${d}",
    ],
}  # fmt: skip
#: Compared in words in test_differences_from_odk.py; the last four are no functions of ODK's engine at all.
ELSEWHERE = {"once", "now", "jr:choice-name", "upper-case", "lower-case", "decimal-date", "version"}
_CALLED = re.compile(r"([a-z][a-z:-]*)\(")


def test_every_function_is_tried() -> None:
    tried = {*CONDITIONS, *VALUES}
    assert tried >= FUNCTIONS.keys() - ELSEWHERE
    for name, sources in chain(CONDITIONS.items(), VALUES.items()):
        assert name not in FUNCTIONS or all(name in _CALLED.findall(source) for source in sources)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_function_agrees_at_every_step(tmp_path: Path, seed: int) -> None:
    form = SmallForm(tmp_path, chain(*VALUES.values()), chain(*CONDITIONS.values()))
    assert form.refused == set()
    assert form.walk(seed, 40) == {}
