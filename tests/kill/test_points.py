"""The backend killed at each point of a turn where something could get lost or doubled; and both asked to end."""

from __future__ import annotations

import itertools
import signal
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.kill.phones import Model, People, same_as_the_model
from tests.kill.system import BOT, System, running
from tests.support.failing_backend import POINTS

pytestmark = pytest.mark.timeout(900)

CHATS = range(1000, 1010)
FAILING = ("tests.support.failing_backend", "serve")


@dataclass
class Pointed(System):
    """Each life of the backend ends at the next of these points; the last life goes on."""

    points: list[str] = field(default_factory=list)

    async def _spawn(self, name: str) -> None:
        if name == "backend":
            self.more["LOTSE_POINT"] = self.points.pop(0) if self.points else ""
        await super()._spawn(name)


@pytest.mark.slow
async def test_the_backend_at_every_point_of_a_turn(database_url: str, tmp_path: Path, model: Model) -> None:
    """faults: A1"""
    points = [f"{point}:{number}" for number, point in zip(itertools.count(12), POINTS, strict=False)]
    commands = {"backend": FAILING, "bot": BOT}
    async with People() as telegram:
        system = Pointed(tmp_path, database_url, telegram.api, commands, points=list(points))
        async with running(system):
            await telegram.fallen_silent(telegram.talk(CHATS, model.script), model.script)
    await same_as_the_model(database_url, CHATS, model, telegram)
    assert system.killed == len(points)


def whole(folder: Path, url: str, api: str) -> System:
    """How they end is how their own interpreter ends: none that was forked."""
    return System(folder, url, api, from_nothing=True)


@pytest.mark.slow
async def test_asked_to_end_in_the_middle(sqlite_url: str, tmp_path: Path, model: Model) -> None:
    """faults: A1 (SIGTERM). Both end in order, and go on where they were."""
    async with People() as telegram, running(whole(tmp_path, sqlite_url, telegram.api)) as system:
        talk = telegram.talk(CHATS, model.script)
        for share, name in enumerate(("backend", "bot", "backend"), 1):
            await telegram.until(lambda share=share: sum(telegram.last.values()) >= 35 * share)  # type: ignore[misc]
            assert await system.stop(name, signal.SIGTERM) == 0, system.log(name)
            await system.start(name)
        await telegram.fallen_silent(talk, model.script)
        logs = system.log("backend") + system.log("bot")
    await same_as_the_model(sqlite_url, CHATS, model, telegram)
    assert "Traceback" not in logs
    assert "ERROR" not in logs
