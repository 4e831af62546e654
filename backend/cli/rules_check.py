"""`lotse rules check`: are the tables right, and proved?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from backend.cli.output import FOUND, as_json, err, out
from backend.cli.rules import app
from backend.content.offer_sheets import offer_ids
from backend.content.rule_tables import proved, rule_files, rules_of, unknown_offers
from flows.problems import FlowError


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(exists=True, file_okay=False, help="Default: our tables.")] = None,
    offers: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="The offers rules may name; default: the samples.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Load the tables and prove them: no gap, no contradiction, no row that never holds, no offer that does not exist.

    Exit code 1 on problems."""
    problems = []
    rows = tables = 0
    try:
        rules = proved(rules_of(rule_files(folder)))
        tables, rows = len(rules.tables), sum(1 for _ in rules.rows())
        problems = unknown_offers(rules, offer_ids(offers))
    except FlowError as wrong:
        problems = list(wrong.problems)
    if json:
        as_json({"tables": tables, "rows": rows, "problems": [asdict(problem) for problem in problems]})
    else:
        for problem in problems:
            err.print(str(problem), markup=False)
        out.print(
            f"{len(problems)} problems." if problems else f"{tables} tables with {rows} rows are right and proved."
        )
    if problems:
        raise typer.Exit(FOUND)
