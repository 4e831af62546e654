"""What an earlier process has shown is known to the next one: old buttons go, and words find their question.

On both databases.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.channels.telegram import TelegramService, build_telegram
from flows.protocol import CommandIn, Delivery, Keyboards, Message, TurnReply, TurnRequest
from tests.integration.telegram.conftest import PACE, settings
from tests.support.fake_telegram import FakeTelegram, Fault
from tests.support.faulty_gateway import FaultyGateway
from tests.support.german_texts import german_texts

OLDER = "Ihre Antwort gehört zu einer älteren Frage"


@pytest.fixture
def storage(database_url: str) -> str:
    return database_url


@asynccontextmanager
async def a_bot(telegram: FakeTelegram, gateway: FaultyGateway) -> AsyncIterator[TelegramService]:
    """From its start to its orderly end."""
    service = build_telegram(settings(telegram), gateway, german_texts(), PACE)
    assert service is not None
    running = asyncio.create_task(service.run())
    try:
        yield service
        await telegram.drained()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await service.close()


async def said(telegram: FakeTelegram, *words: str) -> None:
    for one in words:
        telegram.say(5, one)
        await telegram.drained()


def asked(reply: TurnReply) -> str | None:
    return next((message.step for message in reversed(reply.messages) if message.role == "question"), None)


async def kept(gateway: FaultyGateway) -> Keyboards:
    return await gateway.inner.keyboards("telegram", "5")


async def test_a_typed_answer_takes_the_buttons_away_that_the_process_before_has_shown(
    telegram: FakeTelegram, gateway: FaultyGateway
) -> None:
    """faults: A1"""
    async with a_bot(telegram, gateway):
        await said(telegram, "/start", "Deutsch")
    (age,) = telegram.with_buttons(5)
    async with a_bot(telegram, gateway):
        await said(telegram, "ja")
    assert asked(gateway.replies[-1]) == "consent_intake"
    (consent,) = telegram.with_buttons(5)
    assert consent > age


async def test_so_does_a_tap_with_what_else_has_buttons(telegram: FakeTelegram, gateway: FaultyGateway) -> None:
    """The menu below the question."""
    async with a_bot(telegram, gateway):
        await said(telegram, "/start", "Deutsch", "/menu")
    before = telegram.with_buttons(5)
    assert len(before) == 2
    *_, question, _menu = telegram.of("sendMessage", 5)
    yes = next(one["callback_data"] for one in question.buttons if one["text"] == "Ja")
    async with a_bot(telegram, gateway):
        telegram.tap(5, yes, before[0])
        await telegram.drained()
    (present,) = telegram.with_buttons(5)
    assert present > max(before)


async def test_what_is_delivered_after_a_restart_takes_them_away_too(
    telegram: FakeTelegram, gateway: FaultyGateway
) -> None:
    """Back from the web chat: the question comes by itself."""
    async with a_bot(telegram, gateway):
        await said(telegram, "/start", "Deutsch")
    before = telegram.with_buttons(5)
    request = TurnRequest(channel="telegram", chat="5", event_id="look", input=CommandIn(name="repeat"))
    question = (await gateway.inner.turn(request)).messages[-1]
    async with a_bot(telegram, gateway) as service:
        await telegram.until(lambda: service.channel.ready)
        result = await service.deliver(Delivery(id="d", channel="telegram", chat="5", messages=[question]))
    assert result.outcome == "sent"
    (present,) = telegram.with_buttons(5)
    assert [present] > before


async def test_words_from_before_a_consent_are_none_though_the_bot_was_started_again(
    telegram: FakeTelegram, gateway: FaultyGateway
) -> None:
    """faults: A1, A3. Telegram had them before the question of the process before; what is written below it counts."""
    async with a_bot(telegram, gateway):
        await said(telegram, "/start", "Deutsch")
        late = telegram.message(5, text="ja, gut")
        await said(telegram, "ja")
    assert asked(gateway.replies[-1]) == "consent_intake"
    async with a_bot(telegram, gateway):
        telegram.push(message=late)
        await telegram.drained()
        assert sum(OLDER in text for text in telegram.texts(5)) == 1
        await said(telegram, "ja")
    assert asked(gateway.replies[-1]) == "consent_handover"


async def test_buttons_that_could_not_be_taken_away_go_with_the_next_question(
    telegram: FakeTelegram, gateway: FaultyGateway
) -> None:
    """faults: A8. Telegram gives no answer, twice, then the bot is started again."""
    async with a_bot(telegram, gateway):
        await said(telegram, "/start", "Deutsch")
        telegram.faults.append(Fault("editMessageReplyMarkup", 200, b"", times=2, chat=5))
        await said(telegram, "ja")
    assert len(telegram.with_buttons(5)) == 2
    async with a_bot(telegram, gateway):
        await said(telegram, "ja")
    assert asked(gateway.replies[-1]) == "consent_handover"
    assert len(telegram.with_buttons(5)) == 1


async def test_a_report_waits_for_a_backend_that_is_away(telegram: FakeTelegram, gateway: FaultyGateway) -> None:
    """faults: A9. It goes down once the turn is stored, before anybody could say what was shown."""
    async with a_bot(telegram, gateway):
        await said(telegram, "/start", "Deutsch")
        gateway.no_reports = "backend.unavailable"
        await said(telegram, "ja")
        assert (await kept(gateway)).step == "of_age"
        gateway.no_reports = None
    assert (await kept(gateway)).step == "consent_intake"


async def test_nothing_is_kept_of_who_deletes_everything(telegram: FakeTelegram, gateway: FaultyGateway) -> None:
    """faults: A11"""
    async with a_bot(telegram, gateway):
        await said(telegram, "/start", "Deutsch")
        assert (await kept(gateway)).question in telegram.with_buttons(5)
        await said(telegram, "/delete", "ja")
    assert gateway.replies[-1].status == "erased"
    assert await kept(gateway) == Keyboards()
    assert telegram.with_buttons(5) == []


async def test_nobody_waits_for_what_was_shown_before(
    telegram: FakeTelegram, gateway: FaultyGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: A9. A backend that does not say: the turn is taken all the same, and nothing is forgotten for it."""
    async with a_bot(telegram, gateway):
        await said(telegram, "/start", "Deutsch")
    monkeypatch.setattr("bot.channels.telegram.remembering.PATIENCE", 0.05)
    gateway.recalls.clear()
    async with a_bot(telegram, gateway):
        await said(telegram, "ja")
        assert asked(gateway.replies[-1]) == "consent_intake"
        assert len(telegram.with_buttons(5)) == 2
        gateway.recalls.set()
        await said(telegram, "ja")
    assert len(telegram.with_buttons(5)) == 1
    assert (await kept(gateway)).step == "consent_handover"


async def test_a_message_of_the_desk_leaves_the_question_its_buttons(
    telegram: FakeTelegram, gateway: FaultyGateway
) -> None:
    async with a_bot(telegram, gateway):
        await said(telegram, "/start", "Deutsch")
    before = telegram.with_buttons(5)
    words = Message(id="1", role="staff", text="Kommen Sie am Montag.", lang="de", dir="ltr")
    async with a_bot(telegram, gateway) as service:
        await telegram.until(lambda: service.channel.ready)
        await service.deliver(Delivery(id="d", channel="telegram", chat="5", messages=[words]))
    assert telegram.with_buttons(5) == before


async def test_a_question_is_changed_where_it_was_tapped_though_a_kill_has_lost_its_number(
    telegram: FakeTelegram, gateway: FaultyGateway
) -> None:
    """faults: A1. What was kept is the question above it, which loses its buttons then."""
    async with a_bot(telegram, gateway):
        await said(telegram, "/start", "Deutsch", "ja", "ja", "ja", "nein", "44532", "2019", "2019", "1990", "1", "1")
        there = await kept(gateway)
        (older,) = telegram.with_buttons(5)
        gateway.no_reports = "backend.unavailable"
        telegram.faults.append(Fault("editMessageReplyMarkup", 200, b"", times=2, chat=5))
        await said(telegram, "/help")
    assert await kept(gateway) == there
    *_, present = telegram.with_buttons(5)
    assert present > older
    words = telegram.shown[5, older]["text"]
    tick = telegram.shown[5, present]["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    gateway.no_reports = None
    async with a_bot(telegram, gateway):
        telegram.tap(5, tick, present)
        await telegram.drained()
    assert telegram.with_buttons(5) == [present]
    assert telegram.shown[5, older]["text"] == words
    assert [call.params["message_id"] for call in telegram.of("editMessageText", 5)] == [present]
    assert (await kept(gateway)).question == present
