"""The `lotse` command. Each group of commands is a file of its own, and only the file that is needed is imported.

All of them together bring the bot, the desk, spreadsheets and the bench: seconds before the first word is shown.
"""

from __future__ import annotations

import sys
from importlib import import_module

import typer

from backend.cli.output import FAILED, INTERRUPTED, show_error
from backend.cli.usage import Lotse
from flows.errors import LotseError

#: Groups: `lotse NAME …`, in the file of that name.
GROUPS = ("answers", "bench", "db", "flows", "keys", "locales", "nlu", "offers", "rules", "staff", "teams")
#: Commands that stand alone -> their file.
COMMANDS = {
    "chat": "chat",
    "demo": "demo",
    "route": "route",
    "screen": "screen",
    "serve": "serve",
    "worker": "worker",
}


def build(only: str | None = None) -> typer.Typer:
    """The command with everything, or, where `only` is the name of a group or command, with that alone."""
    app = typer.Typer(
        name="lotse", cls=Lotse, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
    )
    app.callback()(_nothing)  # without it typer takes a single command for the whole program
    known = only in GROUPS or only in COMMANDS
    for name in GROUPS:
        if not known or only == name:
            app.add_typer(import_module(f"backend.cli.{name}").app, name=name)
    for name in dict.fromkeys(COMMANDS.values()):
        if not known or COMMANDS.get(str(only)) == name:
            app.add_typer(import_module(f"backend.cli.{name}").app)
    return app


def _nothing() -> None:
    pass


def __getattr__(name: str) -> typer.Typer:
    """`app`: the whole command, made when it is first asked for."""
    if name != "app":
        raise AttributeError(name)
    globals()["app"] = made = build()
    return made


def main() -> None:
    try:
        build(sys.argv[1] if len(sys.argv) > 1 else None)()
    except KeyboardInterrupt:  # while the command was being imported; one that runs has its own answer
        sys.exit(INTERRUPTED)
    except LotseError as error:
        show_error(error)
        sys.exit(FAILED)
