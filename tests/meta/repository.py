"""The files under test: what git tracks, or would track. An empty list is a fault: nothing was checked."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("bot", "nlu", "flows", "backend", "locales")


@cache
def tracked(*patterns: str) -> tuple[Path, ...]:
    """Files that belong to the repository, also those not yet added. Raises AssertionError when there are none."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    found = tuple(sorted({ROOT / name for name in listed if name and (ROOT / name).is_file()}))
    assert found, f"no files to check: {patterns}"
    return found


@cache
def modules(*folders: str) -> tuple[Path, ...]:
    """Python files below the folders."""
    return tracked(*(f"{folder}/**.py" for folder in folders), *(f"{folder}/*.py" for folder in folders))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
