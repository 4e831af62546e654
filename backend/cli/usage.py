"""Wrong arguments: people get Typer's words, whoever asked for `--json` the same object as for every other error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from typer import Context
from typer.core import TyperGroup
from typer.exceptions import TyperException

from backend.cli.output import wants_json
from flows.errors import LotseError


class Lotse(TyperGroup):
    """The whole command. All arguments are read below these two, those of groups and commands too."""

    def make_context(self, *args: Any, **options: Any) -> Any:
        with _for_programs():
            return super().make_context(*args, **options)

    def invoke(self, ctx: Any) -> Any:
        with _for_programs():
            return super().invoke(ctx)


@contextmanager
def _for_programs() -> Iterator[None]:
    """Raises LotseError settings.invalid for what Typer would print."""
    try:
        yield
    except TyperException as error:
        if not wants_json():
            raise
        raise as_ours(error) from None


def as_ours(error: TyperException) -> LotseError:
    """`names`: the option or argument, as Typer names it; `command`: as far as it is known; `problem`: Typer's
    sentence, which may repeat what was given, to the one who gave it."""
    found = {"command": _command(error), "names": _named(error), "problem": error.format_message()}
    return LotseError("settings.invalid", **{name: value for name, value in found.items() if value})


def _command(error: TyperException) -> str | None:
    """`lotse flows lint`, by whatever name the program was started."""
    ctx: Context | None = getattr(error, "ctx", None)
    if ctx is None:
        return None
    started_as = ctx.find_root().info_name or ""
    return "lotse" + ctx.command_path.removeprefix(started_as)


def _named(error: TyperException) -> str | None:
    param = getattr(error, "param", None)
    hint = getattr(error, "param_hint", None) or getattr(error, "option_name", None)
    return hint or (param.name if param is not None else None)
