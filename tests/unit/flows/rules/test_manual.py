"""docs/rules.md says what flow and rules do: its tables are fresh, its example loads."""

from __future__ import annotations

import re
from pathlib import Path

import backend
from backend.content.rule_tables import builtin_rules, rule_files, rules_of
from flows.rules.manual import PARTS, written

MANUAL = (Path(backend.__file__).parents[1] / "docs" / "rules.md").read_text("utf-8")


def test_the_made_parts_are_fresh() -> None:
    """When it fails: `lotse rules manual`."""
    assert written(MANUAL, builtin_rules()) == MANUAL
    assert set(re.findall(r"<!-- made: (\w+) -->", MANUAL)) == set(PARTS)


def test_every_answer_that_rules_read_is_listed() -> None:
    read = {name for cell in builtin_rules().cells for name in cell.names if name in builtin_rules().flow.steps}
    assert read
    assert all(f"| `{name}` |" in MANUAL for name in read)


def test_the_example_loads() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", MANUAL, re.DOTALL)
    files = {"terms.yaml": rule_files()["terms.yaml"], "example.yaml": example}
    assert [row.id for row in rules_of(files).rows()] == ["lev-newcomer"]


def test_every_code_is_explained() -> None:
    source = "".join(
        path.read_text("utf-8") for path in (Path(backend.__file__).parents[1] / "flows/rules").glob("*.py")
    )
    codes = set(re.findall(r'"rules\.([a-z_]+)"', source)) & {
        "gap",
        "contradiction",
        "dead",
        "unknown_key",
        "missing",
        "shape",
    }
    assert codes
    assert all(f".{code}`" in MANUAL for code in codes)
