"""`lotse route`: which team is responsible for a place, and why; one place, or a file of them."""

from __future__ import annotations

import json as json_format
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from backend.cli.output import as_json, out
from backend.content.reading import jurisdictions
from backend.domain.residence import Answer, Asked, locate
from backend.web.words import words
from flows.days import day_of
from flows.errors import LotseError
from flows.parsing.normalise import normalise
from flows.places import load_places
from locales.texts import FSI, PDI

app = typer.Typer()
KEYS = ("plz", "place", "ags", "district", "on")
LONGEST = 10_000  # characters of a line


@app.command("route")
def route_place(
    plz: Annotated[str | None, typer.Option(help="Postcode of the home, five digits.")] = None,
    place: Annotated[str | None, typer.Option(help="Town, in any spelling or script.")] = None,
    ags: Annotated[str | None, typer.Option(help="Key of the municipality (AGS or ARS) instead of the town.")] = None,
    district: Annotated[str | None, typer.Option(help="Stadtteil or Stadtbezirk.")] = None,
    on: Annotated[str | None, typer.Option(help="The day it is asked for, YYYY-MM-DD; default: today.")] = None,
    batch: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="One JSON object a line: plz, place, district, on; answers in the same order.",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Which team is responsible for a place. Says what to ask when it cannot be told, and never guesses."""
    if batch is not None:
        for answer in _batch(batch):
            as_json(answer)
        return
    given = {"plz": plz, "place": place, "ags": ags, "district": district, "on": on}
    try:
        answer = _answer(given)
    except ValueError as problem:
        raise LotseError("settings.invalid", names="on", problem=str(problem)) from None
    as_json(answer) if json else _show(answer)


def _batch(path: Path) -> Iterator[dict[str, Any]]:
    """An answer for every line that holds something. A line nobody can read gets one too, and says so."""
    for line in path.read_bytes().split(b"\n"):
        if not line.strip():
            continue
        try:
            yield _answer(_line(line))
        except ValueError as problem:
            yield _told(Answer("unknown", "bad_line", {"problem": str(problem)}))


def _line(line: bytes) -> Mapping[str, Any]:
    """The object of a line. Raises ValueError naming what is wrong with it."""
    if len(line) > LONGEST:
        raise ValueError(f"more than {LONGEST} characters")
    try:
        given = json_format.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ValueError("no JSON") from None
    if not isinstance(given, dict):
        raise ValueError("no JSON object")
    if strange := sorted(set(given) - set(KEYS)):
        raise ValueError(f"unknown key {strange[0]!r}; known: {', '.join(KEYS)}")
    return given


def _answer(given: Mapping[str, Any]) -> dict[str, Any]:
    """Raises ValueError for a value of another type and for a day that is none."""
    asked = Asked(_day(given.get("on")), *(_text(key, given.get(key)) for key in ("plz", "place", "district", "ags")))
    return _told(locate(asked, load_places(), jurisdictions()))


def _text(key: str, value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{key} is text")
    return None if value is None else normalise(value)


def _day(value: Any) -> date:
    if value is None or value == "":
        return day_of(datetime.now(UTC))
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("on is a day, YYYY-MM-DD") from None


def _told(answer: Answer) -> dict[str, Any]:
    return {
        "status": answer.status,
        "ags": answer.ags,
        "municipality": answer.municipality,
        "jurisdiction": answer.jurisdiction,
        "region": answer.region,
        "team": answer.team,
        "ask": list(answer.ask),
        "reason": sentence(answer),
    }


def sentence(answer: Answer) -> str:
    """Why, in German, without the marks that keep names in order between scripts."""
    text = words("de")(f"desk.route.{answer.code}", **answer.values)
    return text.replace(FSI, "").replace(PDI, "")


def _show(answer: Mapping[str, Any]) -> None:
    out.print(answer["reason"], markup=False)
    for name in ("municipality", "ags", "jurisdiction", "region", "team"):
        if answer[name]:
            out.print(f"  {name:13} {answer[name]}", markup=False)
    known = jurisdictions().get(answer["jurisdiction"] or "")
    for authority in known.authorities.values() if known else ():
        out.print(f"  {authority.name}: {authority.of(answer['ags'])}", markup=False)
    if answer["ask"]:
        out.print(f"  {'ask':13} {' · '.join(answer['ask'])}", markup=False)
