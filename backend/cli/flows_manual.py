"""`lotse flows manual`: brings the tables of the manual up to what the loader reads."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backend.cli.flows import app
from backend.cli.made_pages import bring_up
from flows.manual import written

Check = Annotated[bool, typer.Option("--check", help="Change nothing; exit code 1 if the manual is not fresh.")]


@app.command()
def manual(
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False)] = Path("docs/flows.md"),
    check: Check = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Write the made parts of the manual anew; what is written by hand around them stays."""
    bring_up(path, written, check=check, json=json)
