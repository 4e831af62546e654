"""`lotse teams`: who is where on a day, and how the plan would share out cases. For coordination."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

import typer
from rich.table import Table

from backend.cli.days import day_of
from backend.cli.output import as_json, out
from backend.content.reading import attached, jurisdictions
from backend.domain.assignment import first_task
from backend.domain.jurisdictions import CASE, INTAKE, Jurisdiction, Post
from backend.domain.simulation import simulate as simulated
from flows.errors import LotseError

app = typer.Typer(help="Teams and posts of the jurisdictions.", no_args_is_help=True)
Which = Annotated[str | None, typer.Argument(help="Key of a jurisdiction; all of them if none is given.")]
On = Annotated[str | None, typer.Option(help="The day, YYYY-MM-DD; default: today.")]
Attachment = Annotated[str | None, typer.Option(help="Instead of the attachment in the file (Kreis Unna: A, B, C).")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object for programs.")]


@app.command()
def show(jurisdiction: Which = None, on: On = None, attachment: Attachment = None, json: Json = False) -> None:
    """The posts of a day: who is there, what they cover and do, who stands in."""
    day = day_of(on)
    found = {place.key: list(_posts(place, day)) for place in _places(jurisdiction, attachment)}
    if json:
        as_json({"on": day.isoformat(), "posts": found})
        return
    for key, posts in found.items():
        _print(key, posts, ("post", "team", "fte", "employer", "tasks", "covers", "deputies", "present"))


@app.command()
def simulate(
    jurisdiction: Which = None,
    cases: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many are given out.")] = 10_000,
    on: On = None,
    attachment: Attachment = None,
    task: Annotated[str | None, typer.Option(help="intake or case; default: what is done with a new case.")] = None,
    json: Json = False,
) -> None:
    """How the posts would share new cases, by region as often as `need` in the file says."""
    day = day_of(on)
    if task not in (None, INTAKE, CASE):
        raise LotseError("settings.invalid", names="task", problem=f"known: {INTAKE}, {CASE}")
    places = _places(jurisdiction, attachment)
    found = {place.key: simulated(place, day, cases, task or first_task(place, day)) for place in places}
    if json:
        as_json(
            {"on": day.isoformat(), "cases": cases, "posts": {k: [asdict(one) for one in v] for k, v in found.items()}}
        )
        return
    for key, shares in found.items():
        rows = [{**asdict(one), "share": f"{one.share:.1%}", "weight": f"{one.weight:.1%}"} for one in shares]
        _print(key, rows, ("post", "team", "fte", "cases", "share", "weight"))


def _places(key: str | None, attachment: str | None) -> list[Jurisdiction]:
    """Raises LotseError settings.invalid for a key or an attachment nobody knows."""
    known = jurisdictions()
    if key is not None and key not in known:
        raise LotseError("settings.invalid", names="jurisdiction", problem=f"known: {', '.join(known)}")
    if attachment is not None:
        return [attached(key or "kreis-unna", attachment)]
    return [known[key]] if key else list(known.values())


def _posts(place: Jurisdiction, on: date) -> Iterator[Mapping[str, Any]]:
    for team in place.teams:
        for post in team.posts:
            if post.period.holds(on):
                yield {"post": post.key, "team": team.key, **_about(post, on)}


def _about(post: Post, on: date) -> dict[str, Any]:
    return {
        "login": post.login,
        "fte": post.fte,
        "employer": post.employer,
        "tasks": sorted(post.tasks),
        "covers": dict(post.covers),
        "deputies": list(post.deputies),
        "present": post.is_there(on),
        "from": post.period.start.isoformat(),
        "until": post.period.until.isoformat() if post.period.until else None,
    }


def _print(title: str, rows: list[Any], columns: tuple[str, ...]) -> None:
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*(_cell(row[name]) for name in columns))
    out.print(table)


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {part:g}" for key, part in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)
