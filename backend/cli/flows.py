"""`lotse flows`: everything one does with a flow file. Each command is a sibling file `flows_<name>.py`.

Such a file registers its command on `app` when it is imported; this module only finds and imports them, so that a new
command is a new file and no line here.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import typer

app = typer.Typer(help="Flows: check, compare, publish, exchange.", no_args_is_help=True)


def load_commands() -> tuple[str, ...]:
    """Imports every sibling `flows_<name>.py` and says which there were, in order of their names."""
    here = [str(Path(__file__).parent)]
    names = sorted(found.name for found in iter_modules(here) if found.name.startswith("flows_"))
    for name in names:
        import_module(f"backend.cli.{name}")
    return tuple(names)


load_commands()
