"""Receiving: nothing is confirmed before it is stored, nothing is taken twice, order holds within a chat."""

from __future__ import annotations

import asyncio

import pytest
from starlette.responses import Response

from bot.channels.telegram import build_telegram
from flows.errors import LotseError
from tests.integration.telegram.conftest import PACE, Start, settings
from tests.support.fake_telegram import TOKEN, FakeTelegram, Fault
from tests.support.faulty_gateway import FaultyGateway
from tests.support.german_texts import german_texts


async def test_an_update_is_confirmed_only_after_its_turn(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A1, A7"""
    gateway.delay = 0.5
    start()
    first = telegram.push(message=telegram.message(5, text="/start"))
    await telegram.until(lambda: bool(gateway.requests))
    await asyncio.sleep(0.3)
    assert [update["update_id"] for update in telegram.updates] == [first]
    assert not [offset for offset in telegram.offsets if offset is not None and offset > first]
    await telegram.drained()
    assert len(gateway.replies) == 1


async def test_the_same_update_sent_again_has_one_effect(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A2. Telegram gives the same message under the same id again while it is being handled."""
    gateway.delay = 0.3
    start()
    telegram.say(5, "/start")
    await telegram.drained()
    polls = len(telegram.offsets)
    assert polls > 2, "it was looked at more than once"
    assert len(gateway.requests) == 1


async def test_after_a_restart_the_same_updates_do_no_harm(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A1, A2, A7. The answer got lost: the new process asks again, and gets the same reply, shown once more."""
    start()
    telegram.say(5, "/start")
    await telegram.drained()
    gateway.requests.clear()
    copy = telegram.message(5, text="noch da")
    telegram.push(message=copy)
    await telegram.drained()
    shown = len(telegram.texts(5))
    telegram.push(message=copy)  # a later id, the same message: what a new process sees
    start()
    await telegram.drained()
    assert {request.event_id for request in gateway.requests} == {f"m:4711:5:{copy['message_id']}"}
    assert len({reply.conversation for reply in gateway.replies}) == 1
    repeated = [reply for reply in gateway.replies if reply.duplicate]
    assert len(telegram.texts(5)) - shown == sum(len(reply.messages) for reply in repeated)


async def test_update_ids_may_jump_anywhere(telegram: FakeTelegram, gateway: FaultyGateway, start: Start) -> None:
    """faults: A2. After a quiet week Telegram goes on with a random id, lower ones too."""
    start()
    telegram.say(5, "/start")
    await telegram.drained()
    await telegram.until(lambda: telegram.offsets[-1] is None)
    for jump in (9_000_000, 17):
        telegram.next_update = jump
        telegram.say(5, f"nach dem Sprung auf {jump}")
        await telegram.until(lambda jump=jump: f"nach dem Sprung auf {jump}" in gateway.inputs(5))
        await telegram.drained()
        await telegram.until(lambda: telegram.offsets[-1] is None)
    assert len(gateway.requests) == 3


async def test_order_within_a_chat_holds_and_chats_run_side_by_side(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A3"""
    gateway.delay = 0.02
    for number in range(8):
        for chat in (1, 2, 3, 4, 5):
            telegram.say(chat, f"{number}")
    start(telegram_parallel=3)
    await telegram.drained()
    for chat in (1, 2, 3, 4, 5):
        assert gateway.inputs(chat) == [f"{number}" for number in range(8)]
    assert gateway.most_running == 3, "bounded, and the bound is used"


async def test_a_message_and_two_taps_at_once_are_taken_one_after_the_other(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A3. The second tap finds its question answered and changes nothing."""
    start()
    telegram.say(5, "/start")
    await telegram.until(lambda: bool(telegram.with_buttons(5)))
    await telegram.drained()
    sent = telegram.of("sendMessage", 5)[-1]
    german = next(button["callback_data"] for button in sent.buttons if "Deutsch" in button["text"])
    question = telegram.with_buttons(5)[0]
    gateway.delay = 0.05
    telegram.tap(5, german, question, "one")
    telegram.tap(5, german, question, "two")
    telegram.say(5, "hallo")
    await telegram.drained()
    assert gateway.most_running == 1
    assert [request.input.type for request in gateway.requests] == ["command", "tap", "tap", "text"]
    assert len(telegram.with_buttons(5)) == 1
    assert {call.params["callback_query_id"] for call in telegram.of("answerCallbackQuery")} == {"one", "two"}


async def test_one_unreadable_update_is_parked_and_the_others_go_on(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: B"""
    telegram.say(1, "davor")
    telegram.push(message={"message_id": "x", "chat": {"id": [1]}})
    telegram.push(callback_query={"id": 7})
    telegram.push(message={**telegram.message(2), "text": 5})
    telegram.push(message={**telegram.message(2), "text": ["5"]})
    telegram.push(edited_message={**telegram.message(4), "text": 5})
    telegram.push(callback_query={"id": 7, "message": telegram.message(6)})
    telegram.say(3, "danach")
    start()
    await telegram.drained()
    assert gateway.inputs(1) == ["davor"]
    assert gateway.inputs(3) == ["danach"]
    assert len(gateway.parked) == 6
    assert [len(telegram.texts(chat)) for chat in (2, 4, 6)] == [1, 1, 1], "told once that it could not be read"
    assert all(parked.event_id.startswith("u:4711:") and parked.raw.startswith("{") for parked in gateway.parked)


async def test_a_batch_that_is_no_json_is_passed_over_one_by_one(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: B. 200,000 brackets in the answer to getUpdates, twice: the head is parked, what follows is taken."""
    start()
    broken = b'{"ok":true,"result":[{"update_id":100,"message":' + b"[" * 200_000
    telegram.push(message={"broken": True})
    telegram.say(3, "danach")
    answers = [broken, broken]

    original = telegram._do_getUpdates

    async def sick(params: dict[str, object]) -> object:
        if answers:
            telegram.raw_updates = answers.pop()
        return await original(params)

    telegram._do_getUpdates = sick  # type: ignore[method-assign,assignment]
    await telegram.drained()
    assert gateway.inputs(3) == ["danach"]
    assert [parked.error for parked in gateway.parked] == ["Undecodable"]
    assert gateway.parked[0].event_id == "u:4711:100"


STRANGE = [b'{"ok":true}', b"[]", b"null", b"7", b"<html>maintenance</html>", b""]
NO_UPDATES = [b'{"ok":true,"result":{}}', b'{"ok":true,"result":true}', b'{"ok":true,"result":[{"message":{}}, 7]}']


@pytest.mark.parametrize("answer", STRANGE + NO_UPDATES)
async def test_answers_that_hold_no_updates_are_an_outage(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start, caplog: pytest.LogCaptureFixture, answer: bytes
) -> None:
    """faults: A8. Whatever stands in it: asked again, ever more slowly, and somebody reads of it in the log."""
    sick, asked = [answer] * 6, []
    original = telegram._do_getUpdates

    async def answering(params: dict[str, object]) -> object:
        asked.append(1)
        if sick:
            return Response(sick.pop(), media_type="application/json")
        return await original(params)

    telegram._do_getUpdates = answering  # type: ignore[method-assign,assignment]
    start()
    telegram.say(3, "danach")
    await telegram.drained()
    assert gateway.inputs(3) == ["danach"]
    assert 6 <= sum("telegram.away" in record.getMessage() for record in caplog.records) <= 7
    assert gateway.parked == []


@pytest.mark.parametrize("answer", STRANGE)
async def test_an_answer_that_does_not_tell_whether_it_was_sent(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start, answer: bytes
) -> None:
    """faults: A7, A8. Sent again, once: better a repeated question than none."""
    telegram.faults.append(Fault("sendMessage", 200, answer, chat=5))
    start()
    telegram.say(5, "/start")
    await telegram.drained()
    assert len(telegram.with_buttons(5)) == 1


async def test_an_event_the_backend_never_takes_is_parked_after_some_tries(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: B. Poison in one chat holds up neither that chat nor the others."""
    gateway.refuse = lambda request: "internal" if getattr(request.input, "text", "") == "Gift" else None
    start()
    telegram.say(5, "Gift")
    telegram.say(5, "danach")
    telegram.say(6, "woanders")
    await telegram.drained()
    assert gateway.inputs(5).count("Gift") == 4
    assert gateway.inputs(5)[-1] == "danach"
    assert [parked.error for parked in gateway.parked] == ["internal"]
    assert any("schiefgegangen" in text for text in telegram.texts(5))


async def test_a_second_poller_is_waited_for(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    """faults: A8. 409: said in the log, and tried again."""
    telegram.faults.append(Fault("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=3))
    start()
    telegram.say(5, "/start")
    await telegram.drained()
    assert len(gateway.requests) == 1
    assert "telegram.second_poller" in caplog.text


async def test_a_webhook_set_elsewhere_is_removed_when_polling(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A8"""
    telegram.webhook = "https://example.org/elsewhere"
    start()
    telegram.say(5, "/start")
    await telegram.drained()
    telegram.webhook = "https://example.org/again"
    telegram.say(5, "weiter")  # ends the long poll that was open when the webhook was set
    telegram.say(5, "und noch weiter")
    await telegram.drained()
    await telegram.until(lambda: telegram.webhook == "")
    assert gateway.inputs(5) == ["command", "weiter", "und noch weiter"]


async def test_telegram_away_at_the_start_and_later(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: A8. 5xx and time-outs of the Bot API itself."""
    monkeypatch.setattr("bot.channels.telegram.running.FIRST_PAUSE", 0.02)
    telegram.faults += [Fault("getMe", 502), Fault("deleteWebhook", 500), Fault("getUpdates", 503, b"<html>", times=2)]
    start()
    telegram.say(5, "/start")
    await telegram.drained()
    assert len(gateway.requests) == 1


async def test_a_wrong_token_stops_telegram_and_says_so(
    telegram: FakeTelegram, gateway: FaultyGateway, caplog: pytest.LogCaptureFixture
) -> None:
    given = settings(telegram).model_copy(update={"telegram_api": telegram.api + "/wrong"})
    service = build_telegram(given, gateway, german_texts(), PACE)
    assert service is not None
    with pytest.raises(LotseError) as raised:
        await service.run()
    await service.close()
    assert raised.value.code == "settings.invalid"
    assert "telegram.token_refused" in caplog.text
    assert TOKEN not in caplog.text
