"""The backend is away: updates stay with Telegram, everybody waiting hears of it once, then all goes on."""

from __future__ import annotations

import asyncio

import pytest

from flows.errors import CATALOGUE
from tests.integration.telegram.conftest import Start
from tests.support.fake_telegram import FakeTelegram
from tests.support.faulty_gateway import FaultyGateway

PAUSE = "kurze Pause"


@pytest.mark.parametrize("code", sorted(kind.code for kind in CATALOGUE.values() if kind.outage))
async def test_the_backend_away_keeps_updates_and_says_so_once(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start, code: str
) -> None:
    """faults: A6"""
    gateway.away = code
    start()
    telegram.say(5, "/start")
    telegram.say(5, "noch etwas")
    telegram.say(6, "/start")
    await telegram.until(lambda: len(gateway.requests) > 12)
    assert len(telegram.updates) == 3, "nothing is confirmed"
    for chat in (5, 6):
        assert [text for text in telegram.texts(chat) if PAUSE in text] == telegram.texts(chat)
        assert len(telegram.texts(chat)) == 1
        assert "geht nicht verloren" in telegram.texts(chat)[0], "and so it is"
    gateway.away = None
    await telegram.drained()
    assert len(gateway.replies) == 3
    assert sum(PAUSE in text for chat in (5, 6) for text in telegram.texts(chat)) == 2
    assert telegram.with_buttons(5)


async def test_a_hiccup_is_not_worth_a_message(telegram: FakeTelegram, gateway: FaultyGateway, start: Start) -> None:
    start()
    gateway.lost_answers = 1
    telegram.say(5, "/start")
    await telegram.drained()
    assert not any(PAUSE in text for text in telegram.texts(5))


async def test_an_answer_lost_on_the_way_back_counts_once(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A7. Committed, but the bot never heard: it asks again, and the stored reply is shown."""
    start()
    gateway.lost_answers = 1
    telegram.say(5, "/start")
    await telegram.drained()
    assert [reply.duplicate for reply in gateway.replies] == [True]
    assert len(telegram.with_buttons(5)) == 1


async def test_while_one_chat_waits_for_the_backend_the_next_ones_are_seen(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A6. Only what concerns one chat fails: the others are served, later ones too."""
    gateway.refuse = lambda request: "storage.unavailable" if request.chat == "5" else None
    start()
    telegram.say(5, "/start")
    await telegram.until(lambda: bool(gateway.requests))
    for chat in range(10, 30):
        telegram.say(chat, "/start")
        await asyncio.sleep(0)
    await telegram.until(lambda: all(telegram.with_buttons(chat) for chat in range(10, 30)))
    assert len(telegram.updates) >= 1
    gateway.refuse = lambda request: None
    await telegram.drained()
    assert telegram.with_buttons(5)
