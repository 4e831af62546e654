"""`lotse rules …`: the decision tables, for those who keep them. Each command is a sibling file `rules_<name>.py`."""

from __future__ import annotations

import typer

from backend.cli.siblings import load_commands

app = typer.Typer(help="The decision tables: check and prove them, try and compare them.", no_args_is_help=True)
load_commands("rules")
