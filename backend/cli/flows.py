"""`lotse flows`: everything one does with a flow file. Each command is a sibling file `flows_<name>.py`."""

from __future__ import annotations

import typer

from backend.cli.siblings import load_commands

app = typer.Typer(help="Flows: check, compare, publish, exchange.", no_args_is_help=True)
load_commands("flows")
