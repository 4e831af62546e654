"""`lotse screen`: what the rules say of answers on a day. A suggestion with its reasons; never a decision."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from backend.cli.output import FOUND, as_json, out
from backend.content.rule_tables import rule_files, rules_of
from backend.content.screening import ScreeningDesk
from flows.days import day_of
from flows.errors import LotseError

app = typer.Typer()


@app.command()
def screen(
    jurisdiction: Annotated[str | None, typer.Option("--jurisdiction", "-j", help="Such as leverkusen.")] = None,
    on: Annotated[str | None, typer.Option("--on", help="The day whose rules hold; default: today.")] = None,
    answers: Annotated[Path | None, typer.Option(help="A JSON object: answer id -> value (docs/rules.md).")] = None,
    batch: Annotated[
        Path | None, typer.Option(help='JSON, one case a line: answers, or {"answers", "jurisdiction", "on"}.')
    ] = None,
    lang: Annotated[str | None, typer.Option(help="Languages of `why`, such as de,ar; default: all.")] = None,
    rules: Annotated[Path | None, typer.Option(file_okay=False, help="A folder of tables instead of ours.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Target group, referrals, needs, flags and strengths for one person, or for a file of many."""
    day = _day(on)
    desk = ScreeningDesk(rules_of(rule_files(rules)), lang.split(",") if lang else None)
    if jurisdiction:
        desk.known(jurisdiction)
    if batch:
        _many(desk, batch, jurisdiction, day)
    elif answers:
        if not jurisdiction:
            raise typer.BadParameter(f"--jurisdiction is needed: {', '.join(desk.rules.jurisdictions)}")
        result = desk.screen(jurisdiction, day, _read(answers))
        as_json(result) if json else _show(result, (lang or "de").split(",")[0])
    else:
        raise typer.BadParameter("--answers or --batch is needed")


def _day(on: str | None) -> date:
    try:
        return date.fromisoformat(on) if on else day_of(datetime.now(UTC))
    except ValueError:
        raise typer.BadParameter("--on takes a day such as 2021-03-01") from None


def _read(path: Path) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        raise LotseError("screen.file", file=path.name, problem="no JSON that can be read") from None


def _many(desk: ScreeningDesk, path: Path, jurisdiction: str | None, day: date) -> None:
    failed = False
    for result in desk.lines(_lines(path), jurisdiction, day):
        failed = failed or "error" in result
        sys.stdout.buffer.write(orjson.dumps(result) + b"\n")
    if failed:
        raise typer.Exit(FOUND)


def _lines(path: Path) -> Iterator[bytes]:
    """Only what happens to this file is said of it: whoever reads our answers may stop (`| head`)."""
    try:
        with path.open("rb") as lines:
            yield from lines
    except OSError:
        raise LotseError("screen.file", file=path.name, problem="it cannot be read") from None


# --- for people -------------------------------------------------------------------------------------------------------


def _show(result: Mapping[str, Any], lang: str) -> None:
    target = result["target_group"]
    outcome = " ".join(filter(None, (target["outcome"], target.get("to"), target["group"])))
    out.print(f"[bold]{outcome}[/bold]  {', '.join(target['rules'])}")
    out.print(f"  {target['why'][lang]}", markup=False)
    for found in result["referrals"]:
        state = "" if found["reviewed"] else " (unreviewed)"
        out.print(f"-> {found['to']}, {found['urgency']}{state}  {', '.join(found['rules'])}", markup=False)
        out.print(f"  {found['why'][lang]} [{found['source']}]", markup=False)
    for name, need in result["needs"].items():
        if need["score"]:
            out.print(f"{need['score']}  {name}: {need['why'][lang]}", markup=False)
    for what in ("flags", "strengths"):
        for found in result[what]:
            out.print(f"{what[:-1]}  {found[what[:-1]]}: {found['why'][lang]}", markup=False)
