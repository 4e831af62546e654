"""`lotse offers import`: a table into the directory, whole or not at all, with a report line by line."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from backend.bootstrap.world import opened_world
from backend.cli.offers import app
from backend.cli.output import FOUND, as_json, err, out
from backend.content.offer_sheets import Line, Sheet, read_offers
from backend.services.offers import Taken, take_in
from backend.settings import load_settings


@app.command("import")
def import_offers(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A table, .csv or .xlsx.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report; no database is needed.")] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Import the lines that are right.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Add and replace offers by their id. Nothing is imported when a line is wrong. Exit code 1 on wrong lines."""
    sheet = read_offers(file)
    possible = sheet.right or (skip_bad and not sheet.head)
    taken = None if dry_run or not possible else asyncio.run(_take(sheet, skip_bad))
    as_json(_plain(sheet, taken)) if json else _show(sheet, taken)
    if not sheet.right or (taken is not None and taken.foreign):
        raise typer.Exit(FOUND)


async def _take(sheet: Sheet, skip_bad: bool) -> Taken:
    async with opened_world(load_settings()) as world:
        return await take_in(world, sheet.offers, skip_foreign=skip_bad)


def _plain(sheet: Sheet, taken: Taken | None) -> dict[str, Any]:
    return {
        "right": len(sheet.offers),
        "wrong": sheet.wrong,
        "imported": bool(taken) and not _refused(taken),
        "added": list(taken.added) if taken else [],
        "changed": list(taken.changed) if taken else [],
        "foreign": list(taken.foreign) if taken else [],
        "columns": [asdict(slip) for slip in sheet.head],
        "lines": [_line(line) for line in sheet.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    slips = [asdict(slip) for slip in line.slips]
    return {"line": line.number, "id": line.id, "ok": not slips, "problems": slips}


def _refused(taken: Taken | None) -> bool:
    """An id of another jurisdiction stopped everything."""
    return taken is not None and bool(taken.foreign) and not (taken.added or taken.changed or taken.same)


def _show(sheet: Sheet, taken: Taken | None) -> None:
    for slip in sheet.head:
        err.print(f"headings: {slip.column}: {slip.message} [{slip.code}]", markup=False)
    for line in sheet.lines:
        for slip in line.slips:
            err.print(
                f"line {line.number} ({line.id or '?'}): {slip.column}: {slip.message} [{slip.code}]", markup=False
            )
    for found in taken.foreign if taken else ():
        err.print(f"{found}: belongs to another jurisdiction [foreign]", markup=False)
    out.print(f"{len(sheet.offers)} lines right, {sheet.wrong} wrong.")
    if taken is None or _refused(taken):
        out.print("Nothing was imported.")
    else:
        out.print(f"{len(taken.added)} added, {len(taken.changed)} changed, {len(taken.same)} as before.")
