"""What screening costs: one case, a batch, loading and proving, and how the cost grows with the number of rows."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import orjson

from backend.content.rule_tables import builtin_rules, proved, rule_files, rules_of
from backend.content.screening import ScreeningDesk
from flows.expressions import Scope, compile_expression
from flows.rules.model import Cell, Row, RuleSet, Table

ON = date(2021, 3, 1)
GROWTH = (1, 10, 100)
_MANY = {"fields": ["law", "language", "work", "money", "family", "housing", "childcare"]}
_ONE = {
    "status": ["duldung", "gestattung", "eu", "ukraine", "schutz", "erlaubnis", "niederlassung"],
    "german": ["none", "a1", "a2", "b1", "b2"],
    "work_now": ["full", "search", "no_permit"],
    "housing_now": ["flat", "shelter", "losing"],
    "health_talk": ["declined", "later", "soon"],
}


def bench_screen(people: int = 10_000) -> dict[str, Any]:
    """Times in ms and cases a second, on one core; the batch reads and writes JSON in every language."""
    started = time.process_time()
    rules = rules_of(rule_files())
    loaded = time.process_time()
    proved(rules)
    proof = time.process_time()
    crowds = [made_up(people, seed) for seed in range(4)]
    few = [lines[:300] for lines in crowds]
    return {
        "rows": sum(1 for _ in rules.rows()),
        "load_ms": round(1000 * (loaded - started), 1),
        "prove_ms": round(1000 * (proof - loaded)),
        "case_ms": round(1000 / _per_s(rules, [lines[: people // 10] for lines in crowds]), 3),
        "batch_per_s": round(_per_s(rules, crowds)),
        "growth": {str(times): round(_cost(times, few), 3) for times in GROWTH},
    }


def made_up(people: int, seed: int = 5) -> list[bytes]:
    """Answers as a file of `lotse screen --batch` holds them; the same every time, other people for another seed."""
    dice = Random(seed)  # noqa: S311 - no secret
    return [orjson.dumps(_person(dice)) for _ in range(people)]


def _person(dice: Random) -> dict[str, Any]:
    answers: dict[str, Any] = {name: dice.choice(values) for name, values in _ONE.items()}
    answers |= {name: dice.sample(values, dice.randint(1, 4)) for name, values in _MANY.items()}
    years = {"birth": (1945, 2008), "arrival": (2010, 2020), "moved_here": (2010, 2020), "status_since": (2015, 2020)}
    answers |= {
        name: f"{dice.randint(*span)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}" for name, span in years.items()
    }
    return answers | {"children": dice.randint(0, 4), "adults": dice.randint(1, 3), "helpers": ["nobody"]}


def _per_s(rules: RuleSet, crowds: list[list[bytes]]) -> float:
    """The best of some rounds, after one that warms up. In each come people who were not there before."""
    desk = ScreeningDesk(rules)
    best = 0.0
    for number, lines in enumerate(crowds):
        started = time.process_time()
        for result in desk.lines(lines, "leverkusen", ON):
            orjson.dumps(result)
        if number:
            best = max(best, len(lines) / (time.process_time() - started))
    return best


def _cost(times: int, crowds: list[list[bytes]]) -> float:
    """Milliseconds for a case when every row stands in the tables so many times, each with conditions of its own."""
    return 1000 / _per_s(grown(builtin_rules(), times), crowds)


def grown(rules: RuleSet, times: int) -> RuleSet:
    """The same rules with copies of every row. A copy shares no condition with any other row, and asks at the end what
    is never true: the answer stays as it is, the work grows."""
    parts = list(rules.parts)
    never = compile_expression("1 == 2", Scope({}))

    def copied(row: Row, number: int) -> Row:
        cells = []
        for cell in row.cells:
            first = len(parts)
            parts.extend(rules.parts[part] for part in cell.parts)
            cells.append(replace(cell, parts=tuple(range(first, len(parts)))))
        parts.append(never)
        cells.append(Cell("never", never, -1, (len(parts) - 1,)))
        return replace(row, id=f"{row.id}-{number}", cells=tuple(cells))

    def more(table: Table) -> Table:
        copies = (copied(row, number) for number in range(1, times) for row in table.rows)
        return replace(table, rows=(*table.rows, *copies))

    tables = tuple(map(more, rules.tables))
    return replace(rules, tables=tables, parts=tuple(parts))
