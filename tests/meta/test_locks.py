"""Lock files: every package by version and hash, none by the address of a registry."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from tests.meta.repository import ROOT, name, tracked

REGISTRY = re.compile(
    r"https?://|pypi\.org|pythonhosted|npmjs\.(org|com)|index-url|find-links|extra-index", re.IGNORECASE
)
PYTHON_LOCKS = tracked("requirements/*.lock")
PINNED = re.compile(r"^(?P<name>[a-zA-Z0-9._-]+)(\[[^]]*\])?==(?P<version>\S+)")


@pytest.mark.parametrize("path", [*PYTHON_LOCKS, ROOT / "package-lock.json"], ids=name)
def test_no_registry_address(path) -> None:  # type: ignore[no-untyped-def]
    found = [line for line in path.read_text("utf-8").splitlines() if REGISTRY.search(line)]
    assert not [line for line in found if '"funding"' not in line and '"url": "https://' not in line]


@pytest.mark.parametrize("path", PYTHON_LOCKS, ids=name)
def test_every_python_package_has_a_version_and_a_hash(path) -> None:  # type: ignore[no-untyped-def]
    entries = re.split(r"\n(?=\S)", path.read_text("utf-8").strip())
    entries = [entry for entry in entries if not entry.startswith("#")]
    assert entries
    assert not [entry for entry in entries if not PINNED.match(entry) or "--hash=sha256:" not in entry]


def test_every_browser_package_has_a_version_and_a_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    brought = {path: entry for path, entry in packages.items() if path}
    assert brought
    assert not [path for path, entry in brought.items() if "integrity" not in entry or "resolved" in entry]


def test_what_is_tested_is_what_is_shipped() -> None:
    """The development lock holds every package of the run-time lock, in the same version."""
    runtime, dev = _versions("runtime"), _versions("dev")
    assert runtime.items() <= dev.items()


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {_canonical(re.split(r"[\[<>=!~; ]", one)[0]) for one in project["dependencies"]}
    assert wanted
    assert wanted <= _versions("runtime").keys()


def _versions(lock: str) -> dict[str, str]:
    lines = (ROOT / f"requirements/{lock}.lock").read_text().splitlines()
    return {_canonical(found["name"]): found["version"] for line in lines if (found := PINNED.match(line))}


def _canonical(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()
