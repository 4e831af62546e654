"""An entry of a repeat is removed on Telegram, with the buttons it shows there, and brought back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from backend.allinone.console import about
from backend.allinone.gateway import InProcessGateway
from backend.bootstrap.turns import create_turns
from tests.integration.telegram.conftest import Start
from tests.support.fake_telegram import FakeTelegram
from tests.support.faulty_gateway import FaultyGateway
from tests.support.household import household_package
from tests.support.person import ISOLATES
from tests.support.world import a_world

CHAT = 5
SAID = (
    "[Deutsch]", "Olena", "[Lünen]", "[Gahmen]", "[Mit Gas]", "[Vorschlag", "[Ja]", "2",
    "Daryna", "2023", "[Nein]", "Sara", "2024", "[Nein]", "[Ja]", "[Nein]",
)  # fmt: skip


@pytest_asyncio.fixture
async def gateway(sqlite_url: str) -> AsyncIterator[FaultyGateway]:
    """About the household, in place of the intake."""
    world = about(await a_world(sqlite_url), household_package())
    yield FaultyGateway(InProcessGateway(world, create_turns(world)))
    await world.db.close()


def shown(telegram: FakeTelegram) -> str:
    """The message with buttons that is there now."""
    return str(telegram.shown[CHAT, telegram.with_buttons(CHAT)[-1]]["text"]).translate(ISOLATES)


def buttons(telegram: FakeTelegram) -> dict[str, str]:
    """Label -> data of the buttons that are there now."""
    markup = telegram.shown[CHAT, telegram.with_buttons(CHAT)[-1]]["reply_markup"]
    found = [button for row in markup["inline_keyboard"] for button in row]
    return {button["text"].translate(ISOLATES): button["callback_data"] for button in found}


async def does(telegram: FakeTelegram, *lines: str) -> None:
    """`[Label` taps the button that begins so, anything else is written; waits for the next question."""
    for line in lines:
        before = buttons(telegram)
        assert all(len(data.encode()) <= 64 for data in before.values())
        if line.startswith("["):
            data = next(data for label, data in before.items() if label.startswith(line[1:].removesuffix("]")))
            telegram.tap(CHAT, data, telegram.with_buttons(CHAT)[-1])
        else:
            telegram.say(CHAT, line)
        await telegram.drained()
        await telegram.until(lambda before=before: bool(telegram.with_buttons(CHAT)) and buttons(telegram) != before)


async def test_an_entry_is_removed_and_brought_back(telegram: FakeTelegram, start: Start) -> None:
    start()
    telegram.say(CHAT, "/start")
    await telegram.until(lambda: len(telegram.with_buttons(CHAT)) == 1)
    await does(telegram, *SAID)
    assert "– Kind 2" in shown(telegram)
    await does(telegram, "[Etwas ändern]", "[Mehr anzeigen]", "[Entfernen: Kind 1")
    assert "Kind 1: Daryna" in shown(telegram)
    await does(telegram, "[Ja, entfernen]")
    assert "Daryna" not in shown(telegram)
    assert "Sara" in shown(telegram)
    await does(telegram, "[Zurück]")
    assert "Daryna" in shown(telegram)
