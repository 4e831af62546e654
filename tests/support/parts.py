"""Which tests make up which part of `make test`: a part is the folder, except what needs PostgreSQL, which is its own.

Loaded by `scripts/test.py` with `-p tests.support.parts --part NAME`, so that a test that runs on both databases counts
once for each and nothing is run twice or left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
POSTGRES = "postgres"
#: Part -> folders below tests/. A folder with tests that is in no part is an error, found by tests/meta.
FOLDERS = {
    "unit": ("unit", "conversations"),
    "sqlite": ("integration", "kill"),
    POSTGRES: ("integration", "kill"),
    "browser": ("browser",),
    "meta": ("meta",),
    "rasa": ("rasa",),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--part", choices=sorted(FOLDERS), help="run one part of the tests")


def needs_postgres(item: pytest.Item) -> bool:
    parameters = getattr(getattr(item, "callspec", None), "params", {}).values()
    fixtures = getattr(item, "fixturenames", ())
    return "postgres" in parameters or any(name.startswith(("postgres_", "_postgres_")) for name in fixtures)


def part_of(item: pytest.Item) -> str:
    folder = item.path.relative_to(TESTS).parts[0]
    part = next(name for name, folders in FOLDERS.items() if folder in folders)
    if part == "unit" and needs_postgres(item):  # the other part would collect thousands of tests to find the few
        raise pytest.UsageError(f"{item.nodeid} needs PostgreSQL: it belongs into tests/integration")
    return POSTGRES if folder in FOLDERS[POSTGRES] and needs_postgres(item) else part


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    part = config.getoption("--part")
    if part:
        other = [item for item in items if part_of(item) != part]
        config.hook.pytest_deselected(items=other)
        items[:] = slow_first(item for item in items if part_of(item) == part)


def slow_first(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Of several processes none is to begin something long when the others are done."""
    return sorted(items, key=lambda item: item.get_closest_marker("slow") is None)
