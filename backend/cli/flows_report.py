"""`lotse flows report`: where people take long, are not understood, and leave."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.table import Table

from backend.bootstrap.world import opened_world
from backend.cli.flows import app
from backend.cli.output import as_json, out
from backend.domain.flow_report import FEW, Question, Report
from backend.services.editions import Edition
from backend.services.reporting import flow_report
from backend.settings import load_settings
from flows.model import Flow

BAR = 20  # signs of the longest bar


@app.command("report")
def report_(
    flow: Annotated[str, typer.Option("--flow", help="Id of the flow.")] = "kim-intake",
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only conversations begun on this day or later.")
    ] = None,
    abandoned_after: Annotated[int, typer.Option(min=1, max=365, help="Days of silence until one has left.")] = 7,
    every: Annotated[
        bool, typer.Option("--all", help=f"Also figures under {FEW}, which may point at a person.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Time per question, answers not understood, and who left at which question, from the event log alone."""
    asked, found = asyncio.run(_report(flow, since, abandoned_after))
    lines = [_line(question, every) for question in _in_order(asked, found)]
    if json:
        as_json({
            "flow": flow,
            "conversations": found.conversations,
            "finished": found.finished,
            "abandoned": _shown(found.abandoned, every),
            "questions": lines,
        })  # fmt: skip
    else:
        _print(asked.flow, found, lines, every)


async def _report(flow: str, since: datetime | None, days: int) -> tuple[Edition, Report]:
    async with opened_world(load_settings()) as world:
        begun = since.replace(tzinfo=UTC) if since is not None else None
        edition = await world.db.read(lambda conn: world.editions.current(conn, flow))
        found = await flow_report(world.db, flow, now=world.clock(), since=begun, after=timedelta(days=days))
        return edition, found


def _in_order(edition: Edition, found: Report) -> list[Question]:
    """In the order of the flow, what only a variant asks after that; questions nobody is asked any more come last."""
    asked_in = (edition.flow, *edition.variants.values())
    order = {key: number for number, key in enumerate(dict.fromkeys(key for flow in asked_in for key in flow.steps))}
    asked = (question for question in found.questions.values() if question.views)
    return sorted(asked, key=lambda question: (order.get(question.step, len(order)), question.step))


def _shown(number: int, every: bool) -> int | None:
    """None: too few to be told."""
    return number if every or number == 0 or number >= FEW else None


def _line(question: Question, every: bool) -> dict[str, Any]:
    """One question for programs. Times and shares only where enough people stand behind them."""
    enough = every or question.people >= FEW
    left = _shown(question.left, every)
    counts = ("people", "views", "answered", "skipped", "taken_back", "misunderstood")
    return {
        "step": question.step,
        **{name: _shown(getattr(question, name), every) for name in counts},
        "median_s": question.median_s if enough else None,
        "p90_s": question.p90_s if enough else None,
        "left": left,
        "drop_off": round(question.drop_off, 4) if enough and left is not None else None,
    }


def _print(flow: Flow, found: Report, lines: list[dict[str, Any]], every: bool) -> None:
    out.print(f"{flow.source[flow.title]}: {found.conversations} Gespräche, {found.finished} bis zum Ende.")
    if not lines:
        return
    table = Table("Frage", "Personen", "Median s", "90 % s", "nicht verstanden", "zurück", "gegangen", "Anteil")
    most = max((line["drop_off"] or 0.0 for line in lines), default=0.0)
    for line in lines:
        names = ("people", "median_s", "p90_s", "misunderstood", "taken_back", "left")
        cells = [_cell(line[name]) for name in names]
        table.add_row(line["step"], *cells, _bar(line["drop_off"], most))
    out.print(table)
    if not every:
        out.print(f"–: weniger als {FEW}, nicht gezeigt (--all zeigt sie).")


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}" if isinstance(value, float) else str(value)


def _bar(share: float | None, most: float) -> str:
    """The longest bar stands for the question most people leave at."""
    if share is None:
        return "–"
    return f"{'█' * round(BAR * share / most) if most else ''} {share:.0%}".strip()
