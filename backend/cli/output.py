"""How commands speak: a few lines for people, one JSON object for programs, errors with their code and no traceback."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rich.console import Console

from flows.errors import LotseError
from flows.problems import FlowError

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

#: Exit codes: 1, the answer is "no" (a check found something); 2, the command could not be carried out; 130, Ctrl+C.
FOUND, FAILED, INTERRUPTED = 1, 2, 130


def as_json(data: Mapping[str, Any]) -> None:
    print(json.dumps(data, ensure_ascii=False))


def wants_json() -> bool:
    """Known before any argument is read, so that an error in one of them is told to programs, too."""
    return "--json" in sys.argv


def show_error(error: LotseError) -> None:
    if wants_json():
        as_json({"error": error.code, "detail": error.detail})
    err.print(f"lotse: {error.told}", markup=False)


def show_problems(error: FlowError) -> None:
    """What is wrong with a flow, one problem a line, as compilers print them."""
    if wants_json():
        as_json({"error": error.code, "problems": [asdict(problem) for problem in error.problems]})
    for problem in error.problems:
        err.print(str(problem), markup=False)
