"""`lotse answers`: what is read out of a written answer, to try it out and for programs."""

from __future__ import annotations

import json as jsonlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from backend.cli.output import FOUND, as_json, out
from flows.days import day_of
from nlu.answers import TYPES, Answer, Choice, Question, parse
from nlu.answers.reader import as_dict
from nlu.answers.wire import read_batch

app = typer.Typer(help="What is understood of written answers: yes and no, numbers, dates, countries, choices …")


@app.callback()
def _answers() -> None:
    """Keeps `parse` a command of its own while it is the only one."""


@app.command("parse")
def parse_(
    text: Annotated[str | None, typer.Argument(help="What somebody wrote.")] = None,
    type_: Annotated[str, typer.Option("--type", help=f"What is asked for: {', '.join(TYPES)}.")] = "",
    lang: Annotated[str, typer.Option("--lang", help="The language of the conversation, such as fa.")] = "de",
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day that counts as today; default: today.")
    ] = None,
    choice: Annotated[list[str] | None, typer.Option("--choice", help="ID=LABEL, for --type choice; repeat.")] = None,
    batch: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help='JSON lines {"type","lang","text","today","choices"}; one answer a line.'
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Read one answer, or many from a file. Understood (ok), asked back (ambiguous) or not understood (no)."""
    day = today.date() if today is not None else day_of(datetime.now(UTC))
    if batch is not None:
        _batch(batch, day)
        return
    if text is None or not type_:
        raise typer.BadParameter("Give --type and a text, or --batch FILE.")
    found = parse(Question(type_, lang, day, tuple(_choice(one) for one in choice or ())), text)
    if json:
        as_json(as_dict(found))
    else:
        _show(found)


def _batch(file: Path, today: date) -> None:
    bad = False
    with file.open(encoding="utf-8", errors="replace") as lines:
        for found in read_batch(lines, today):
            bad |= "error" in found
            as_json(found)
    if bad:
        raise typer.Exit(FOUND)


def _choice(written: str) -> Choice:
    name, _, label = written.partition("=")
    return Choice(name, label or name)


def _show(found: Answer) -> None:
    said = {"ok": "understood", "ambiguous": "asked back", "no": "not understood"}[found.status]
    shown = [found.value] if found.status == "ok" else list(found.alternatives)
    out.print(said, markup=False)
    for value in shown:
        out.print(f"  {jsonlib.dumps(value, ensure_ascii=False)}", markup=False)
