"""`lotse staff add`: an account by command, with the password from standard input."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from typer.testing import CliRunner

from backend.cli import app
from backend.persistence.migrating import migrate
from flows.errors import LotseError

RUNNER = CliRunner()
GOOD = ["staff", "add", "anna", "--name", "Anna", "--role", "case_manager", "--jurisdiction", "kreis-unna"]


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migrated database and a master key in the environment."""
    url = f"sqlite:///{tmp_path / 'lotse.db'}"
    migrate(url)
    monkeypatch.setenv("LOTSE_DATABASE_URL", url)
    monkeypatch.setenv("LOTSE_MASTER_KEY", "k1:" + base64.b64encode(bytes(range(32))).decode())


def refused(*arguments: str, password: str = "long enough for this") -> LotseError:
    result = RUNNER.invoke(app, list(arguments), input=f"{password}\n")
    assert isinstance(result.exception, LotseError)
    return result.exception


def test_an_account_is_made_once() -> None:
    """The same login a second time is refused in words, not with a traceback."""
    first = RUNNER.invoke(app, [*GOOD, "--team", "kreis-unna.nordkreis", "--json"], input="long enough for this\n")
    assert first.exit_code == 0, first.output
    assert '"login": "anna"' in first.output
    assert refused(*GOOD).detail["problem"] == "is taken"


def test_a_short_password_is_refused() -> None:
    assert refused(*GOOD, password="short").detail["names"] == "password"


def test_an_unknown_jurisdiction_or_team_is_named_with_the_known_ones() -> None:
    assert "kreis-unna" in refused(*GOOD[:-1], "nowhere").detail["problem"]
    assert "kreis-unna.nordkreis" in refused(*GOOD, "--team", "kreis-unna.mars").detail["problem"]
