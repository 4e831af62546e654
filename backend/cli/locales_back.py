"""`lotse locales back …`: translations given to a second translator without the German, and their German taken in."""

from __future__ import annotations

import json as json_format
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from backend.cli.locales import app, known_or_exit, sources_or_exit
from backend.cli.output import FAILED, FOUND, as_json, err, out
from locales import back
from locales.catalogues import load

back_app = typer.Typer(help="Back-translations into German, to compare with the source.", no_args_is_help=True)
app.add_typer(back_app, name="back")

Lang = Annotated[str, typer.Option("--lang", help="Language code, e.g. ti.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object for programs.")]


@back_app.command("export")
def export_command(
    lang: Lang,
    file: Annotated[Path, typer.Option("--output", "-o", dir_okay=False, help="The .json file to write.")],
    everything: Annotated[bool, typer.Option("--all", help="Also what has a fresh back-translation.")] = False,
) -> None:
    """Write {"key": "translation"}: no German and no ids, so that the second translator knows nothing of the first."""
    known = _known(lang)
    found = back.to_translate(known, back.read(lang), everything)
    file.write_text(json_format.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    out.print(f"{len(found)} texts are in {file.name}.", markup=False)


@back_app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help='JSON: {"key": "German"}.')],
    lang: Lang,
    json: Json = False,
) -> None:
    """Keep the German beside the catalogue. Exit code 1 when a key belongs to no translation (any more)."""
    known = _known(lang)
    backs, unknown = back.taken(known, back.read(lang), _read(file))
    back.write(lang, backs)
    fresh = sum(backs[text_id].hash == back.hash_of(text) for text_id, text in known.items() if text_id in backs)
    if json:
        as_json({"code": lang, "texts": len(known), "back_translated": fresh, "unknown": unknown})
    else:
        for key in unknown:
            err.print(f"{key}: no translation has this key; it changed since the export", markup=False)
        out.print(f"{lang}: {fresh} of {len(known)} texts have a fresh back-translation.")
    if unknown:
        raise typer.Exit(FOUND)


@back_app.command("show")
def show_command(
    lang: Lang,
    most: Annotated[int, typer.Option("--most", help="So many, the most different first.")] = 20,
    json: Json = False,
) -> None:
    """Source and back-translation side by side, what differs most first."""
    sources = sources_or_exit()
    found = back.compared(sources, back.translations(sources, load(known_or_exit(lang))), back.read(lang))[:most]
    if json:
        as_json({"code": lang, "texts": [
            {"id": one.id, "difference": one.difference, "why": one.why, "stale": one.stale, "german": one.source,
             "back": one.back, "translation": one.translation} for one in found]})  # fmt: skip
        return
    table = Table("Id", "Apart", "German", "Back")
    for one in found:
        table.add_row(one.id, f"{one.difference:.2f} {one.why}", one.source, one.back)
    out.print(table)


def _known(lang: str) -> dict[str, str]:
    return back.translations(sources_or_exit(), load(known_or_exit(lang)))


def _read(file: Path) -> dict[str, str]:
    """Exit code 2 for anything but an object of texts."""
    try:
        given = json_format.loads(file.read_text("utf-8"))
        if not isinstance(given, dict) or not all(isinstance(text, str) for text in given.values()):
            raise ValueError("an object of texts by key was expected")
    except ValueError as wrong:
        err.print(f"lotse: {file.name}: {wrong}", markup=False)
        raise typer.Exit(FAILED) from None
    return given
