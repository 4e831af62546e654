"""`lotse db`: bring the database to the tables of this version; check that it has them."""

from __future__ import annotations

from typing import Annotated

import typer

from backend.cli.output import FOUND, as_json, out
from backend.persistence.migrating import difference, migrate
from backend.persistence.steps import head
from backend.settings import load_settings

app = typer.Typer(help="The database and its tables.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="One JSON object for programs.")]


@app.command("migrate")
def migrate_command(json: Json = False) -> None:
    """Bring the database to the tables of this version. Safe to repeat; a kill leaves the tables as they were."""
    before = migrate(load_settings().database)
    if json:
        as_json({"from": before, "to": head()})
    elif before == head():
        out.print(f"The database is up to date ({head()}).")
    else:
        out.print(f"The database went from {before or 'nothing'} to {head()}.")


@app.command()
def check(json: Json = False) -> None:
    """Does the database have exactly the tables of this version? Exit code 1 if not. Changes nothing."""
    found = difference(load_settings().database)
    if json:
        as_json({"equal": not found, "differences": found})
    else:
        out.print("\n".join(found) or f"The tables are those of this version ({head()}).", markup=False)
    if found:
        raise typer.Exit(FOUND)
