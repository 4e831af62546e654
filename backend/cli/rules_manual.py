"""`lotse rules manual`: brings the tables of docs/rules.md up to flow and rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backend.cli.output import FOUND, as_json, out
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
    before = path.read_text("utf-8")
    after = written(before, builtin_rules())
    if not check and after != before:
        path.write_text(after, "utf-8")
    if json:
        as_json({"file": str(path), "fresh": after == before})
    else:
        out.print(f"{path}: {'fresh' if after == before else 'not fresh' if check else 'written'}.", markup=False)
    if check and after != before:
        raise typer.Exit(FOUND)
