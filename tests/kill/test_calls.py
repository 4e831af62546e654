"""The bot killed at each of its calls to Telegram, before Telegram takes it and after, whichever way updates come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from starlette.responses import Response

from backend.domain.permissions import Role, Staff
from backend.services import recordings
from tests.kill.called import Called
from tests.kill.phones import Model, People, same_as_the_model
from tests.kill.system import System, running
from tests.support.fake_telegram import Call
from tests.support.sounds import sound
from tests.support.world import a_world

pytestmark = pytest.mark.timeout(900)

CHATS = range(1000, 1010)
COORDINATOR = Staff("c" * 32, "Coordinator", Role.COORDINATOR, "kreis-unna", None, "de")


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

    async def _do(self, call: Call) -> Response:
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


@dataclass
class TrappedCalled(Trapped, Called):
    """Both."""


def traps(**skipped: int) -> list[Trap]:
    """By method, in the order in which they come in a talk: the one that is waited for must still be called."""
    return [Trap(method, taken, skip) for method, skip in skipped.items() for taken in (False, True)]


def killer(system: System) -> Callable[[], bool]:
    killed: set[int] = set()

    def kill() -> bool:
        pid = system.processes["bot"].pid
        if pid in killed:  # what a dead process still had on its way
            return False
        killed.add(pid)
        system.kill("bot")
        return True

    return kill


async def spoken(url: str) -> None:
    """One question has a recording."""
    world = await a_world(url)
    await recordings.add(world, COORDINATOR, "de", "of_age", 0, sound())
    await world.db.close()


async def survived(folder: Path, url: str, model: Model, people: Trapped, called: bool = False) -> None:
    """Everybody has their talk although the bot is killed in each trap. `called`: by Telegram."""
    await spoken(url)
    set_ = list(people.traps)
    async with people as telegram:
        system = System(folder, url, telegram.api)
        system.more |= webhook(system.ports["bot"]) if called else {}
        telegram.kill = killer(system)
        async with running(system):
            await telegram.fallen_silent(telegram.talk(CHATS, model.script), model.script)
    assert telegram.traps == []
    assert system.killed == len(set_)
    await same_as_the_model(url, CHATS, model, telegram)


def webhook(port: int) -> dict[str, str]:
    return {
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_WEBHOOK_SECRET": "webhook-secret-of-the-tests",
        "LOTSE_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }


@pytest.mark.slow
async def test_the_bot_at_every_call_of_telegram(sqlite_url: str, tmp_path: Path, model: Model) -> None:
    """faults: A1, A7"""
    points = traps(
        sendVoice=1,
        getUpdates=3,
        sendMessage=3,
        editMessageText=0,
        answerCallbackQuery=1,
        editMessageReplyMarkup=1,
        getMe=0,
    )
    await survived(tmp_path, sqlite_url, model, Trapped(traps=points))


@pytest.mark.slow
async def test_the_bot_that_telegram_calls(sqlite_url: str, tmp_path: Path, model: Model) -> None:
    """faults: A1, A2, A7. What was written comes again later than what was tapped after it."""
    people = TrappedCalled(traps=traps(sendVoice=1, sendMessage=3, setWebhook=0, editMessageText=0))
    await survived(tmp_path, sqlite_url, model, people, called=True)
    assert people.refused >= 8
