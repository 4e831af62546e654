"""Sending: Telegram's refusals understood, chat by chat; old buttons go; a question is repeated once at most."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.channels.telegram import TelegramService
from flows.protocol import Button, Delivery, Message
from tests.integration.telegram.conftest import Start
from tests.support.fake_telegram import FakeTelegram, Fault, too_many
from tests.support.faulty_gateway import FaultyGateway


async def talking(telegram: FakeTelegram, service: TelegramService, chat: int) -> int:
    """A chat in which a question stands; its message id."""
    telegram.say(chat, "/start")
    await telegram.until(lambda: bool(telegram.with_buttons(chat)))
    await telegram.drained()
    return telegram.with_buttons(chat)[-1]


def a_delivery(chat: int, text: str = "Guten Tag, hier ist das Team.", number: int = 1) -> Delivery:
    message = Message(id="d.1", role="staff", text=text, lang="de", dir="ltr")
    return Delivery(id=f"d{number}", channel="telegram", chat=str(chat), messages=[message])


async def test_429_for_one_chat_holds_back_that_chat_only(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A8"""
    telegram.faults.append(too_many(3, chat=5))
    start()
    telegram.say(5, "/start")
    await telegram.until(lambda: bool(telegram.of("sendMessage", 5)))
    for chat in (6, 7, 8):
        telegram.say(chat, "/start")
    await telegram.until(lambda: all(telegram.with_buttons(chat) for chat in (5, 6, 7, 8)))
    refused, again = telegram.of("sendMessage", 5)[:2]
    assert again.at - refused.at >= 3.0, "the pause asked for is kept"
    assert all(telegram.of("sendMessage", chat)[0].at < again.at for chat in (6, 7, 8)), "by that chat only"
    await telegram.drained()


async def test_a_long_429_does_not_keep_others_unconfirmed(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A8. More than a batch of updates arrives behind a chat that is held back."""
    telegram.faults.append(too_many(60, chat=5))
    start()
    telegram.say(5, "/start")
    for chat in range(100, 260):
        telegram.say(chat, "/start")
    await telegram.until(lambda: all(telegram.with_buttons(chat) for chat in range(100, 260)), within=50)


@pytest.mark.parametrize(
    ("status", "words"), [(403, "Forbidden: bot was blocked by the user"), (400, "Bad Request: chat not found")]
)
async def test_a_person_who_blocked_us_is_left_alone(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start, status: int, words: str
) -> None:
    """faults: A8. 403 and a chat that is gone: the turn counts, nothing is tried again, deliveries are told."""
    telegram.faults.append(Fault("sendMessage", status, words, chat=5, times=99))
    service = start()
    telegram.say(5, "/start")
    telegram.say(6, "/start")
    await telegram.drained()
    assert len(telegram.of("sendMessage", 5)) == 1
    assert telegram.with_buttons(6)
    result = await service.deliver(a_delivery(5))
    assert result.outcome == ("blocked" if status == 403 else "gone")


async def test_a_migrated_chat_is_gone(telegram: FakeTelegram, start: Start) -> None:
    """faults: A8"""
    service = start()
    body = {"description": "Bad Request: group chat was upgraded", "parameters": {"migrate_to_chat_id": -100}}
    telegram.faults.append(Fault("sendMessage", 400, body, chat=5))
    assert (await service.deliver(a_delivery(5))).outcome == "gone"


async def test_5xx_is_tried_again_until_it_works(telegram: FakeTelegram, gateway: FaultyGateway, start: Start) -> None:
    """faults: A8"""
    telegram.faults.append(Fault("sendMessage", 502, b"<html>bad gateway</html>", times=3))
    start()
    telegram.say(5, "/start")
    await telegram.drained()
    assert len(telegram.with_buttons(5)) == 1
    assert len(gateway.replies) == 1


async def test_a_time_out_after_telegram_accepted_repeats_a_question_once_at_most(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: A7, A8. Every answer of Telegram is late; the person sees each message twice at the very most."""
    monkeypatch.setattr("bot.channels.telegram.api.READ_WITHIN", 0.2)
    telegram.faults.append(Fault("sendMessage", 200, acts=True, delay=0.6, chat=5, times=99))
    start()
    telegram.say(5, "/start")
    await telegram.drained()
    texts = telegram.texts(5)
    assert 1 <= len(texts) <= 2 * len(gateway.replies[0].messages)
    assert all(texts.count(text) <= 2 for text in texts)
    assert len(gateway.requests) == 1, "an answer is never repeated"


async def test_buttons_of_answered_questions_are_removed(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A4"""
    service = start()
    await talking(telegram, service, 5)
    for text in ("Deutsch", "/menu", "/repeat"):
        telegram.say(5, text)
    await telegram.drained()
    await telegram.until(lambda: len(telegram.with_buttons(5)) == 1)
    assert telegram.with_buttons(5) == [max(key[1] for key in telegram.shown if key[0] == 5)]


async def test_a_tap_on_an_old_question_is_answered_and_changes_nothing(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A3, A4. From before a restart: the process knows nothing of that message, its buttons go all the same."""
    service = start()
    old = await talking(telegram, service, 5)
    data = telegram.of("sendMessage", 5)[-1].buttons[0]["callback_data"]
    telegram.say(5, "Deutsch")
    await telegram.drained()
    markup = {"inline_keyboard": [[{"text": "alt", "callback_data": data}]]}
    telegram.shown[5, old]["reply_markup"] = markup  # as if removing had failed then
    service.channel._shown.forget("5")  # as after a restart
    before = gateway.replies[-1].status
    telegram.tap(5, data, old, "stale")
    await telegram.until(lambda: old not in telegram.with_buttons(5))
    assert gateway.replies[-1].status == before
    assert [call.params["callback_query_id"] for call in telegram.of("answerCallbackQuery")] == ["stale"]
    assert gateway.replies[-1].messages, "answered kindly"


async def test_an_expired_tap_counts_although_it_cannot_be_ended(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A4. Older than 150 seconds, its message unknown: the tap is taken, the refusal to end it ignored."""
    service = start()
    await talking(telegram, service, 5)
    german = next(b["callback_data"] for b in telegram.of("sendMessage", 5)[-1].buttons if "Deutsch" in b["text"])
    telegram.faults.append(Fault("answerCallbackQuery", 400, "Bad Request: query is too old and query ID is invalid"))
    telegram.tap(5, german, None)
    await telegram.drained()
    assert gateway.replies[-1].lang == "de"
    assert gateway.requests[-1].chat == "5"


async def test_forged_callback_data_does_nothing(telegram: FakeTelegram, gateway: FaultyGateway, start: Start) -> None:
    """faults: B"""
    service = start()
    question = await talking(telegram, service, 5)
    for forged in ("", "x" * 5000, "0000.0.!language.de", "\x00", "../../1", "nonce.zzzz.status.duldung"):
        telegram.tap(5, forged, question)
    await telegram.drained()
    assert not gateway.parked
    assert len({reply.conversation for reply in gateway.replies}) == 1
    assert gateway.replies[-1].status == "running"
    assert len(telegram.with_buttons(5)) == 1


async def test_a_delivery_reaches_the_chat_once(telegram: FakeTelegram, start: Start) -> None:
    """faults: A7. The worker sends it again because it did not hear of the success: shown once."""
    service = start()
    delivery = a_delivery(5)
    assert (await service.deliver(delivery)).outcome == "sent"
    assert (await service.deliver(delivery)).outcome == "sent"
    assert telegram.texts(5) == ["Ihr Team schreibt:\n\nGuten Tag, hier ist das Team."]


async def test_a_delivery_broken_off_goes_on_where_it_was(telegram: FakeTelegram, start: Start) -> None:
    """faults: A7, A8. What was shown of it is not shown again."""
    service = start()
    first, second = a_delivery(5, "Eins").messages[0], a_delivery(5, "Zwei").messages[0]
    delivery = Delivery(id="d2", channel="telegram", chat="5", messages=[first, second])
    original = telegram._do_sendMessage

    async def shown(params: dict[str, Any]) -> Any:
        telegram.faults.append(too_many(17, chat=5))
        telegram._do_sendMessage = original  # type: ignore[method-assign]
        return await original(params)

    telegram._do_sendMessage = shown  # type: ignore[method-assign]
    assert (await service.deliver(delivery)).outcome == "retry"
    assert (await service.deliver(delivery)).outcome == "sent"
    assert [there["text"].splitlines()[-1] for _, there in telegram.in_chat(5)] == ["Eins", "Zwei"]


async def test_a_delivery_asked_for_again_while_it_is_shown_is_shown_once(telegram: FakeTelegram, start: Start) -> None:
    """faults: A7. The worker gave up waiting, and asks once more."""
    service = start()
    telegram.faults.append(Fault("sendMessage", 200, acts=True, delay=0.5, chat=5))
    waiting = asyncio.create_task(service.deliver(a_delivery(5)))
    await telegram.until(lambda: bool(telegram.in_chat(5)))
    waiting.cancel()
    assert (await service.deliver(a_delivery(5))).outcome == "sent"
    assert len(telegram.texts(5)) == 1


async def test_a_delivery_does_not_wait_for_429(telegram: FakeTelegram, start: Start) -> None:
    """faults: A8. The worker hears how long to wait; it has others to serve."""
    service = start()
    telegram.faults.append(too_many(17, chat=5))
    result = await asyncio.wait_for(service.deliver(a_delivery(5)), 15)
    assert (result.outcome, result.retry_after) == ("retry", 17)


async def test_a_delivery_longer_than_4096_comes_in_parts(telegram: FakeTelegram, start: Start) -> None:
    """faults: B"""
    service = start()
    text = "Ein Satz mit Wörtern. " * 500
    assert (await service.deliver(a_delivery(5, text))).outcome == "sent"
    assert len(telegram.texts(5)) == 3
    assert " ".join(telegram.texts(5)).split() == f"Ihr Team schreibt: {text}".split()


async def test_buttons_telegram_refuses_do_not_take_the_words_with_them(telegram: FakeTelegram, start: Start) -> None:
    service = start()
    telegram.faults.append(Fault("sendMessage", 400, "Bad Request: BUTTON_URL_INVALID", chat=5))
    row = [Button(label="Weiter", url="https://chat.example.org/x", role="link")]
    message = Message(id="d.1", role="notice", text="Bitte weiter.", lang="de", dir="ltr", rows=[row])
    delivery = Delivery(id="d9", channel="telegram", chat="5", messages=[message])
    assert (await service.deliver(delivery)).outcome == "sent"
    assert [call.params["text"] for call in telegram.of("sendMessage", 5)] == ["Bitte weiter."] * 2
    assert not telegram.of("sendMessage", 5)[-1].buttons


async def ticking(telegram: FakeTelegram, start: Start) -> tuple[int, str]:
    """A question with several answers stands in chat 5: its message and the first button."""
    start()
    for words in ("/start", "Deutsch", "ja", "ja", "ja", "nein", "44532", "2019", "2019", "1990", "1", "1"):
        telegram.say(5, words)
        await telegram.drained()
    await telegram.until(lambda: len(telegram.with_buttons(5)) == 1)
    (message,) = telegram.with_buttons(5)
    first = telegram.shown[5, message]["reply_markup"]["inline_keyboard"][0][0]
    return message, str(first["callback_data"])


@pytest.mark.parametrize(
    ("refusal", "sent"),
    [("Bad Request: message is not modified: the same", 0), ("Bad Request: message can't be edited", 1)],
)
async def test_a_question_that_cannot_be_changed_where_it_stands_is_sent_anew_and_one_that_is_right_is_not(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start, refusal: str, sent: int
) -> None:
    """faults: A8 (400 not modified). After a time-out Telegram may have taken the change already."""
    message, tick = await ticking(telegram, start)
    question = telegram.shown[5, message]["text"]
    telegram.faults.append(Fault("editMessageText", 400, refusal, chat=5))
    telegram.tap(5, tick, message)
    telegram.say(5, "/help")  # shows the question once more
    await telegram.drained()
    assert len(telegram.of("editMessageText", 5)) == 1
    assert telegram.texts(5).count(question) == 1 + sent + 1
    await telegram.until(lambda: len(telegram.with_buttons(5)) == 1)
    assert gateway.inputs(5)[-2:] == ["tap", "command"]
