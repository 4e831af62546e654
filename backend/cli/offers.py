"""`lotse offers …`: the directory of offers, for those who keep it: tables in and out, search, what is overdue.

Commands are sibling files `offers_<name>.py` that register themselves on `app` when imported, as in `rules`.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import typer

app = typer.Typer(help="The offers directory: import, export, search, check.", no_args_is_help=True)


def load_commands() -> None:
    """Imports every sibling `offers_<name>.py`, in order of their names."""
    here = [str(Path(__file__).parent)]
    for name in sorted(found.name for found in iter_modules(here) if found.name.startswith("offers_")):
        import_module(f"backend.cli.{name}")


load_commands()
