"""Fixtures of the tests that kill: the model run, and a database both for the system and for looking at it."""

from __future__ import annotations

from pathlib import Path

import pytest_asyncio

from tests.kill.phones import Model, played
from tests.support.world import a_world

TURNS = 15  # of each person: consents, words, and a question with several ticks


@pytest_asyncio.fixture
async def model(_sqlite_template: Path, tmp_path: Path) -> Model:
    """What everybody says, and what must stand in the database for each of them."""
    path = tmp_path / "model.db"
    path.write_bytes(_sqlite_template.read_bytes())  # noqa: ASYNC240  small, and nobody else waits
    world = await a_world(f"sqlite:///{path}")
    try:
        return await played(world, TURNS)
    finally:
        await world.db.close()
