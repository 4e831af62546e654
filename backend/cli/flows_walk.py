"""`lotse flows walk`: plays a flow by chance and by plan until everything was asked, met and changed.

The prover takes a second to load, so what needs it is imported when the command runs, not with every other command.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from backend.cli.flows import app
from backend.cli.flows_lint import named_flow
from backend.cli.output import FAILED, FOUND, as_json, err, out, show_problems
from flows.library import builtin_ids
from flows.problems import FlowError

if TYPE_CHECKING:
    from flows.walk.walk import Tell, Walked

Flows = Annotated[
    list[str] | None,
    typer.Argument(help="Folders, zips or files of flows, or ids of the product's own; all of these if none is given."),
]


@app.command()
def walk(
    flows: Flows = None,
    paths: Annotated[int, typer.Option(min=1, help="Conversations by chance, before those by plan.")] = 1000,
    most: Annotated[
        int, typer.Option(min=1, help="Conversations altogether; pairs left then are told as open.")
    ] = 5000,
    seed: Annotated[int, typer.Option(help="The same number plays the same conversations.")] = 1,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Play a flow through the engine: it always ends, asks nothing twice, reaches every question, lacks no text in any
    language, lets every answer be changed. Every two choices meet once. Exit code 1 when a promise is broken."""
    walked = {label: found for name in flows or builtin_ids() for label, found in _walked(name, paths, seed, most)}
    if json:
        as_json({"flows": {name: _as_json(found) for name, found in walked.items()}})
    else:
        for name, found in walked.items():
            _show(name, found)
    if any(found.failures for found in walked.values()):
        raise typer.Exit(FOUND)


def _walked(name: str, paths: int, seed: int, most: int) -> Iterator[tuple[str, Walked]]:
    """The flow and each of its variants. Raises LotseError flow.unknown; exits for a flow that does not load."""
    from backend.services.flow_subject import lacking, texts_for
    from flows.engine import Lookup
    from flows.package import load_package
    from flows.places import load_places
    from flows.walk.walk import walk as run

    try:
        package = load_package(named_flow(name).files)
    except FlowError as wrong:
        show_problems(wrong)
        raise typer.Exit(FAILED) from None
    for variant in (None, *package.variants):
        of, label = package.of(variant), name if variant is None else f"{name} ({variant})"
        with _progress(label) as tell:
            yield label, run(of.flow, Lookup(texts_for(of), load_places()), paths, seed, tell, lacking(of), most)


@contextmanager
def _progress(name: str) -> Iterator[Tell]:
    """A bar on the terminal, beside what is printed; each part of the walk begins it anew."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(name, total=None)
        yield lambda what, done, total: progress.update(
            task, description=f"{name}: {what}", completed=done, total=total
        )


def _as_json(found: Walked) -> dict[str, Any]:
    data = {**asdict(found), "reached": len(found.reached), "ok": not found.failures}
    data["pairs_open"] = [[".".join(level) for level in pair] for pair in found.pairs_open]
    return data


# --- for people -------------------------------------------------------------------------------------------------------


def _show(name: str, found: Walked) -> None:
    from flows.walk.broken import PROMISES

    out.print(f"[bold]{escape(name)}[/bold]: {found.conversations} conversations, {found.turns} turns")
    broken = {failure.promise for failure in found.failures}
    for promise, said in PROMISES.items():
        mark = "[bold red]no [/bold red]" if promise in broken else "[green]yes[/green]"
        out.print(f"  {mark}  {said}{_detail(promise, found)}")
    out.print(
        f"       {found.pairs} pairs of choices: {found.pairs_met} met, "
        f"{found.pairs_impossible} proved impossible, {len(found.pairs_open)} open"
    )
    for failure in found.failures:
        out.print(f"\n[bold red]{PROMISES[failure.promise]}[/bold red]: {escape(failure.message)}")
        out.print(failure.script.rstrip("\n"), markup=False)


def _detail(promise: str, found: Walked) -> str:
    details = {
        "reached": f" ({len(found.reached)} steps)",
        "languages": f" ({', '.join(found.languages)}; {found.texts} messages)",
        "editable": f" ({found.edited} changes" + (f"; never: {', '.join(found.unedited)})" if found.unedited else ")"),
    }
    return details.get(promise, "")
