"""`lotse rules manual`: brings the tables of docs/rules.md up to flow and rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backend.cli.made_pages import bring_up
from backend.cli.rules import app
from backend.content.rule_tables import builtin_rules
from flows.rules.manual import written


@app.command()
def manual(
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False)] = Path("docs/rules.md"),
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit code 1 if it is not fresh.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Write the made parts of the manual anew; what is written by hand around them stays."""
    bring_up(path, lambda text: written(text, builtin_rules()), check=check, json=json)
