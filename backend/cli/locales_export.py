"""`lotse locales export`: the texts of a language as a table for translators who have only a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backend.cli.locales import app, known_or_exit, sources_or_exit
from backend.cli.output import FAILED, err, out
from backend.integrations.workbook_file import workbook_bytes
from locales.catalogues import load, updated
from locales.sheet import glossary_rows, rows


@app.command("export")
def export_command(
    lang: Annotated[str, typer.Option("--lang", help="Language code, e.g. ti.")],
    file: Annotated[Path, typer.Option("--output", "-o", dir_okay=False, help="The .xlsx file to write.")],
) -> None:
    """Write a workbook: id, German, note, room, place, translation, stale. `import` takes it back."""
    if file.suffix != ".xlsx":
        err.print(f"lotse: {file.name}: a name that ends in .xlsx was expected", markup=False)
        raise typer.Exit(FAILED)
    sources = sources_or_exit()
    table = rows(known_or_exit(lang), sources, updated(lang, sources, load(lang)))
    file.write_bytes(workbook_bytes({lang: table, "Glossar": glossary_rows(lang)}))
    out.print(f"{len(table) - 1} rows are in {file.name}.", markup=False)
