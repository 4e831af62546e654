"""`lotse rules export` and `import`: a table as a spreadsheet, out and in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backend.cli.output import FOUND, err, out, show_problems
from backend.cli.rules import app
from backend.content.rule_sheets import kept_file, read_sheet, write_sheet
from backend.content.rule_tables import proved, rule_files, rules_of
from flows.errors import LotseError
from flows.problems import FlowError, suggestion

Folder = Annotated[Path | None, typer.Option("--rules", file_okay=False, exists=True, help="A folder of tables.")]


@app.command("export")
def export(
    table: Annotated[str, typer.Argument(help="The name of a table, such as target-leverkusen.")],
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Where to: .csv or .xlsx.")],
    folder: Folder = None,
) -> None:
    """Write a table as a spreadsheet: every row with all its cells, dates and sources."""
    known = {found.name: found for found in rules_of(rule_files(folder)).tables}
    if table not in known:
        raise LotseError("screen.file", table=f"{table[:60]}{suggestion(table, known)}")
    write_sheet(known[table], file)
    out.print(f"{file}: {len(known[table].rows)} rows.", markup=False)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A table as .csv or .xlsx.")],
    into: Annotated[
        Path | None, typer.Option(file_okay=False, exists=True, help="Folder to write the table to.")
    ] = None,
    folder: Folder = None,
    json: Annotated[bool, typer.Option("--json", help="Problems as one JSON object.")] = False,
) -> None:
    """Read a spreadsheet, check and prove it with the other tables; --into writes it there. Exit code 1 on problems."""
    try:
        raw = read_sheet(file)
        name, text = kept_file(raw)
        rules = proved(rules_of({**rule_files(folder), name: text}))
    except FlowError as wrong:
        show_problems(wrong)
        raise typer.Exit(FOUND) from None
    rows = next(len(found.rows) for found in rules.tables if found.name == raw.head["table"].text)
    if into is not None:
        (into / name).write_text(text, "utf-8")
    err.print(f"{name}: {rows} rows are right and proved{'' if into else '; nothing was written'}.", markup=False)
