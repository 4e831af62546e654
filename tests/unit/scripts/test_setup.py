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
        "Could not find a version that satisfies the requirement uv==0.13.8 (from versions: none)",
    ],
)
def test_without_a_network_it_says_so_and_what_to_do(said: str) -> None:
    told = setup.explanation(said)
    assert said in told
    assert "cannot be reached" in told
    assert "make setup" in told


def test_a_full_disk_is_not_taken_for_a_missing_network() -> None:
    assert "disk is full" in setup.explanation("OSError: [Errno 28] No space left on device")


@pytest.mark.parametrize(
    "said",
    [
        "error: hash mismatch for uv",
        "uv==99 (from versions: 0.1, 0.2)\nERROR: No matching distribution found for uv==99",
    ],
)
def test_another_fault_is_shown_as_it_is(said: str) -> None:
    told = setup.explanation(said)
    assert said.splitlines()[-1] in told
    assert "cannot be reached" not in told


def test_the_browser_assets_are_brought_again_for_another_icon_and_without_their_packages() -> None:
    assets = next(step for step in setup.steps() if step.name == "browser assets")
    assert setup.ROOT / "flows/pictograms.py" in assets.sources
    assert setup.ROOT / "node_modules" in assets.made


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
