"""`lotse flows diff A B`: what is different between two flows, in German sentences for coordinators."""

from __future__ import annotations

import asyncio
import re
from dataclasses import asdict
from typing import Annotated

import typer

from backend.bootstrap.world import opened_world
from backend.cli.flows import app
from backend.cli.flows_lint import named_flow
from backend.cli.output import FAILED, as_json, out, show_problems
from backend.services.publishing import files_of
from backend.settings import load_settings
from flows.package import Package, load_package
from flows.package_diff import package_diff
from flows.problems import FlowError

REVISION = re.compile(r"(?:(?P<flow>[a-z][a-z0-9-]{0,39})@)?(?P<number>[0-9]{1,9})")
HELP = "A file, folder or zip; the id of a flow of the product; or a published revision: 3, kim-intake@3."


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help=HELP)],
    new: Annotated[str, typer.Argument(help="The same, compared with the first.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """What is different between two flows, and what it means for people who are in the middle of them."""
    try:
        changes = package_diff(package_of(old), package_of(new))
    except FlowError as wrong:
        show_problems(wrong)
        raise typer.Exit(FAILED) from None
    if json:
        as_json({"changes": [asdict(change) for change in changes]})
        return
    for change in changes:
        out.print(("! " if change.again else "  ") + change.text, markup=False)
    if not changes:
        out.print("Es gibt keinen Unterschied, den jemand bemerkt.")


def package_of(name: str) -> Package:
    """Raises FlowError, LotseError flow.unknown, flow.no_revision, storage.*."""
    found = REVISION.fullmatch(name)
    if found is None:
        return load_package(named_flow(name).files)
    return load_package(asyncio.run(_stored(found["flow"] or "kim-intake", int(found["number"]))))


async def _stored(flow: str, number: int) -> dict[str, bytes]:
    async with opened_world(load_settings()) as world:
        return await files_of(world.db, flow, number)
