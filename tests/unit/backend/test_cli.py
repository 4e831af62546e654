"""`lotse` imports what the command needs and not the whole product, and knows every command all the same."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from backend.cli import COMMANDS, GROUPS, app, build

#: Command -> large libraries that it starts without: together they take as long to import as all the rest.
UNNEEDED = {
    "route": {"sqlalchemy", "telegram", "openpyxl", "fastapi", "numpy", "alembic", "dbos"},
    "keys": {"telegram", "openpyxl", "fastapi", "numpy", "alembic", "dbos"},
    "staff": {"telegram", "openpyxl", "fastapi", "numpy", "alembic", "dbos"},
    "flows": {"telegram", "openpyxl", "fastapi", "numpy", "alembic", "dbos"},
    "serve": {"telegram", "fastapi", "numpy", "openpyxl", "alembic", "dbos"},
    "chat": {"telegram", "openpyxl", "fastapi", "dbos"},
    "demo": {"telegram", "openpyxl", "fastapi", "numpy", "alembic", "dbos"},
    "worker": {"telegram", "openpyxl", "fastapi", "numpy", "alembic", "dbos"},
}
CODE = "import sys; from backend.cli import build; build({name!r}); print(*sys.modules)"


@pytest.mark.parametrize("name", [*GROUPS, *COMMANDS])
def test_every_command_is_there_alone_and_with_all_others(name: str) -> None:
    for made in (build(name), app):
        assert CliRunner().invoke(made, [name, "--help"]).exit_code == 0


def test_the_table_names_every_command_there_is() -> None:
    assert set(get_command(app).commands) == {*GROUPS, *COMMANDS}  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["--help", "nonsense", None])
def test_without_a_known_name_everything_is_there(name: str | None) -> None:
    assert set(get_command(build(name)).commands) == {*GROUPS, *COMMANDS}  # type: ignore[attr-defined]


@pytest.mark.parametrize(("name", "unneeded"), UNNEEDED.items())
def test_a_command_brings_nothing_that_it_does_not_need(name: str, unneeded: set[str]) -> None:
    told = subprocess.run([sys.executable, "-c", CODE.format(name=name)], capture_output=True, text=True, check=True)
    assert not unneeded & set(told.stdout.split())
