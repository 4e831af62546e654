"""`lotse nlu language`: which language a message is written in: try it, for many, measure it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from backend.cli.batch import print_batch
from backend.cli.output import as_json, out
from nlu.embedded.shelf import folder
from nlu.language.detecting import FEWEST, detector
from nlu.language.evaluating import Told, evaluate_all
from nlu.port import SEEN

Json = Annotated[bool, typer.Option("--json", help="One JSON object for programs.")]


def language_(
    text: Annotated[
        str | None,
        typer.Argument(help=f"What somebody wrote, {FEWEST} words or more; {SEEN} characters are looked at."),
    ] = None,
    batch: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help='JSON lines {"text"}; one answer a line.')
    ] = None,
    measure: Annotated[bool, typer.Option("--evaluate", help="How often each language is told rightly.")] = False,
    json: Json = False,
) -> None:
    """Which language a message is written in, and how sure that is; none for too few words, names and numbers."""
    found = detector(folder())
    if measure:
        _evaluated(evaluate_all(found), json)
    elif batch is not None:
        print_batch(batch, lambda given: found.detect(str(given["text"])).as_json())
    elif text is None:
        raise typer.BadParameter("Give a text, --batch FILE or --evaluate.")
    elif json:
        as_json(found.detect(text).as_json())
    else:
        guess = found.detect(text)
        out.print(f"{guess.lang or 'unknown'}  {guess.confidence:.0%}  ({guess.script or 'no script'})", markup=False)


def _evaluated(told: list[Told], json: bool) -> None:
    right = sum(one.right * one.texts for one in told) / sum(one.texts for one in told)
    if json:
        as_json({"right": round(right, 4), "languages": [one.as_json() for one in told]})
        return
    shown = Table("language", "texts", "right", "silent", "taken for")
    for one in told:
        others = ", ".join(f"{code} {many}" for code, many in one.taken_for.items())
        shown.add_row(one.lang, str(one.texts), f"{one.right:.1%}", f"{one.silent:.1%}", others)
    out.print(shown)
    out.print(f"All: {right:.1%}")
