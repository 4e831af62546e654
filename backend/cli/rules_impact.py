"""`lotse rules impact`: what a changed table would do to the people who are already there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from backend.bootstrap.world import opened_world
from backend.cli.days import day_of
from backend.cli.output import FOUND, as_json, out, show_problems
from backend.cli.rules import app
from backend.content.rule_sheets import changed_files
from backend.content.rule_tables import rule_files, rules_of
from backend.domain.flow_report import FEW
from backend.services.replaying import people_counted
from backend.settings import load_settings
from flows.errors import LotseError
from flows.problems import FlowError
from flows.rules.deciding import Screener
from flows.rules.impact import Impact, Person, impact
from flows.rules.inputs import AnswerReader
from flows.rules.model import RuleSet


@app.command("impact")
def impact_(
    change: Annotated[Path, typer.Argument(exists=True, help="A changed table (also .csv, .xlsx), or a folder.")],
    answers: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help='Instead of stored ones: lines of {"jurisdiction", "answers"}.'),
    ] = None,
    on: Annotated[str | None, typer.Option("--on", help="The day whose rules hold; default: today.")] = None,
    every: Annotated[
        bool, typer.Option("--all", help=f"Also figures under {FEW}, which may point at a person.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """How many people would go elsewhere: those who agreed to be counted, under both sets of rules."""
    now = rules_of(rule_files())
    try:
        then = rules_of(changed_files(change))
    except FlowError as wrong:
        show_problems(wrong)
        raise typer.Exit(FOUND) from None
    people: Iterable[Person] = _read(answers, now, day_of(on)) if answers else asyncio.run(_stored())
    day = day_of(on)
    found = impact(Screener(now), Screener(then), people, day)
    as_json(_told(found, every)) if json else _show(_told(found, every))


async def _stored() -> Sequence[Person]:
    async with opened_world(load_settings()) as world:
        return await people_counted(world)


def _read(path: Path, rules: RuleSet, on: date) -> Iterator[Person]:
    reader = AnswerReader(rules)
    for line in path.read_bytes().splitlines():
        try:
            given = orjson.loads(line)
            yield str(given["jurisdiction"]), reader.read(given["answers"], on)
        except (orjson.JSONDecodeError, KeyError, TypeError):
            raise LotseError("screen.file", file=path.name, problem="a line is no person") from None


def _told(found: Impact, every: bool) -> dict[str, Any]:
    def figure(count: int) -> int | str:
        return count if every or not 0 < count < FEW else f"<{FEW}"

    moves = [{"from": was, "to": is_, "people": figure(count)} for (was, is_), count in found.moves.most_common()]
    places = sorted(found.more.keys() | found.fewer.keys())
    referrals = {to: {"more": figure(found.more[to]), "fewer": figure(found.fewer[to])} for to in places}
    return {"people": found.people, "changed": figure(found.changed), "target_group": moves, "referrals": referrals}


def _show(told: dict[str, Any]) -> None:
    out.print(f"{told['changed']} of {told['people']} people would go elsewhere.", markup=False)
    for move in told["target_group"]:
        out.print(f"  {move['people']}: {move['from']} -> {move['to']}", markup=False)
    for to, count in told["referrals"].items():
        out.print(f"  {to}: {count['more']} more, {count['fewer']} fewer", markup=False)
