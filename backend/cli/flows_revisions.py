"""`lotse flows revisions` and `rollback`: what was published, by whom, and back to an earlier content."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from backend.bootstrap.world import opened_world
from backend.cli.flows import app
from backend.cli.output import as_json, out
from backend.persistence import editions as store
from backend.services.publishing import roll_back
from backend.settings import load_settings

Json = Annotated[bool, typer.Option("--json", help="One JSON object for programs.")]
FlowId = Annotated[str, typer.Option("--flow", help="Id of the flow.")]


@app.command()
def revisions(flow: FlowId = "kim-intake", json: Json = False) -> None:
    """Every published revision of a flow, newest first; the one people are asked from is marked."""
    rows, head = asyncio.run(_revisions(flow))
    if json:
        as_json({"flow": flow, "head": head, "revisions": [row._asdict() for row in rows]})
        return
    for row in rows:
        at = datetime.fromtimestamp(row.published_at / 1000, UTC)
        mark = "*" if row.number == head else " "
        out.print(f"{mark} {row.number:4}  {at:%Y-%m-%d %H:%M}  {row.revision}  {row.author}  {row.note}", markup=False)


async def _revisions(flow: str) -> tuple[list[store.Revision], int | None]:
    async with opened_world(load_settings()) as world:
        heads = await world.db.read(store.heads)
        rows = await world.db.read(lambda conn: store.revisions(conn, flow))
        return rows, heads[flow].number if flow in heads else None


@app.command()
def rollback(
    number: Annotated[int, typer.Argument(min=1, help="The revision whose content is to hold again.")],
    author: Annotated[str, typer.Option(help="Who publishes.")],
    note: Annotated[str, typer.Option(help="Why.")],
    replaces: Annotated[
        int | None,
        typer.Option(min=1, help="The revision you take back, where it is not the product's own."),
    ] = None,
    flow: FlowId = "kim-intake",
    json: Json = False,
) -> None:
    """Publish the content of an earlier revision as a new one. Answers given meanwhile are kept. Exit code 2 when the
    revision people are asked from is not the one you take back: somebody else has published since."""
    made = asyncio.run(_roll_back(flow, number, author, note, replaces))
    as_json(made._asdict()) if json else out.print(f"{flow}@{made.number} hat den Inhalt von {flow}@{number}.")


async def _roll_back(flow: str, number: int, author: str, note: str, replaces: int | None) -> store.Revision:
    async with opened_world(load_settings()) as world:
        now = world.clock()
        return await roll_back(world.db, flow, number, author=author, note=note, now=now, replaces=replaces)
