"""`lotse offers …`: the directory of offers. Each command is a sibling file `offers_<name>.py`."""

from __future__ import annotations

import typer

from backend.cli.siblings import load_commands

app = typer.Typer(help="The offers directory: import, export, search, check.", no_args_is_help=True)
load_commands("offers")
