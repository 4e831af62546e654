"""`lotse offers export` and `schema`: the directory as a table, and the table municipalities fill."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from backend.bootstrap.world import opened_world
from backend.cli.offers import app
from backend.cli.output import as_json, out
from backend.content.offer_sheets import schema as schema_of
from backend.content.offer_sheets import write_offers
from backend.persistence.offers import Stored, all_offers
from backend.services.world import World
from backend.settings import load_settings

Where = Annotated[str | None, typer.Option("--jurisdiction", "-j", help="Such as leverkusen; default: all.")]


@app.command("export")
def export_offers(
    file: Annotated[Path, typer.Argument(dir_okay=False, help=".csv or .xlsx")], jurisdiction: Where = None
) -> None:
    """Write the directory into a table that can be imported again."""
    found = asyncio.run(stored(jurisdiction))
    write_offers([one.offer for one in found], file)
    out.print(f"{len(found)} offers.")


async def stored(jurisdiction: str | None) -> list[Stored]:
    """All entries of the database. Raises LotseError storage.*, key.*."""
    async with opened_world(load_settings()) as world:
        return await read_all(world, jurisdiction)


async def read_all(world: World, jurisdiction: str | None) -> list[Stored]:
    return await world.db.read(lambda conn: all_offers(conn, jurisdiction))


@app.command()
def schema(
    file: Annotated[Path | None, typer.Argument(dir_okay=False, help="The empty table: .xlsx or .csv")] = None,
) -> None:
    """Write the empty table municipalities fill; without a file, print the JSON schema of a line."""
    if file is None:
        as_json(schema_of())
        return
    write_offers([], file)
    out.print(f"The empty table is in {file.name}.", markup=False)
