"""`lotse flows` finds its commands: every sibling file `flows_<name>.py` is loaded, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import backend.cli
from backend.cli.siblings import load_commands


def test_every_sibling_file_is_loaded() -> None:
    folder = Path(backend.cli.__file__).parent
    assert list(load_commands("flows")) == sorted(path.stem for path in folder.glob("flows_*.py"))
    assert all(f"backend.cli.{name}" in sys.modules for name in load_commands("flows"))
