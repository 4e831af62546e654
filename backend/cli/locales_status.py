"""`lotse locales status` and `check`: how far the languages are, and what keeps one from being offered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.table import Table

from backend.cli.locales import app, known_or_exit, sources_or_exit
from backend.cli.output import FOUND, as_json, out
from locales.catalogue_checks import Problem, problems
from locales.catalogues import by_id, load, texts_of
from locales.languages import OFFERED
from locales.simple import simple_problems
from locales.status import Status, status
from locales.status import as_json as state_json
from nlu.danger import faults
from nlu.words import DANGER

Json = Annotated[bool, typer.Option("--json", help="One JSON object for programs.")]


@app.command("status")
def status_command(json: Json = False) -> None:
    """Per language: how complete, how fresh, reviewed or machine-drafted."""
    sources = sources_or_exit()
    states = [status(lang, sources) for lang in OFFERED]
    if json:
        as_json({"languages": [state_json(state) for state in states]})
    else:
        show(states)


def show(states: Sequence[Status]) -> None:
    table = Table(
        "", "Complete", "Missing", "Stale", "Terms", "Back", "Differ", "Review", box=SIMPLE, pad_edge=False, padding=0
    )
    for state in states:
        numbers = (
            f"{100 * state.complete:.1f} %",
            state.missing,
            state.stale,
            f"{100 * state.glossary:.0f} %",
        )
        table.add_row(state.code, *map(str, (*numbers, state.back_translated, state.differences)), state.review)
    out.print(table)


@app.command("check")
def check_command(
    lang: Annotated[list[str] | None, typer.Argument(help="Language codes; default: all.")] = None,
    json: Json = False,
) -> None:
    """Every fault of every catalogue; changes nothing. Exit code 1 when there is one."""
    sources = sources_or_exit()
    asked = [known_or_exit(code) for code in lang or OFFERED]
    found = [
        problem
        for code in asked
        for problem in (*problems(code, sources), *simple_problems(code, sources), *_unreadable_rules(code))
    ]
    if json:
        as_json(
            {"problems": [{"code": one.lang, "id": one.id, "problem": one.code, "detail": one.detail} for one in found]}
        )
    else:
        for problem in found:
            out.print(str(problem), markup=False)
        out.print(f"{len(found)} faults in {len(asked)} languages.")
    if found:
        raise typer.Exit(FOUND)


def _unreadable_rules(lang: str) -> list[Problem]:
    """Rules for danger are texts of the catalogues, too; one that nobody can read would stop the start."""
    message = by_id(load(lang)).get(DANGER)
    words = texts_of(message.string)[0] if message is not None else ""
    return [Problem(lang, DANGER, "rule", fault) for fault in faults(words)]
