"""`lotse flows new`: a small questionnaire to begin with, explained line by line, that can be talked to at once."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

import typer

from backend.cli.flows import app
from backend.cli.output import FAILED, as_json, err, out

Folder = Annotated[Path, typer.Argument(help="A folder that does not exist yet, or is empty.", metavar="DIR")]


@app.command()
def new(
    folder: Folder, json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False
) -> None:
    """Make a small package in DIR: a flow, a translation, a variant, and the schema for your editor."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        err.print(f"lotse: {folder} is there already and not empty; nothing was changed", markup=False)
        raise typer.Exit(FAILED)
    made = [_copy(path, source, folder) for path, source in starter().items()]
    if json:
        as_json({"folder": str(folder), "files": made})
        return
    out.print(f"Made in {folder}: {', '.join(made)}", markup=False)
    out.print(f"  lotse chat --flow {folder} --lang en\n  lotse flows show {folder}", markup=False)


def starter() -> dict[str, Traversable]:
    """The files of the package to begin with: path in it -> file."""
    root = resources.files("flows")
    schemas = {name: root / "schema" / name for name in ("flow.schema.json", "variant.schema.json")}
    return {**dict(_files(root / "starter", "")), **schemas}


def _files(folder: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        path = f"{prefix}{entry.name}"
        found += _files(entry, f"{path}/") if entry.is_dir() else [(path, entry)]
    return found


def _copy(path: str, source: Traversable, folder: Path) -> str:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
    return path
