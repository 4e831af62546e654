"""The manual says what the loader does: its tables are fresh, every example in it loads, every code stands in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import backend.content.packages
import flows
from flows.kinds.base import KINDS
from flows.loader import load_flow
from flows.manual import PARTS, written
from flows.package import load_package

ROOT = Path(flows.__file__).parents[1]
MANUAL = (ROOT / "docs" / "flows.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", MANUAL, re.DOTALL)
FLOW = next(block for block in BLOCKS if block.startswith("# flow.yaml"))
VARIANT = next(block for block in BLOCKS if block.startswith("# variants/"))
STEPS = [block for block in BLOCKS if block.startswith("- id: ")]
HEAD = """\
format: 1
id: manual
title: Handbuch
sections:
  - id: all
    title: Alles
    steps:
"""
CONSENT = "      - {id: agreed, kind: consent, purpose: special, version: 1, before_consent: true, prompt: Ja?}\n"


def test_the_made_parts_are_fresh() -> None:
    """When it fails: `make manual`."""
    assert written(MANUAL) == MANUAL
    assert set(re.findall(r"<!-- made: (\w+) -->", MANUAL)) == set(PARTS)


def test_a_part_nobody_makes_is_an_error() -> None:
    with pytest.raises(KeyError):
        written("<!-- made: nonsense -->\n<!-- end -->")


def test_every_example_is_of_a_known_sort() -> None:
    assert len(BLOCKS) == 2 + len(STEPS)
    assert len(STEPS) == len(KINDS) + 1  # and one with a picture


@pytest.mark.parametrize("steps", STEPS)
def test_every_example_of_a_kind_loads(steps: str) -> None:
    indented = "".join(f"      {line}\n" for line in steps.splitlines())
    assert load_flow(HEAD + CONSENT + indented).steps


def test_the_flow_and_the_variant_of_the_manual_load_together() -> None:
    package = load_package({"flow.yaml": FLOW.encode(), "variants/kreis.yaml": VARIANT.encode()})
    assert package.warnings == ()
    assert list(package.of("kreis").flow.steps) == ["help", "residence", "office"]


@pytest.mark.parametrize(
    ("group", "sources"),
    [
        (
            "variant",
            [*Path(flows.__file__).parent.glob("loading/*.py"), *Path(flows.__file__).parent.glob("packaging/*.py")],
        ),
        (
            "package",
            [
                *Path(flows.__file__).parent.glob("packaging/*.py"),
                Path(flows.__file__).parent / "package.py",
                Path(backend.content.packages.__file__),
            ],
        ),
    ],
)
def test_the_manual_lists_every_code(group: str, sources: list[Path]) -> None:
    used = {code for path in sources for code in re.findall(rf'"{group}\.(\w+)"', path.read_text("utf-8"))}
    used |= {f"unknown_{what}" for what in ("step", "section")} if group == "variant" else set()  # made from a word
    rows = [row for row in MANUAL.splitlines() if row.startswith(f"| `{group}.")]
    assert {code for row in rows for code in re.findall(r"\.(\w+)`", row.split("|")[1])} == used - {"zip", "yaml"}
    assert used
