"""`lotse flows texts`: the catalogues of a package, brought up to its source texts; a new language begins empty."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backend.cli.flows import app
from backend.cli.output import FAILED, as_json, out, show_problems
from backend.content.packages import open_package
from flows.package import Package
from flows.packaging.files import part_of
from flows.problems import FlowError
from locales.catalogues import as_bytes, empty, parse, updated

Languages = Annotated[list[str] | None, typer.Argument(help="Languages to add, such as fr or pt-BR.")]
HEADER = "Translate the msgstr lines, nothing else. Keep what stands in {braces}."


@app.command()
def texts(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="The folder of a package.")],
    languages: Languages = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Bring texts/*.po up to the flow and its variants: new texts blank, reworded ones marked, nothing lost."""
    _refuse_names(languages or [])
    try:
        package = open_package(folder)
        for lang in sorted({*package.translations, *(languages or [])} - {package.flow.lang}):
            _write(folder, lang, package)
        package = open_package(folder)
    except FlowError as wrong:
        show_problems(wrong)
        raise typer.Exit(FAILED) from None
    states = [
        {"lang": lang, "missing": len(package.missing(lang)), "stale": len(package.stale(lang))}
        for lang in package.languages
    ]
    if json:
        as_json({"languages": states})
        return
    for state in states:
        out.print(f"{state['lang']}: {state['missing']} missing, {state['stale']} stale", markup=False)


def _refuse_names(languages: list[str]) -> None:
    for lang in languages:
        if part_of(_path(lang)) != "texts":
            raise typer.BadParameter(f"{lang[:40]} is no language code such as fr or pt-BR.")


def _path(lang: str) -> str:
    return f"texts/{lang.replace('-', '_')}.po"


def _write(folder: Path, lang: str, package: Package) -> None:
    path = next((path for name in (_path(lang), f"texts/{lang}.po") if (path := folder / name).is_file()), None)
    path = path or folder / _path(lang)
    code = lang.replace("-", "_")
    old = parse(code, path.read_bytes()) if path.is_file() else empty(code)
    made = updated(code, package.sources(), old, package.flow.lang)
    made.header_comment = f"# {HEADER}"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(as_bytes(made))
