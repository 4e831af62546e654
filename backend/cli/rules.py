"""`lotse rules …`: the decision tables, for those who keep them.

Each command is a sibling file `rules_<name>.py` that registers itself on `app` when imported, as `lotse flows` does it.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import typer

app = typer.Typer(help="The decision tables: check and prove them, try and compare them.", no_args_is_help=True)


def load_commands() -> None:
    """Imports every sibling `rules_<name>.py`, in order of their names."""
    here = [str(Path(__file__).parent)]
    for name in sorted(found.name for found in iter_modules(here) if found.name.startswith("rules_")):
        import_module(f"backend.cli.{name}")


load_commands()
