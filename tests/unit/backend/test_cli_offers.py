"""`lotse offers …` as coordinators call it."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from backend.cli import app
from backend.content.offer_sheets import sample_offers, write_offers
from backend.persistence.migrating import migrate
from flows.errors import LotseError


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'lotse.db'}"
    migrate(url)
    monkeypatch.setenv("LOTSE_DATABASE_URL", url)
    monkeypatch.setenv("LOTSE_MASTER_KEY", "k1:" + base64.b64encode(bytes(range(32))).decode())


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    write_offers(sample_offers(), tmp_path / "samples.csv")
    return tmp_path / "samples.csv"


def run(*args: str) -> tuple[int, str, BaseException | None]:
    result = CliRunner().invoke(app, ["offers", *args])
    return result.exit_code, result.stdout, result.exception


def told(*args: str) -> tuple[int, Any]:
    code, said, _ = run(*args, "--json")
    return code, json.loads(said)


def test_import_search_and_export_belong_together(samples: Path, tmp_path: Path) -> None:
    code, found = told("import", str(samples))
    assert (code, found["wrong"], len(found["added"])) == (0, 0, len(sample_offers()))
    again = told("import", str(samples))[1]
    assert (again["added"], again["changed"]) == ([], [])
    near = told("search", "--plz", "44532", "--field", "language", "--lang", "ar", "--on", "2026-11-26")[1]["language"]
    assert len(near) == 3
    assert near[0]["town"] == "Lünen"
    assert near[0]["why"] == ["same_town", "language"]
    assert run("export", str(tmp_path / "out.csv"), "-j", "leverkusen")[0] == 0
    assert told("import", str(tmp_path / "out.csv"))[1]["right"] == 10


def test_a_wrong_line_stops_everything_unless_it_may_be_left_out(samples: Path) -> None:
    samples.write_text(samples.read_text("utf-8-sig").replace("05316000", "5316000", 1), "utf-8")
    code, found = told("import", str(samples))
    assert (code, found["imported"], found["wrong"]) == (1, False, 1)
    assert told("search", "--plz", "Lünen")[1] == {}
    code, found = told("import", str(samples), "--skip-bad")
    assert (code, found["imported"], len(found["added"])) == (1, True, len(sample_offers()) - 1)


def test_a_dry_run_imports_nothing_and_needs_no_database(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_DATABASE_URL", "nonsense")
    code, found = told("import", str(samples), "--dry-run")
    assert (code, found["imported"], found["right"]) == (0, False, len(sample_offers()))


def test_an_id_of_another_jurisdiction_is_never_overwritten(samples: Path, tmp_path: Path) -> None:
    assert run("import", str(samples))[0] == 0
    other = tmp_path / "other.csv"
    other.write_text(
        "id;jurisdiction;provider;title.de;text.de;fields;checked_on\n"
        "muster-leverkusen-wohnen;bielefeld;x;x;x;work;2026-11-01\nnew;bielefeld;x;x;x;work;2026-11-01\n"
    )
    code, found = told("import", str(other))
    assert (code, found["foreign"], found["imported"]) == (1, ["muster-leverkusen-wohnen"], False)
    code, found = told("import", str(other), "--skip-bad")
    assert (code, found["added"]) == (1, ["new"])


def test_what_nobody_has_looked_at_is_told(samples: Path) -> None:
    assert told("check")[1]["stale"] == []
    run("import", str(samples))
    code, found = told("check", "-j", "leverkusen", "--on", "2026-11-26")
    assert (code, [one["id"] for one in found["stale"]]) == (1, ["muster-leverkusen-schulden"])


def test_the_empty_table_and_the_schema(tmp_path: Path) -> None:
    assert run("schema", str(tmp_path / "empty.xlsx"))[0] == 0
    assert told("import", str(tmp_path / "empty.xlsx"), "--dry-run")[1]["right"] == 0
    assert json.loads(run("schema")[1])["required"][0] == "id"


@pytest.mark.parametrize(
    "args",
    [
        ("search", "--plz", "44532", "--field", "langauge"), ("search", "--plz", "10115"),
        ("check", "--on", "morgen"), ("export", "offers.ods"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words(args: tuple[str, ...]) -> None:
    assert isinstance(run(*args)[2], LotseError)


def test_people_read_what_was_wrong(samples: Path) -> None:
    samples.write_text(samples.read_text("utf-8-sig").replace("2026-11-02", "gestern", 1), "utf-8")
    result = CliRunner().invoke(app, ["offers", "import", str(samples)])
    assert "[day]" in result.output
    assert "Nothing was imported." in result.output
