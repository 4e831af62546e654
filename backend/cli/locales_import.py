"""`lotse locales import`: translations from a volunteer's table or a JSON file, with a report of what they do."""

from __future__ import annotations

import json as json_format
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from backend.cli.locales import app, known_or_exit, sources_or_exit
from backend.cli.output import FAILED, FOUND, as_json, err, out
from backend.content.grids import Limits, read_grid
from locales.catalogues import begin, compile_all, load, updated
from locales.languages import OFFERED
from locales.sheet import NotOurs, given, language_of
from locales.taking import Given, Taking, examine, take_in

LIMITS = Limits(rows=20_000, columns=40)


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=".xlsx or .csv of `export`, or .json.")],
    lang: Annotated[str | None, typer.Option("--lang", help="For JSON; default: the name of the file.")] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="JSON: texts as before fit the German of today.")] = False,
    accepted: Annotated[bool, typer.Option("--accepted", help="Take the good rows alone.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Fill translations into a catalogue. When a row is refused, nothing is taken (but see --accepted); exit code 1."""
    begin(OFFERED)
    sources = sources_or_exit()
    code, rows = _read(file, lang, confirm)
    catalogue = updated(code, sources, load(code))
    taking = examine(code, sources, catalogue, rows)
    write = bool(taking.accepted) and not dry_run and (accepted or not taking.refused)
    if write:
        take_in(code, catalogue, taking)
        compile_all()
    as_json(_plain(code, taking, write)) if json else _show(code, taking, write)
    if taking.refused:
        raise typer.Exit(FOUND)


def _read(file: Path, lang: str | None, confirm: bool) -> tuple[str, list[Given]]:
    """The language and the rows; exit code 2 for a file that is none of ours. Raises LotseError screen.file."""
    try:
        if file.suffix == ".json":
            return known_or_exit(lang or file.stem), list(_json(file, confirm))
        table = read_grid(file, LIMITS)
        return known_or_exit(language_of(table)), list(given(table))
    except (NotOurs, ValueError) as wrong:
        err.print(f"lotse: {file.name}: {wrong}", markup=False)
        raise typer.Exit(FAILED) from None


def _json(file: Path, confirm: bool) -> Iterator[Given]:
    """`{"id": "text", "id": {"one": "…", "other": "…"}}`. Raises ValueError for anything else."""
    texts = json_format.loads(file.read_text("utf-8"))
    if not isinstance(texts, dict):
        raise ValueError("an object of texts by id was expected")
    for text_id, text in texts.items():
        forms = list(text.values()) if isinstance(text, dict) else [text]
        if not all(isinstance(form, str) for form in forms):
            raise ValueError(f"{text_id}: a text, or texts by plural form, was expected")
        yield Given(text_id, text, fresh=confirm)


def _plain(lang: str, taking: Taking, written: bool) -> dict[str, Any]:
    return {
        "code": lang,
        "imported": written,
        "changed": [asdict(change) for change in taking.changes],
        "same": taking.same,
        "refused": [asdict(one) for one in taking.refused],
    }


def _show(lang: str, taking: Taking, written: bool) -> None:
    for change in taking.changes:
        before = change.before or "(none)" if change.before != change.after else "(confirmed)"
        out.print(f"{change.id}: {before} → {change.after}", markup=False)
    for one in taking.refused:
        place = f"row {one.line}: " if one.line else ""
        err.print(f"{place}{one.id}: refused: {one.detail} [{one.code}]", markup=False)
    told = f"{len(taking.changes)} changed, {taking.same} as before, {len(taking.refused)} refused"
    out.print(f"{lang}: {told}." + ("" if written or not taking.changes else " Nothing was written."))
