"""`lotse bench`: speed beside the raw limit of the same machine, in the same run."""

from __future__ import annotations

import asyncio
import json as json_format
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from backend.bench.answers import bench_answers
from backend.bench.danger import bench_danger
from backend.bench.engine import steps_per_s
from backend.bench.expressions import bench_expressions
from backend.bench.flows import bench_loading
from backend.bench.locales import LIMITS, bench_locales
from backend.bench.nlu import bench_nlu, bench_rasa
from backend.bench.publish import bench_publish
from backend.bench.route import bench_route
from backend.bench.screen import bench_screen
from backend.bench.turns import bench_turns
from backend.bench.xlsform import bench_xlsform
from backend.cli.output import FOUND, out
from backend.content.packages import read_package
from flows.errors import LotseError
from flows.package import load_package

app = typer.Typer(help="Measure speed against the raw limit of this machine.", no_args_is_help=True)


class Db(StrEnum):
    SQLITE = "sqlite"
    POSTGRES = "postgres"


Json = Annotated[bool, typer.Option("--json", help="One JSON object on the last line.")]


@contextmanager
def _installed() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as lack:
        raise LotseError("settings.invalid", names="--db", problem=f"not installed: {lack}") from None


@app.command()
def turns(
    db: Annotated[Db, typer.Option(help="The database.")] = Db.SQLITE,
    conversations: Annotated[int, typer.Option(min=1, help="Played to the end, interleaved.")] = 1000,
    at_once: Annotated[int | None, typer.Option(help="Turns in flight at once.")] = None,
    stored: Annotated[int, typer.Option(help="Conversations already in the database.")] = 0,
    json: Json = False,
) -> None:
    """The real flow through the whole backend: parse, engine, encryption, durable commit."""
    with _installed():
        report = uvloop.run(bench_turns(db.value, conversations, at_once, stored)).as_json()
    if not json:
        for name, value in report.items():
            out.print(f"{name:24} {value}")
    else:
        print(json_format.dumps(report))


@app.command("all")
def everything(conversations: Annotated[int, typer.Option(min=1)] = 1000, json: Json = False) -> None:
    """Engine, turns on SQLite and PostgreSQL, and whether a turn costs the same beside 100,000 conversations."""
    told: list[dict[str, object]] = [{"engine_steps_per_s": round(steps_per_s().by_clock)}]
    for db, stored in (("sqlite", 0), ("sqlite", 1_000), ("sqlite", 100_000), ("postgres", 0)):
        report: dict[str, object]
        try:
            report = uvloop.run(bench_turns(db, conversations, None, stored)).as_json()
        except FileNotFoundError as lack:
            report = {"db": db, "skipped": f"not installed: {lack}"}
        told.append({"stored": stored, **report})
        out.print(_line(told[-1]))
    told.append({"flows": bench_loading().as_json()})
    out.print(_line(told[-1]))
    told.append({"expressions": bench_expressions()})
    out.print(_line(told[-1]))
    told.append({"route_us": bench_route()})
    out.print(_line(told[-1]))
    told.append({"locales": bench_locales()})
    out.print(_line(told[-1]))
    told.append({"answers": bench_answers()})
    out.print(_line(told[-1]))
    told.append({"nlu": bench_nlu()})
    out.print(_line(told[-1]))
    told.append({"danger": bench_danger()})
    out.print(_line(told[-1]))
    told.append({"publish": asyncio.run(bench_publish("sqlite", conversations)).as_json()})
    out.print(_line(told[-1]))
    told.append({"screen": bench_screen()})
    out.print(_line(told[-1]))
    print(json_format.dumps(told if json else told[0]))


@app.command()
def publish(
    db: Annotated[Db, typer.Option(help="The database.")] = Db.SQLITE,
    conversations: Annotated[int, typer.Option(min=1, help="Running when the revision is published.")] = 1000,
    json: Json = False,
) -> None:
    """A new revision under running conversations: who moves, what is lost, what such a turn costs. Exit code 1 when
    one fails or loses an answer."""
    with _installed():
        report = asyncio.run(bench_publish(db.value, conversations))
    print(json_format.dumps(report.as_json())) if json else out.print(_line(report.as_json()))
    if report.failed or report.lost_answers:
        raise typer.Exit(FOUND)


@app.command()
def wire(
    conversations: Annotated[int, typer.Option(min=1, help="Played to the end, interleaved.")] = 40, json: Json = False
) -> None:
    """A turn over HTTP, as bot and backend speak, beside the same turn without."""
    from backend.allinone.wire import bench_wire  # the only place that may know both

    report = uvloop.run(bench_wire(conversations)).as_json()
    print(json_format.dumps(report) if json else _line(report))


def _line(report: Mapping[str, object]) -> str:
    return "  ".join(f"{name}={value}" for name, value in report.items())


@app.command()
def xlsform(
    file: Annotated[Path, typer.Option("--file", exists=True, dir_okay=False, help="The workbook, .xlsx.")],
    json: Json = False,
) -> None:
    """An XLSForm from the file to a flow: reading with pyxform, translating, loading."""
    report = bench_xlsform(file)
    print(json_format.dumps(report) if json else _line(dict(report)))


@app.command()
def form(
    path: Annotated[Path, typer.Argument(exists=True, help="A package: folder, zip or flow file.")],
    json: Json = False,
) -> None:
    """A turn on any flow beside one on the intake of the product, and the bytes of a conversation."""
    from backend.bench.form import bench_form  # what plays flows loads a prover

    report = asyncio.run(bench_form(load_package(read_package(path))))
    print(json_format.dumps(report) if json else _line(dict(report)))


@app.command()
def screen(
    people: Annotated[int, typer.Option(min=100, help="Cases in the batch.")] = 10_000, json: Json = False
) -> None:
    """The decision tables: loading, proving, one case, a batch, and ten and a hundred times as many rows."""
    report = bench_screen(people)
    print(json_format.dumps(report) if json else _line(dict(report)))


@app.command()
def engine(conversations: int = 300, json: Json = False) -> None:
    """The engine alone, without database and encryption."""
    speed = steps_per_s(conversations)
    report = {"steps_per_s": round(speed.by_clock), "steps_per_cpu_s": round(speed.by_processor)}
    told = f"{report['steps_per_s']} steps/s by the clock, {report['steps_per_cpu_s']} by processor time"
    print(json_format.dumps(report) if json else told)


@app.command("answers")
def answers_(json: Json = False) -> None:
    """Reading answers: what CLDR writes, read back: share read, asked back and wrong, time and memory, by type."""
    report = bench_answers()
    if json:
        print(json_format.dumps(report))
        return
    for one in report["types"]:
        out.print(_line(one))
    out.print(_line({name: value for name, value in report.items() if name != "types"}))


@app.command("nlu")
def nlu_(
    json: Json = False,
    rasa: Annotated[str | None, typer.Option(help="A running Rasa server to measure beside the models here.")] = None,
    lang: Annotated[list[str] | None, typer.Option(help="With --rasa: a language it knows; repeat.")] = None,
) -> None:
    """The embedded interpreter: training, loading, memory, time per message; right and rejected by language."""
    if rasa:
        _beside(bench_rasa(rasa, lang or ()), json)
        return
    report = bench_nlu()
    if json:
        print(json_format.dumps(report))
        return
    shares = report.pop("languages")
    assert isinstance(shares, list)
    for one in shares:
        out.print(_line(one))
    out.print(_line(report))


@app.command()
def danger(json: Json = False) -> None:
    """Listening for danger to a message of full length: what is usual, and what was written to make it long."""
    report = bench_danger()
    print(json_format.dumps(report) if json else _line(report))


def _beside(report: dict[str, object], json: bool) -> None:
    if json:
        print(json_format.dumps(report))
        return
    for name, told in report.items():
        assert isinstance(told, dict)
        for one in told.pop("languages"):
            out.print(f"{name}: {_line(one)}")
        out.print(f"{name}: {_line(told)}")


@app.command("flows")
def loading(
    path: Annotated[
        Path | None, typer.Argument(help="A package; default: a form of 416 questions made for it.")
    ] = None,
    json: Json = False,
) -> None:
    """How long a package takes to load: checked anew, and from the cache."""
    report = bench_loading(path).as_json()
    print(json_format.dumps(report) if json else _line(report))


@app.command()
def expressions(json: Json = False) -> None:
    """One condition: nanoseconds, and how many times the same condition written by hand in Python."""
    report = bench_expressions()
    if json:
        print(json_format.dumps(report))
        return
    for cost in report["conditions"]:
        out.print(f"{cost['ns']:6} ns  {cost['ratio']:5.1f} x  {cost['condition']}", markup=False)
    out.print(f"{report['median_ns']:6} ns  {report['median_ratio']:5.1f} x  median")


@app.command("route")
def routing(json: Json = False) -> None:
    """A place to the responsible team, and the choice of the post: microseconds."""
    report = bench_route()
    if json:
        print(json_format.dumps(report))
        return
    for name, cost in report.items():
        out.print(f"{cost:8} µs  {name}", markup=False)


@app.command("locales")
def languages(json: Json = False) -> None:
    """All catalogues read (milliseconds, megabytes) and one prompt spoken (microseconds). Exit code 1 above a limit."""
    report = bench_locales()
    print(json_format.dumps(report) if json else _line(dict(report)))
    if any(report[name] > limit for name, limit in LIMITS.items()):
        raise typer.Exit(FOUND)
