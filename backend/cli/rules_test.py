"""`lotse rules test`: do the tables say of made-up people what they should, and was every row tried?"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from backend.cli.output import FOUND, as_json, err, out
from backend.cli.rules import app
from backend.content.rule_tables import rule_files, rules_of
from backend.content.screening import ScreeningDesk
from backend.content.vignettes import builtin_vignettes, read_vignettes
from flows.errors import LotseError
from flows.rules.vignettes import Vignette, differences, held, uncovered


@dataclass(slots=True)
class _Result:
    failed: dict[str, list[str]] = field(default_factory=dict)
    covered: set[str] = field(default_factory=set)

    def run(self, desk: ScreeningDesk, vignette: Vignette) -> None:
        try:
            found = desk.looked_at(vignette.jurisdiction, vignette.on, vignette.answers, vignette.switched)
        except LotseError as wrong:
            self.failed[vignette.id] = [f"{wrong.code}: {wrong.detail}"]
            return
        self.covered |= held(found)
        if different := list(differences(vignette.expect, found)):
            self.failed[vignette.id] = different


@app.command("test")
def try_out(
    vignettes: Annotated[
        list[Path] | None, typer.Argument(exists=True, help="Files or folders of vignettes; default: ours.")
    ] = None,
    rules: Annotated[Path | None, typer.Option(file_okay=False, exists=True, help="A folder of tables.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Try the tables on vignettes. Exit code 1 when one differs, or a row was never true."""
    desk = ScreeningDesk(rules_of(rule_files(rules)), ("de",))
    people = tuple(read_vignettes(vignettes)) if vignettes else builtin_vignettes()
    result = _Result()
    for vignette in people:
        result.run(desk, vignette)
    rows = tuple(desk.rules.rows())
    never = uncovered(rows, result.covered)
    percent = 100 * (len(rows) - len(never)) / len(rows) if rows else 0.0
    if json:
        counts = {"vignettes": len(people), "failed": result.failed, "rows": len(rows)}
        as_json({**counts, "coverage": round(percent, 1), "uncovered": list(never)})
    else:
        _show(len(people), result, len(rows), never, percent)
    if result.failed or never:
        raise typer.Exit(FOUND)


def _show(people: int, result: _Result, rows: int, never: tuple[str, ...], percent: float) -> None:
    for name, different in result.failed.items():
        err.print(f"{name}: {'; '.join(different)}", markup=False)
    for name in never:
        err.print(f"{name}: no vignette makes this row true", markup=False)
    out.print(f"{people} vignettes, {len(result.failed)} differ; {rows} rows, {percent:.1f} % of them tried.")
