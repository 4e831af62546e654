"""All checks. Importing this package registers every one of them; a new check is a new file here."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

for _found in sorted(iter_modules(__path__), key=lambda found: found.name):
    import_module(f"{__name__}.{_found.name}")
