"""JSON lines in, JSON lines out: one answer for every line, in order, and an error that names the line it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import typer

from backend.cli.output import FOUND, as_json

#: Characters of one line.
LONGEST = 1_000_000

Answered = Callable[[Any], dict[str, object]]


def print_batch(path: Path, answered: Answered) -> None:
    """Prints an object a line. Exits with 1 when a line was no question; the others are answered all the same."""
    bad = False
    for found in _answers(path, answered):
        bad |= "error" in found
        as_json(found)
    if bad:
        raise typer.Exit(FOUND)


def _answers(path: Path, answered: Answered) -> Iterator[dict[str, object]]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield answered(orjson.loads(line[:LONGEST]))
            except (ValueError, KeyError, TypeError, AttributeError):
                yield {"error": "wire.invalid", "line": number}
