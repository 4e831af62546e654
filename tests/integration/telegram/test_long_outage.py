"""An outage of a day and more: Telegram shows a hundred updates at a time and keeps each for 24 hours."""

from __future__ import annotations

import pytest

from bot.channels.telegram.api import BATCH
from bot.channels.telegram.committing import Committer
from flows.errors import LotseError
from flows.protocol import CommandIn, TurnReply, TurnRequest
from tests.integration.telegram.conftest import Start
from tests.support.fake_telegram import FakeTelegram, too_many
from tests.support.faulty_gateway import FaultyGateway

DAY = 24 * 3600.0
PAUSE = "kurze Pause"
PEOPLE = range(1000, 1112)  # more than are seen at once


async def test_a_day_is_waited_through_told_once_and_does_not_fill_the_log(
    gateway: FaultyGateway, caplog: pytest.LogCaptureFixture
) -> None:
    """faults: A6, A8. On a clock of the test's."""
    now, told = 0.0, []

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    async def turn(request: TurnRequest) -> TurnReply:
        if now < DAY:
            raise LotseError("backend.unavailable")
        return await inner(request)

    inner = gateway.turn
    gateway.turn = turn  # type: ignore[method-assign]
    request = TurnRequest(channel="telegram", chat="5", event_id="m:1:5:1", input=CommandIn(name="start"))
    reply = await Committer(gateway, 32, sleep=sleep).turn(request, lambda: told.append(now))
    assert not reply.duplicate
    assert len(told) == 1
    assert told[0] < 1
    assert now < DAY + 10, "soon after it is over"
    assert sum("telegram.waiting" in line for line in caplog.messages) < 350


async def test_after_a_day_what_telegram_has_shown_us_is_taken_and_the_rest_as_far_as_it_was_kept(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A6, A8. Told once each, in order within a chat; a chat that is held back holds up nobody."""
    gateway.away = "backend.unavailable"
    for text in ("/start", "noch da?"):
        for chat in PEOPLE:
            telegram.say(chat, text)
    start()
    seen, unseen = PEOPLE[:BATCH], PEOPLE[BATCH:]
    await telegram.until(lambda: all(telegram.texts(chat) for chat in seen))
    assert len(telegram.updates) == 2 * len(PEOPLE), "nothing is confirmed"
    assert not any(telegram.texts(chat) for chat in unseen), "nobody can see more without confirming"

    lost = unseen[:5]
    telegram.updates = telegram.updates[BATCH + len(lost) :]  # older than a day: those we hold, and some nobody saw
    telegram.faults.append(too_many(2, chat=seen[0]))
    gateway.away = None
    await telegram.drained()
    for chat in PEOPLE:
        await telegram.until(lambda chat=chat: bool(telegram.with_buttons(chat)))  # type: ignore[misc]
        assert sum(PAUSE in text for text in telegram.texts(chat)) == (1 if chat in seen else 0)
    for chat in PEOPLE:
        assert gateway.inputs(chat)[-1] == "noch da?"
        assert ("command" in gateway.inputs(chat)) == (chat not in lost)
    assert len(gateway.replies) == 2 * len(PEOPLE) - len(lost)
    assert not any(reply.duplicate for reply in gateway.replies)
