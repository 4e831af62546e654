"""Backend and bot are killed at random instants while 200 people talk: each word of theirs counts exactly once."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from tests.kill.phones import Model, People, same_as_the_model
from tests.kill.system import System, running

pytestmark = pytest.mark.timeout(900)

PEOPLE = 200  # at once
KILLS = ("backend", "bot", "backend", "bot", "both")


@pytest.mark.slow
async def test_killed_at_random_instants(database_url: str, tmp_path: Path, model: Model) -> None:
    """faults: A1, A2, A7"""
    chats, dice = range(1000, 1000 + PEOPLE), random.Random(4711)
    async with People() as telegram, running(System(tmp_path, database_url, telegram.api)) as system:
        talk = telegram.talk(chats, model.script)
        for number, name in enumerate(KILLS):
            goal = PEOPLE * len(model.script) * (number + 1) // (len(KILLS) + 1)
            await telegram.until(lambda goal=goal: sum(telegram.last.values()) >= goal)  # type: ignore[misc]
            await asyncio.sleep(dice.random() * 0.2)
            for each in ("backend", "bot") if name == "both" else (name,):
                system.kill(each)
        await telegram.fallen_silent(talk, model.script)
        logs = system.log("backend") + system.log("bot")
    await same_as_the_model(database_url, chats, model, telegram)
    assert system.killed == len(KILLS) + 1
    assert "Traceback" not in logs


@pytest.mark.slow
async def test_a_bot_killed_at_rest_takes_the_old_buttons_away_all_the_same(
    sqlite_url: str, tmp_path: Path, model: Model
) -> None:
    """faults: A1. Nothing is on its way; then it is killed, and everybody types their answer to the next one."""
    chats, typed = range(1000, 1020), next(place for place, said in enumerate(model.script) if said.text)
    async with People() as telegram, running(System(tmp_path, sqlite_url, telegram.api)) as system:
        await telegram.fallen_silent(telegram.talk(chats, model.script[:typed]), model.script[:typed])
        asked = {chat: telegram.with_buttons(chat) for chat in chats}
        system.kill("bot")
        await telegram.until(lambda: telegram.lives == 2)
        for chat in chats:
            telegram.say(chat, model.script[typed].text)
        await telegram.drained()
    now = {chat: telegram.with_buttons(chat) for chat in chats}
    assert {len(there) for there in (*asked.values(), *now.values())} == {1}
    assert all(now[chat] > asked[chat] for chat in chats)
