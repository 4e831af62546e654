"""Killed at each point of a turn where something could get lost or doubled, one after the other."""

from __future__ import annotations

import itertools
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.kill.phones import Model, People, same_as_the_model
from tests.kill.system import BOT, System, running
from tests.support.failing_backend import POINTS
from tests.support.fake_telegram import Call

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


@dataclass
class Trap:
    """The bot is killed at a call of `method`: before Telegram takes it, or once it did and before it answers."""

    method: str
    taken: bool
    skip: int = 3


@dataclass
class Trapped(People):
    traps: list[Trap] = field(default_factory=list)
    kill: Callable[[], bool] = bool  # False while there is nobody to kill

    async def _do(self, call: Call) -> Any:
        if not self._caught(call):
            return await super()._do(call)
        trap = self.traps[0]
        result = await super()._do(call) if trap.taken else None
        if self.traps and self.traps[0] is trap and self.kill():
            self.traps.pop(0)
        return result if result is not None else await super()._do(Call("sendChatAction", {}, call.at))

    def _caught(self, call: Call) -> bool:
        if not self.traps or call.method != self.traps[0].method or not self._is_worth_it(call):
            return False
        self.traps[0].skip -= 1
        return self.traps[0].skip < 0

    def _is_worth_it(self, call: Call) -> bool:
        """A call that fetches or confirms nothing is no point of a turn."""
        return call.method != "getUpdates" or call.params.get("offset") is not None


METHODS = ("getUpdates", "sendMessage", "answerCallbackQuery", "editMessageReplyMarkup")


@pytest.mark.slow
async def test_the_bot_at_every_call_of_telegram(sqlite_url: str, tmp_path: Path, model: Model) -> None:
    """faults: A1, A7"""
    traps = [Trap(method, taken) for method in METHODS for taken in (False, True)]
    async with Trapped() as telegram, running(System(tmp_path, sqlite_url, telegram.api)) as system:
        killed: set[int] = set()

        def kill() -> bool:
            pid = system.processes["bot"].pid
            if pid in killed:  # what a dead process still had on its way
                return False
            killed.add(pid)
            system.kill("bot")
            return True

        telegram.traps, telegram.kill = list(traps), kill
        await telegram.fallen_silent(telegram.talk(CHATS, model.script), model.script)
    await same_as_the_model(sqlite_url, CHATS, model, telegram)
    assert telegram.traps == []
    assert system.killed == len(traps)


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
