"""One chat writes 10,000 messages: it is asked to slow down, and nobody else notices."""

from __future__ import annotations

import gc

from bot.channels.telegram.lanes import Item
from flows.protocol import TurnRequest
from tests.integration.telegram.conftest import Start
from tests.support.fake_telegram import FakeTelegram, Fault
from tests.support.faulty_gateway import FaultyGateway
from tests.support.waiting import PATIENCE

FLOOD = 10_000


async def test_ten_thousand_messages_do_not_delay_the_next_chat(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: B. All of it is queued in front of somebody else's message; memory stays bounded; none is lost."""
    for number in range(FLOOD):
        telegram.say(666, f"Flut {number}")
    telegram.say(7, "/start")
    held: list[int] = []

    def look(request: TurnRequest) -> None:
        if len(gateway.requests) % 25 == 0:
            held.append(sum(isinstance(thing, Item) for thing in gc.get_objects()))

    gateway.refuse = look
    start(telegram_burst=20, telegram_per_minute=30)
    await telegram.until(lambda: bool(telegram.with_buttons(7)), within=PATIENCE)
    await telegram.drained()

    flooding = [request for request in gateway.requests if request.chat == "666"]
    texts = [request for request in flooding if request.input.type == "text"]
    floods = [request for request in flooding if request.input.type == "flood"]
    assert 20 <= len(texts) <= 60
    assert len(floods) <= FLOOD // 50
    settled = {request.event_id for request in flooding}
    settled |= {event for request in floods for event in request.input.events}
    assert len(settled) == FLOOD, "every message has its one effect"
    slow_down = [text for text in telegram.texts(666) if "sehr viele Nachrichten" in text]
    assert len(slow_down) == 1, "answered once, kindly"
    assert max(held) <= 110, "what is held does not grow with the flood"


async def test_a_flood_after_others_does_not_hold_them_up(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: B. While the flood runs, each of fifty other chats is answered, the slowest within two seconds."""
    start(telegram_burst=20, telegram_per_minute=30)
    await telegram.until(lambda: bool(telegram.offsets))
    for chat in range(1000, 1050):
        for number in range(60):
            telegram.say(666, f"{chat}.{number}")
        telegram.say(chat, "/start")
    await telegram.until(lambda: all(telegram.with_buttons(chat) for chat in range(1000, 1050)), within=20)
    await telegram.drained()
    assert len([text for text in telegram.texts(666) if "sehr viele Nachrichten" in text]) == 1


async def test_taps_without_end_hold_nobody_up(telegram: FakeTelegram, gateway: FaultyGateway, start: Start) -> None:
    """faults: B. Each tap is to be told that it arrived; of one chat's only one call at a time is on its way."""
    start(telegram_burst=20, telegram_per_minute=30)
    telegram.say(666, "/start")
    await telegram.until(lambda: bool(telegram.with_buttons(666)))
    telegram.faults.append(Fault("answerCallbackQuery", 200, acts=True, delay=8, times=FLOOD))
    for _ in range(1000):
        telegram.tap(666, "0000:1:language:de", telegram.with_buttons(666)[-1])
    telegram.say(7, "/start")
    await telegram.until(lambda: bool(telegram.with_buttons(7)))
    await telegram.drained()
    assert 1 <= len(telegram.of("answerCallbackQuery")) <= 10
