"""The bench of any flow plays it for real: every question it asks is answered, and the figures are of that."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from backend.bench import form
from flows.package import load_package

HOUSEHOLD = Path("tests/flows/household.yaml")


def test_a_turn_of_a_flow_is_measured_beside_one_of_the_intake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form, "TALKS", 2)
    monkeypatch.setattr(form, "SEEDS", 8)
    package = load_package({"flow.yaml": HOUSEHOLD.read_bytes()})
    found = asyncio.run(form.bench_form(package))
    assert found["form_turns"] > 5
    assert found["kim_turns"] > found["form_turns"] / 10
    assert found["turn_ratio"] == pytest.approx(found["form_turn_ms"] / found["kim_turn_ms"], rel=0.01)
    assert found["form_stored_bytes"] > found["form_state_bytes"] > 0
