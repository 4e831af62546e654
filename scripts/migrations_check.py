"""`make migrations-check`: all migrations together must lead to exactly the tables the code expects."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from backend.persistence.migrating import difference, migrate
from backend.persistence.steps import head


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'check.db'}"
        migrate(url)
        found = difference(url)
    print("\n".join(found) or f"migrations: they lead to the tables of this version ({head()})")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
