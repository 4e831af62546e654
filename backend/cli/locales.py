"""`lotse locales …`: the texts people see, in every language. Each command is a sibling file `locales_<name>.py`."""

from __future__ import annotations

import typer

from backend.cli.output import FAILED, err
from backend.cli.siblings import load_commands
from backend.content.texts import all_sources
from locales.languages import LANGUAGES, OFFERED
from locales.source_texts import Source, SourceError

app = typer.Typer(help="Every text a person sees, in every language: state, files for translators, checks.",
                  no_args_is_help=True)  # fmt: skip


def sources_or_exit() -> dict[str, Source]:
    """All German texts; exit code 2 when a source file is wrong."""
    try:
        return all_sources()
    except SourceError as wrong:
        err.print(f"lotse: {wrong}", markup=False)
        raise typer.Exit(FAILED) from None


def known_or_exit(lang: str) -> str:
    """The code of a language we offer; exit code 2 for another."""
    if lang not in LANGUAGES:
        err.print(f"lotse: '{lang}' is not in languages.toml; there are {', '.join(OFFERED)}", markup=False)
        raise typer.Exit(FAILED)
    return lang


load_commands("locales")
