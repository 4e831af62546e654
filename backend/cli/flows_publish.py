"""`lotse flows publish`: a checked flow becomes what people are asked from; `--dry-run` counts what that does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from backend.bootstrap.world import opened_world
from backend.cli.flows import app
from backend.cli.flows_lint import lint_or_exit, named_flow
from backend.cli.output import FAILED, as_json, err, out, show_problems
from backend.services.publishing import head_files, publish
from backend.services.rehearsing import Rehearsal, Tell, rehearse
from backend.settings import load_settings
from flows.model import Flow, Step
from flows.package import Package, load_package
from flows.problems import FlowError

PATH = "The flow's folder, zip or file. A file keeps the head's translations and variants."
#: Why a conversation keeps its revision.
REASONS = {
    "finished": "schon abgeschlossen",
    "case_open": "Fall liegt am Schreibtisch und die Einwilligung ist anders",
    "unreadable": "nicht lesbar",
}


@app.command("publish")
def publish_command(
    path: Annotated[
        str, typer.Argument(help="The flow's folder, zip or file. A file keeps the head's translations and variants.")
    ],
    note: Annotated[str, typer.Option(help="What has changed and why, for those who look it up later.")],
    author: Annotated[str, typer.Option(help="Who publishes.")],
    replaces: Annotated[
        int | None,
        typer.Option(min=1, help="The revision your draft was made from, where it is no longer the product's own."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Publish nothing: count who would move.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Publish a flow. Running conversations move to it at their next turn; answers are kept, or asked for again where
    they mean something else now. Exit code 1 when the checks find errors; 2 when somebody else has published since
    (`lotse flows diff` shows what, `--replaces` says that you know). Then nothing is published."""
    lint_or_exit(path, json=json)
    try:
        told = asyncio.run(_publish(path, note, author, replaces, dry_run=dry_run, json=json))
    except FlowError as wrong:
        show_problems(wrong)
        raise typer.Exit(FAILED) from None
    if json:
        as_json(told)


async def _publish(
    path: str, note: str, author: str, replaces: int | None, *, dry_run: bool, json: bool
) -> dict[str, Any]:
    given = named_flow(path)
    async with opened_world(load_settings()) as world:
        files: Mapping[str, bytes] = given.files
        if given.alone:
            flow = load_package(files).flow
            files = {**await head_files(world.db, flow.id), **files}
        if dry_run:
            package = load_package(files)
            with _bar() as tell:
                counted = await rehearse(world, world.editions.opened(files, package.revision), tell)
            return _told(package, counted, json=json)
        made = await publish(world.db, files, author=author, note=note, now=world.clock(), replaces=replaces)
    if not json:
        out.print(f"{made.flow}@{made.number} ist veröffentlicht ({made.revision}).")
    return made._asdict()


@contextmanager
def _bar() -> Iterator[Tell]:
    """On a terminal only, and not among what a program reads."""
    columns = (TextColumn("Gespräche"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("", total=None)
        yield lambda ready, of: progress.update(task, completed=ready, total=of)


def _told(package: Package, counted: Rehearsal, *, json: bool) -> dict[str, Any]:
    steps = {key: _line(flow, step) for flow in package.spoken() for key, step in flow.steps.items()}
    again = {key: counted.again[key] for key in steps if counted.again[key]}
    if not json:
        _show(steps, again, counted)
    return {"silent": counted.silent, "asks": counted.asks, "again": again, "stays": dict(counted.stays)}


def _line(flow: Flow, step: Step) -> str:
    return " ".join(flow.source[step.prompt].split())[:70]


def _show(steps: Mapping[str, str], again: Mapping[str, int], counted: Rehearsal) -> None:
    out.print(f"{counted.conversations} Gespräche. Nichts ist veröffentlicht.")
    out.print(f"{counted.silent:7} ziehen um, ohne es zu merken")
    out.print(f"{counted.asks:7} werden noch einmal gefragt:")
    for key, number in again.items():
        out.print(f"{'':8}{number:6} mal „{steps[key]}“ ({key})", markup=False)
    for reason, number in sorted(counted.stays.items()):
        out.print(f"{number:7} bleiben auf ihrer Fassung: {REASONS[reason]}")
