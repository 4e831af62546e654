"""The `lotse` command. Each group of commands is a file of its own."""

from __future__ import annotations

import sys

import typer

from backend.cli import (
    answers,
    bench,
    catalogues,
    chat,
    db,
    demo,
    flows,
    keys,
    route,
    rules,
    screen,
    serve,
    staff,
    teams,
)
from backend.cli.output import FAILED, show_error
from flows.errors import LotseError

app = typer.Typer(name="lotse", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(answers.app, name="answers")
app.add_typer(bench.app, name="bench")
app.add_typer(catalogues.app, name="catalogues")
app.add_typer(chat.app)
app.add_typer(db.app, name="db")
app.add_typer(demo.app)
app.add_typer(flows.app, name="flows")
app.add_typer(keys.app, name="keys")
app.add_typer(route.app)
app.add_typer(rules.app, name="rules")
app.add_typer(screen.app)
app.add_typer(serve.app)
app.add_typer(staff.app, name="staff")
app.add_typer(teams.app, name="teams")

flows.load_commands()
rules.load_commands()


def main() -> None:
    try:
        app()
    except LotseError as error:
        show_error(error)
        sys.exit(FAILED)
