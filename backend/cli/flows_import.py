"""`lotse flows import-xlsform`: an XLSForm workbook becomes a flow that can be chatted at once, and a report.

pyxform, openpyxl and the translator load when the command runs, not with every other command.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from backend.cli.flows import app
from backend.cli.output import FAILED, FOUND, as_json, err, out

if TYPE_CHECKING:
    from flows.xlsform.importing import Imported
    from flows.xlsform.report import FormError, Remark

COLOURS = {"refused": "bold red", "adapted": "yellow", "missing": "magenta", "note": "cyan"}
HEADINGS = {
    "refused": "Not translated: these cells have no effect in the flow",
    "adapted": "Adapted: nearly the same stands there",
    "missing": "Texts without a translation",
    "note": "Worth knowing",
}
SHOWN = 25  # lines of one heading for people; --json and --all give all


@app.command("import-xlsform")
def import_xlsform(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The workbook, .xlsx.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for flow.yaml and texts/<language>.po.")],
    lang: Annotated[str, typer.Option(help="Language of texts whose column names none.")] = "en",
    strict: Annotated[bool, typer.Option(help="Write nothing when a cell could not be translated.")] = False,
    overwrite: Annotated[bool, typer.Option(help="Replace a flow that is in the folder already.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Show every line of the report.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Read an XLSForm. Exit code 1: --strict found cells it cannot translate; 2: the workbook was refused."""
    from backend.integrations.workbook import read_workbook
    from flows.xlsform.importing import import_form
    from flows.xlsform.report import FormError

    _free(output, overwrite)
    try:
        imported = import_form(read_workbook(file), lang)
    except FormError as refused:
        _refused(refused, json)
        raise typer.Exit(FAILED) from None
    held_back = strict and bool(imported.report.of("refused"))
    written = [] if held_back else _write(imported, output)
    if json:
        as_json(_as_json(imported, output, written))
    else:
        _show(imported, output, written, SHOWN if not everything else 10**6)
    if held_back:
        raise typer.Exit(FOUND)


def _free(output: Path, overwrite: bool) -> None:
    if (output / "flow.yaml").exists() and not overwrite:
        err.print(f"lotse: {output} holds a flow already: choose another folder, or add --overwrite", markup=False)
        raise typer.Exit(FAILED)


def _write(imported: Imported, output: Path) -> list[str]:
    for name, content in imported.files.items():
        path = output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return sorted(imported.files)


def _refused(error: FormError, json: bool) -> None:
    if json:
        as_json({"error": error.code, "problems": [problem.as_json() for problem in error.problems]})
        return
    err.print("lotse: this workbook is no form that can be read:", markup=False)
    for problem in error.problems[:SHOWN]:
        err.print(f"  {problem}", markup=False)
    if len(error.problems) > SHOWN:
        err.print(f"  … and {len(error.problems) - SHOWN} more", markup=False)


def _as_json(imported: Imported, output: Path, written: list[str]) -> dict[str, Any]:
    return {
        "flow": imported.flow,
        "output": str(output),
        "written": written,
        "languages": list(imported.languages),
        "steps": imported.steps,
        "media": list(imported.media),
        "counts": imported.report.counts(),
        "report": [remark.as_json() for level in HEADINGS for remark in imported.report.of(level)],  # type: ignore[arg-type]
    }


def _show(imported: Imported, output: Path, written: list[str], most: int) -> None:
    for level, heading in HEADINGS.items():
        _remarks(level, heading, imported.report.of(level), most)  # type: ignore[arg-type]
    if imported.media:
        out.print(
            f"Pictures and sounds the form mentions go into {output}/media: {', '.join(imported.media)}", markup=False
        )
    if not written:
        out.print("Nothing was written (--strict).")
        return
    spoken = ", ".join(imported.languages)
    out.print(f"{output}: {imported.flow}, {imported.steps} questions and values, languages {spoken}.", markup=False)
    out.print(f"Try it: lotse chat --flow {output} --lang {imported.languages[-1]}", markup=False)


def _remarks(level: str, heading: str, remarks: list[Remark], most: int) -> None:
    if not remarks:
        return
    out.print(f"[{COLOURS[level]}]{heading}[/] ({len(remarks)})")
    for remark in remarks[:most]:
        out.print(f"  {escape(str(remark))}")
    if len(remarks) > most:
        out.print(f"  … and {len(remarks) - most} more: --all shows them")
