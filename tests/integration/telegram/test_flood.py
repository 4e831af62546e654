"""One chat writes 10,000 messages: it is asked to slow down, danger is heard in them, and nobody else notices.

Nothing is timed: what others wait for is counted in turns, and what might hold them up is held until they are done.
"""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from bot.channels.telegram.budget import HEARD
from bot.channels.telegram.lanes import Item
from bot.gateway import Gateway
from flows.protocol import TEXT_LIMIT, FloodIn, TextIn, TurnReply, TurnRequest
from tests.integration.telegram.conftest import Start
from tests.integration.telegram.test_bad_input import DANGER, SIZED
from tests.support.fake_telegram import FakeTelegram, Fault
from tests.support.faulty_gateway import FaultyGateway

FLOOD = 10_000
BURST = 20
OTHERS = range(1000, 1050)


@pytest.fixture(autouse=True)
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, all of a test happens in one minute."""
    monkeypatch.setattr("bot.channels.telegram.budget.TOLD_EVERY", float("inf"))


def begin(start: Start, burst: int = BURST) -> None:
    start(telegram_burst=burst, telegram_per_minute=0.001)


def slow_downs(telegram: FakeTelegram) -> int:
    return len([text for text in telegram.texts(666) if "sehr viele Nachrichten" in text])


async def test_ten_thousand_messages_are_few_turns_in_front_of_the_next_chat(
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
    begin(start)
    await telegram.drained()
    assert telegram.with_buttons(7)
    before = [request.chat for request in gateway.requests].index("7")
    assert before <= BURST + FLOOD // 50, "turns that the next chat waits for"
    flooding = [request for request in gateway.requests if request.chat == "666"]
    floods = [request.input for request in flooding if isinstance(request.input, FloodIn)]
    assert len(flooding) - len(floods) == BURST
    settled = Counter(request.event_id for request in flooding)
    settled += Counter(event for flood in floods for event in flood.events)
    assert len(settled) == settled.total() == FLOOD, "every message has its one effect"
    assert slow_downs(telegram) == 1, "answered once, kindly"
    assert max(held) <= 110, "what is held does not grow with the flood"


@dataclass
class Holding:
    """A backend that does not come to an end with a flood until it may."""

    inner: Gateway
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    floods: int = 0

    async def turn(self, request: TurnRequest) -> TurnReply:
        if isinstance(request.input, FloodIn):
            self.floods += 1
            await self.let_go.wait()
        return await self.inner.turn(request)

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)


async def test_while_a_flood_is_settled_all_others_are_answered(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: B. Fifty chats write behind a flood whose turn takes for ever: each is asked its question meanwhile."""
    gateway.inner = holding = Holding(gateway.inner)
    for number in range(40):
        telegram.say(666, f"Flut {number}")
    for chat in OTHERS:
        telegram.say(chat, "/start")
    begin(start, burst=3)
    await telegram.until(lambda: holding.floods == 1 and all(telegram.with_buttons(chat) for chat in OTHERS))
    assert slow_downs(telegram) == 0, "nothing of the flood is settled yet"
    holding.let_go.set()
    await telegram.drained()
    assert slow_downs(telegram) == 1


async def test_however_much_is_said_in_a_flood_others_wait_for_one_portion_of_it(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: B. Twelve portions of long messages stand in front; whoever comes next is taken after the first."""
    for number in range(49):
        telegram.say(666, f"{number:x>{TEXT_LIMIT}}")
    for chat in OTHERS:
        telegram.say(chat, "/start")
    begin(start, burst=1)
    await telegram.drained()
    asked = [request.chat for request in gateway.requests]
    last = max(asked.index(str(chat)) for chat in OTHERS)
    assert asked[:last].count("666") <= 2, "the first message and one portion"
    assert asked.count("666") == 1 + 12


async def test_ten_thousand_different_long_messages_are_not_all_listened_to(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: B. Forty megabytes stand in front of somebody else's message: so much is heard as a person could write,
    and for the rest the numbers to call are told, once."""
    for number in range(FLOOD):
        telegram.say(666, f"{number:x>{TEXT_LIMIT}}")
    telegram.say(7, "/start")
    begin(start)
    await telegram.drained()
    asked = [request.chat for request in gateway.requests]
    assert asked.index("7") <= BURST + FLOOD // 50, "turns that the next chat waits for"
    floods = [request.input for request in gateway.requests if isinstance(request.input, FloodIn)]
    heard = [one for flood in floods for one in flood.said]
    letters = sum(len(one.text) for one in heard if isinstance(one, TextIn))
    assert HEARD <= letters <= HEARD * 2, "what a minute allows, and a little more while the flood goes on"
    assert sum(1 + len(flood.events) for flood in floods) == FLOOD - BURST, "every message has its one effect"
    assert slow_downs(telegram) == 1, "answered once, kindly"
    assert len([text for text in telegram.texts(666) if "112" in text]) == 1


async def test_taps_without_end_hold_nobody_up(telegram: FakeTelegram, gateway: FaultyGateway, start: Start) -> None:
    """faults: B. Each tap is to be told that it arrived; of one chat's only one call at a time is on its way."""
    begin(start)
    telegram.say(666, "/start")
    await telegram.until(lambda: bool(telegram.with_buttons(666)))
    told = asyncio.Event()
    telegram.faults.append(Fault("answerCallbackQuery", 200, acts=True, until=told))
    for _ in range(1000):
        telegram.tap(666, "0000:1:language:de", telegram.with_buttons(666)[-1])
    telegram.say(7, "/start")
    await telegram.until(lambda: bool(telegram.with_buttons(7)))
    await telegram.drained()
    assert len(telegram.of("answerCallbackQuery")) == 1
    told.set()
    await telegram.until(lambda: len(telegram.of("answerCallbackQuery")) > 1)


def _words(telegram: FakeTelegram) -> None:
    telegram.say(666, DANGER)


def _caption(telegram: FakeTelegram) -> None:
    telegram.send(666, photo=[SIZED], caption=DANGER)


def _of_an_album(telegram: FakeTelegram) -> None:
    for caption in ("Haus", DANGER):
        telegram.send(666, photo=[SIZED], media_group_id="a1", caption=caption)


def _command(telegram: FakeTelegram) -> None:
    telegram.say(666, "/emergency")


def _button(telegram: FakeTelegram) -> None:
    telegram.tap(666, "0.0..emergency")


@pytest.mark.parametrize("call", [_words, _caption, _of_an_album, _command, _button])
async def test_a_call_for_help_in_a_flood_is_answered_at_once(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start, call: Callable[[FakeTelegram], None]
) -> None:
    """faults: B. Also by who was asked to slow down a moment ago; over and over again only once a minute."""
    telegram.say(666, "/start")
    for part in range(6):
        for number in range(40):
            telegram.say(666, f"Flut {part}.{number}")
        if part >= 3:
            call(telegram)
    begin(start, burst=3)
    await telegram.drained()
    assert len([text for text in telegram.texts(666) if "112" in text]) == 1


async def test_a_call_for_help_is_heard_by_a_bot_that_does_not_know_what_of_the_flood_was_settled(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A1. A kill between two portions: the next one begins in the middle of the last."""
    sent = [telegram.say(666, f"Flut {number}")["message_id"] for number in range(20)]
    events = [f"m:4711:666:{number}" for number in sent[:12]]
    before = TurnRequest(channel="telegram", chat="666", event_id=events[0], input=FloodIn(events=events[1:]))
    await gateway.turn(before)
    telegram.say(666, DANGER)
    begin(start, burst=5)
    await telegram.drained()
    assert any("112" in text for text in telegram.texts(666))
