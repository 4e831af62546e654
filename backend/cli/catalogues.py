"""`lotse catalogues`: bring the catalogues up to the German source, check them, take in translations.

`locales` may not know flows, so the two halves of the source (interface and flows) are joined here.
"""

from __future__ import annotations

import json as json_format
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from backend.cli.output import FAILED, FOUND, as_json, err, out
from flows.library import builtin_ids, builtin_package
from locales.catalogue_checks import Problem, Status, problems, status
from locales.catalogue_checks import as_json as status_json
from locales.catalogues import as_bytes, begin, compile_all, load, po_path, translate, update
from locales.languages import OFFERED
from locales.source_texts import Source, SourceError, interface_sources, merged

app = typer.Typer(help="The catalogues: every text a person sees, in every language.", invoke_without_command=True)
Json = Annotated[bool, typer.Option("--json", help="One JSON object for programs: the state of each language.")]


def all_sources() -> dict[str, Source]:
    """Every German text by id: the interface, then each flow with its variants. Raises SourceError, FlowError."""
    flows = (builtin_package(flow_id).sources() for flow_id in builtin_ids())
    return merged([interface_sources(), *flows])


@app.callback()
def catalogues(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit code 1 unless all are ready.")] = False,
    json: Json = False,
) -> None:
    """Bring all catalogues up to the German source and compile them; with --check, only say what is missing."""
    if context.invoked_subcommand is not None:
        return
    if not check:
        begin(OFFERED)
    sources = _sources()
    if not check:
        changed = [lang for lang in OFFERED if update(lang, sources)]
        compile_all()
        if not json:
            out.print(f"Changed: {', '.join(changed) or 'nothing'}.")
    _report(sources, check, json)


@app.command("import")
def import_command(
    lang: Annotated[str, typer.Argument(help="Language code, e.g. uk.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JSON: text id -> text or {one: …, …}.")],
    json: Json = False,
) -> None:
    """Fill translations into a catalogue. All or nothing: an unknown id or a missing plural form changes nothing."""
    begin(OFFERED)
    sources = _sources()
    update(lang, sources)
    catalogue = load(lang)
    try:
        given: dict[str, Any] = json_format.loads(file.read_text("utf-8"))
        translate(lang, catalogue, given)
    except (ValueError, KeyError) as wrong:
        err.print(f"lotse: {file.name}: {wrong.args[0]}", markup=False)
        raise typer.Exit(FAILED) from None
    po_path(lang).write_bytes(as_bytes(catalogue))
    compile_all()
    if json:
        as_json(status_json(status(lang, sources)))
    else:
        out.print(f"{lang}: {len(given)} texts taken in.")


def _sources() -> dict[str, Source]:
    try:
        return all_sources()
    except SourceError as wrong:
        err.print(f"lotse: {wrong}", markup=False)
        raise typer.Exit(FAILED) from None


def _report(sources: dict[str, Source], check: bool, json: bool) -> None:
    found = {lang: problems(lang, sources) for lang in OFFERED}
    states = [status(lang, sources) for lang in OFFERED]
    if json:
        as_json({"languages": [status_json(state) for state in states]})
    else:
        _show(states, [problem for of_one in found.values() for problem in of_one] if check else [])
    if check and any(found.values()):
        raise typer.Exit(FOUND)


def _show(states: list[Status], found: list[Problem]) -> None:
    table = Table("Language", "Texts", "Translated", "Missing", "Stale", "Obsolete")
    for state in states:
        numbers = (state.texts, state.translated, state.missing, state.stale, state.obsolete)
        table.add_row(state.lang, *map(str, numbers))
    out.print(table)
    for problem in found:
        out.print(f"  {escape(str(problem))}")
