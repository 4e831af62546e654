"""Node is the machine's where that will do, else the one `make setup` brings from PyPI."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.scripts import script

finding = script("node")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Puts a node of that version on an otherwise empty PATH, with npm or without."""

    def make(version: str, npm: bool = True) -> Path:
        for name in ["node", *(["npm"] if npm else [])]:
            program = tmp_path / name
            program.write_text(f"#!/bin/sh\necho {version}\n")
            program.chmod(0o755)
        return tmp_path

    monkeypatch.setenv("PATH", str(tmp_path))
    return make


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package with Node inside, as PyPI has it."""
    folder = tmp_path / "site" / finding.PACKAGE
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(folder.parent))
    monkeypatch.delitem(sys.modules, finding.PACKAGE, raising=False)
    return folder


def test_the_machines_own_is_taken_when_it_is_new_enough(machine, package: Path) -> None:  # type: ignore[no-untyped-def]
    folder = machine("v20.1.0")
    assert finding.node() == str(folder / "node")
    assert finding.npm() == [str(folder / "npm")]


@pytest.mark.parametrize("version", ["v18.20.0", "v9.0.0", "broken"])
def test_else_the_one_of_the_package_is(machine, package: Path, version: str) -> None:  # type: ignore[no-untyped-def]
    machine(version)
    assert finding.node() == str(package / "bin" / "node")
    assert finding.npm()[0] == sys.executable


def test_a_node_without_its_npm_will_not_do(machine, package: Path) -> None:  # type: ignore[no-untyped-def]
    machine("v22.0.0", npm=False)
    assert finding.machine_node() == 0
    assert finding.node() == str(package / "bin" / "node")


def test_without_both_there_is_none(machine, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(finding, "PACKAGE", "no_such_package")
    assert finding.node() is None
    assert finding.npm() is None
