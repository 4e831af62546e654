"""Pages of the documentation that are made in part: written anew, or only looked at, and told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from backend.cli.output import FOUND, as_json, out


def bring_up(path: Path, written: Callable[[str], str], *, check: bool, json: bool) -> None:
    """Puts `written(text)` in the place of the page's text; with `check` nothing, and exit code 1 where it differs."""
    before = path.read_text("utf-8")
    after = written(before)
    if not check and after != before:
        path.write_text(after, "utf-8")
    if json:
        as_json({"file": str(path), "fresh": after == before})
    else:
        out.print(f"{path}: {'fresh' if after == before else 'not fresh' if check else 'written'}.", markup=False)
    if check and after != before:
        raise typer.Exit(FOUND)
