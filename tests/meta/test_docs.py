"""The documents tell the truth: commands, settings and files they name exist, and every setting is documented."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator

import pytest
import typer.main

from backend.cli import app
from backend.settings import Settings
from backend.settings import variable as backend_variable
from bot.settings import BotSettings
from tests.meta.repository import ROOT, name, tracked

DOCUMENTS = tracked("*.md", "docs/*.md")
OPERATIONS = ROOT / "docs/operations.md"
MAKE = re.compile(r"(?:`|^|\s)make ([a-z][a-z-]+)(?=[`\s.,;:)]|$)")
LOTSE = re.compile(r"(?:`|\bbin/|^|\s)lotse ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)")
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#]+)")
VARIABLE = re.compile(r"\b(?:LOTSE|TELEGRAM)_[A-Z_]+\b")
CODE = re.compile(r"```.*?```|`[^`]+`", re.DOTALL)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def commands() -> set[str]:
    """Every command line that works: `db`, `db migrate`, …"""
    return set(_commands(typer.main.get_command(app)))


def _commands(group: object, prefix: str = "") -> Iterator[str]:
    for word, command in getattr(group, "commands", {}).items():
        yield f"{prefix}{word}"
        yield from _commands(command, f"{prefix}{word} ")


def code(text: str) -> str:
    return "\n".join(CODE.findall(text))


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_a_make_target_that_is_named_exists(path) -> None:  # type: ignore[no-untyped-def]
    assert set(MAKE.findall(code(path.read_text("utf-8")))) <= targets()


def test_every_make_target_explains_itself() -> None:
    explained = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert explained
    assert explained == targets()


def test_make_help_lists_every_command_and_what_people_are_told_to_run() -> None:
    told = subprocess.run(["make", "help"], check=True, cwd=ROOT, capture_output=True, text=True).stdout
    listed = set(re.findall(r"^  make ([a-z-]+) +\S", told, re.MULTILINE))
    assert listed == targets()
    assert {
        "setup",
        "demo",
        "test",
        "lint",
        "bench",
        "update-conversations",
        "catalogues",
        "migrations-check",
    } <= listed


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_a_lotse_command_that_is_named_exists(path) -> None:  # type: ignore[no-untyped-def]
    known = commands()
    assert known
    groups = {command for command in known if any(other.startswith(f"{command} ") for other in known)}
    for found in LOTSE.findall(code(path.read_text("utf-8"))):
        word, _, rest = found.partition(" ")
        assert word in known, f"lotse {found}"
        assert word not in groups or not rest or found in known, f"lotse {found}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_a_file_that_is_linked_exists(path) -> None:  # type: ignore[no-untyped-def]
    missing = [link for link in LINK.findall(path.read_text("utf-8")) if not (path.parent / link).exists()]
    assert not missing


def settings() -> set[str]:
    backend = {backend_variable(field) for field in Settings.model_fields}
    bot = {str(field.validation_alias) for field in BotSettings.model_fields.values()}
    assert backend
    assert bot
    return backend | bot


def test_every_setting_is_documented() -> None:
    text = OPERATIONS.read_text("utf-8")
    assert not [one for one in sorted(settings()) if f"`{one}`" not in text]


def test_every_setting_documented_exists() -> None:
    """`…_FILE` is the same setting from a file; the runner of the tests has settings of its own."""
    others = {"LOTSE_NO_SKIP", "LOTSE_CHROMIUM"}
    named = {one.removesuffix("_FILE") for path in DOCUMENTS for one in VARIABLE.findall(path.read_text("utf-8"))}
    assert not named - {one.removesuffix("_FILE") for one in settings()} - others


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_a_test_that_is_named_exists(path) -> None:  # type: ignore[no-untyped-def]
    """docs/security.md rests on it: a promise whose test is gone is none."""
    missing = {
        found for found in re.findall(r"tests/[\w/]+\.py", path.read_text("utf-8")) if not (ROOT / found).is_file()
    }
    assert not missing
