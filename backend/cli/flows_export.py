"""`lotse flows export-xlsform`: a flow becomes an XLSForm workbook that ODK can ask and that comes back the same.

openpyxl and the translator load when the command runs, not with every other command.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from backend.cli.flows import app
from backend.cli.output import FAILED, as_json, err, out, show_problems
from backend.content.packages import read_package
from flows.library import builtin_files, builtin_ids, builtin_package
from flows.package import Package, load_package
from flows.problems import FlowError

if TYPE_CHECKING:
    from flows.xlsform.report import FormError
    from flows.xlsform.writing import Exported

SHOWN = 25  # lines for people; --json and --all give all


@app.command("export-xlsform")
def export_xlsform(
    path: Annotated[str, typer.Argument(help="Folder, zip or flow file; or the id of a flow of the product.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The workbook to write, .xlsx.")],
    variant: Annotated[str | None, typer.Option(help="As this municipality asks it.")] = None,
    force: Annotated[bool, typer.Option(help="Replace a file that is there already.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Show every line of the report.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Write an XLSForm (survey, choices, settings) in every language of the flow.

    What XLSForm has no column for stands in columns named lotse::…, so that import-xlsform gives the same flow again.
    The report names every condition and value that no form can hold. Exit code 2: nothing was written.
    """
    from backend.integrations.workbook_file import workbook_bytes
    from flows.xlsform.report import FormError
    from flows.xlsform.writing import export_form
    from flows.xlsform.writing_subject import subject_of

    _free(output, force)
    try:
        package, files = _read(path)
        exported = export_form(subject_of(package, files, variant))
    except FlowError as wrong:
        show_problems(wrong)
        raise typer.Exit(FAILED) from None
    except FormError as refused:
        _refused(refused, json)
        raise typer.Exit(FAILED) from None
    _write(output, workbook_bytes(exported.sheets))
    told = _as_json(exported, package.of(variant), output)
    if json:
        as_json(told)
    else:
        _show(exported, told, 10**6 if everything else SHOWN)


def _read(name: str) -> tuple[Package, dict[str, bytes]]:
    """A package with the files it was made from. Raises FlowError."""
    if name in builtin_ids() and not Path(name).exists():
        return builtin_package(name), builtin_files(name)
    files = read_package(Path(name))
    return load_package(files), files


def _free(output: Path, force: bool) -> None:
    message = ""
    if output.suffix.lower() != ".xlsx":
        message = f"{output}: an XLSForm is an Excel workbook: end its name in .xlsx"
    elif output.is_dir():
        message = f"{output} is a folder: name a file"
    elif output.exists() and not force:
        message = f"{output} is there already: choose another name, or add --force"
    if message:
        err.print(f"lotse: {message}", markup=False)
        raise typer.Exit(FAILED)


def _write(output: Path, content: bytes) -> None:
    """Whole or not at all: a file that was there stays until the new one is complete."""
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        part = output.with_name(f".{output.name}.part")
        part.write_bytes(content)
        os.replace(part, output)
    except OSError as slip:
        err.print(f"lotse: {output} cannot be written: {slip.strerror}", markup=False)
        raise typer.Exit(FAILED) from None


def _refused(error: FormError, json: bool) -> None:
    if json:
        as_json({"error": error.code, "problems": [problem.as_json() for problem in error.problems]})
        return
    err.print("lotse: this flow does not fit into a workbook:", markup=False)
    for problem in error.problems[:SHOWN]:
        err.print(f"  {problem}", markup=False)


def _as_json(exported: Exported, package: Package, output: Path) -> dict[str, Any]:
    flow = package.flow
    return {
        "flow": flow.id,
        "variant": package.variant,
        "output": str(output),
        "rows": dict(exported.rows),
        "languages": list(exported.languages),
        "columns": dict(exported.columns),
        "only_lotse": [
            {"id": one.id, "key": one.key, "expression": one.said, "why": one.why} for one in exported.only_here
        ],
        "media": sorted({name for step in flow.steps.values() for of in step.media.values() for name in of.values()}),
        "missing": {code: len(package.missing(code)) for code in exported.languages if package.missing(code)},
        "stale": {code: len(package.stale(code)) for code in exported.languages if package.stale(code)},
    }


def _show(exported: Exported, told: dict[str, Any], most: int) -> None:
    if exported.only_here:
        out.print(f"[yellow]Only in lotse:: columns, because a form cannot say it[/] ({len(exported.only_here)})")
        for one in exported.only_here[:most]:
            out.print(f"  {one.id}, {one.key}: {escape(one.why)}")
        if len(exported.only_here) > most:
            out.print(f"  … and {len(exported.only_here) - most} more: --all shows them")
    for code, number in told["stale"].items():
        out.print(f"{number} translations in {code} are older than their source; a workbook does not say which.")
    if told["media"]:
        out.print(f"Upload beside the form: {', '.join(told['media'])}", markup=False)
    rows = ", ".join(f"{number} rows in {sheet}" for sheet, number in told["rows"].items())
    spoken = ", ".join(told["languages"])
    out.print(f"{told['output']}: {told['flow']}, {rows}, languages {spoken}.", markup=False)
