"""`make setup` does nothing twice, and says plainly what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.scripts import script

setup = script("setup")


@pytest.mark.parametrize(
    "said",
    [
        "Failed to establish a new connection: [Errno 111] Connection refused",
        "error: Failed to fetch: `http://127.0.0.1:9/simple/uv/`",
        "npm error code ECONNREFUSED",
        "Temporary failure in name resolution",
        "ERROR: No matching distribution found for uv==0.13.8",
    ],
)
def test_without_a_network_it_says_so_and_what_to_do(said: str) -> None:
    told = setup.explanation(said)
    assert said in told
    assert "cannot be reached" in told
    assert "make setup" in told


def test_a_full_disk_is_not_taken_for_a_missing_network() -> None:
    assert "disk is full" in setup.explanation("OSError: [Errno 28] No space left on device")


def test_another_fault_is_shown_as_it_is() -> None:
    told = setup.explanation("error: hash mismatch for uv")
    assert "hash mismatch" in told
    assert "cannot be reached" not in told


@pytest.fixture
def step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """A step that makes `made` from `source` and notes how often it ran."""
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "STAMPS", tmp_path / "stamps.json")
    source, made = tmp_path / "source", tmp_path / "made"
    source.write_text("1")

    def run() -> None:
        made.write_text(made.read_text() + "x" if made.exists() else "x")

    return setup.Step("a step", run, (source,), (made,))


def test_a_step_runs_once(step) -> None:  # type: ignore[no-untyped-def]
    assert setup.carry_out(step)
    assert not setup.carry_out(step)


def test_a_step_runs_again_when_its_source_changed_or_its_product_is_gone(step, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    setup.carry_out(step)
    (tmp_path / "source").write_text("2")
    assert setup.carry_out(step)
    (tmp_path / "made").unlink()
    assert setup.carry_out(step)


def test_a_step_that_failed_is_tried_again(step, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    def stuck() -> None:
        raise setup.Stuck("no network")

    with pytest.raises(setup.Stuck):
        setup.carry_out(setup.Step("a step", stuck, step.sources, step.made))
    assert setup.carry_out(step)


def test_a_command_that_fails_is_told_with_its_last_words() -> None:
    with pytest.raises(setup.Stuck, match="could not be done") as told:
        setup.command(["sh", "-c", "echo broken >&2; exit 3"], "it could not be done")
    assert "| broken" in str(told.value)
