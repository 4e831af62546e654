"""Groups of commands whose commands are sibling files `<group>_<name>.py`.

Such a file registers its command on the group's `app` when it is imported; so a new command is a new file and no line
elsewhere.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules


def load_commands(group: str) -> tuple[str, ...]:
    """Imports every sibling file of the group and says which there were, in order of their names."""
    here = [str(Path(__file__).parent)]
    names = sorted(found.name for found in iter_modules(here) if found.name.startswith(f"{group}_"))
    for name in names:
        import_module(f"backend.cli.{name}")
    return tuple(names)
