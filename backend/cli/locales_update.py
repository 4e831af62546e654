"""`lotse locales update`: the catalogues brought up to the German source and compiled."""

from __future__ import annotations

from typing import Annotated

import typer

from backend.cli.locales import app, sources_or_exit
from backend.cli.locales_status import show
from backend.cli.output import as_json, out
from locales.catalogues import begin, compile_all, update
from locales.languages import OFFERED
from locales.status import as_json as state_json
from locales.status import status


@app.command("update")
def update_command(
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Bring all catalogues up to the German source, compile them, and say what is untranslated."""
    begin(OFFERED)
    sources = sources_or_exit()
    changed = [lang for lang in OFFERED if update(lang, sources)]
    compile_all()
    states = [status(lang, sources) for lang in OFFERED]
    if json:
        as_json({"languages": [state_json(state) for state in states], "changed": changed})
        return
    out.print(f"Changed: {', '.join(changed) or 'nothing'}.")
    show(states)
