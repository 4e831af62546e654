"""`lotse route`: one place or a file of them; what a program reads and what staff read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from backend.cli import app
from flows.errors import LotseError

KEYS = ["status", "ags", "municipality", "jurisdiction", "region", "team", "ask", "reason"]


def run(*args: str) -> Any:
    return CliRunner().invoke(app, ["route", *args])


def test_the_answer_of_a_program() -> None:
    answer = json.loads(run("--plz", "44532", "--on", "2021-03-01", "--json").stdout)
    assert answer == {
        "status": "assigned",
        "ags": "05978024",
        "municipality": "Lünen",
        "jurisdiction": "kreis-unna",
        "region": "nordkreis",
        "team": "kreis-unna.nordkreis",
        "ask": [],
        "reason": "Lünen gehört zu Nordkreis (Lünen, Selm, Werne); zuständig ist KIM-Team Nordkreis (Kreis Unna).",
    }
    assert list(answer) == KEYS


def test_the_answer_for_staff() -> None:
    shown = run("--place", "Leverkusen").stdout
    assert shown.startswith("In Leverkusen entscheidet der Stadtteil")
    assert "Opladen" in shown


def test_staff_see_the_authorities_too() -> None:
    shown = run("--plz", "44532").stdout
    assert "Ausländerbehörde: Stadt Lünen" in shown


def test_a_file_is_answered_line_by_line_in_order(tmp_path: Path) -> None:
    lines = [
        b'\xef\xbb\xbf{"plz": "44532"}',
        b'{"plz": 33597}',
        b"",
        b'{"place": "\\ud800", "on": "2021-03-01"}',
        b"no json",
        b"[1]",
        b'{"plz": ["44532"]}',
        b'{"plz": "44532", "postcode": "1"}',
        b'{"plz": "44532", "on": "2021-02-30"}',
        b'{"plz": "\xff"}',
        b'{"place": "' + b"x" * 20_000 + b'"}',
        b'{"plz": "51379", "place": "Leverkusen", "district": "Opladen", "on": "2021-03-01"}\r',
        b'{"ags": "5978024", "plz": null}',
    ]
    path = tmp_path / "places.jsonl"
    path.write_bytes(b"\n".join(lines))
    done = run("--batch", str(path))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert all(list(answer) == KEYS for answer in answers)
    assert [answer["status"] for answer in answers] == ["assigned", "bulk", *["unknown"] * 8, "assigned", "assigned"]
    assert "postcode" in answers[6]["reason"]
    assert "YYYY-MM-DD" in answers[7]["reason"]
    assert answers[-2]["team"] == "leverkusen.bezirk-2"


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(LotseError) as refused:
        CliRunner().invoke(app, ["route", "--plz", "44532", "--on", "2021-02-30"], catch_exceptions=False)
    assert refused.value.code == "settings.invalid"
