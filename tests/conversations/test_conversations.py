"""Plays every golden conversation through the whole backend and compares each reply, and the case at the end.

`make update-conversations` writes down what is said now; the difference is read in review.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.allinone.golden.files import dumped
from backend.allinone.golden.playing import package_of, play
from backend.content.packages import read_package
from flows.package import Package, load_package
from tests.support.pictures import png, wav

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*.yaml"))


def test_there_are_conversations() -> None:
    """Zero files found would pass everything below."""
    assert len(FILES) >= 8


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_conversation(path: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Every reply is as written down, and so is what stands on the desk at the end."""
    golden = yaml.safe_load(path.read_text("utf-8"))
    played = asyncio.run(play(golden, tmp_path, _with_media(golden, package_of(golden, FOLDER))))
    if request.config.getoption("--update-conversations"):
        path.write_text(dumped(played), "utf-8")
        return
    for said in ("bot", "elsewhere"):
        assert [turn.get(said) for turn in golden["turns"]] == [turn.get(said) for turn in played["turns"]]
    assert golden.get("desk") == played.get("desk")


def _with_media(golden: dict[str, Any], package: Package | None) -> Package | None:
    """A flow of the tests mentions pictures and recordings that are made up here."""
    lost = {file for _, file in package.lost_media()} if package is not None else set()
    if not lost:
        return package
    made = {f"media/{file}": png() if file.endswith(".png") else wav() for file in lost}
    return load_package({**read_package(FOLDER / golden["flow"]), **made})
