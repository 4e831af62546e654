"""What a log may hold: ids and codes. Never the token, never what somebody wrote."""

from __future__ import annotations

import logging

import pytest

from bot.bootstrap import speaking
from tests.integration.telegram.conftest import settings
from tests.support.fake_telegram import TOKEN, FakeTelegram, Fault
from tests.support.faulty_gateway import FaultyGateway
from tests.support.german_texts import german_texts

CANARY = "Kanarienvogel-Nachricht"


async def test_neither_token_nor_words_reach_a_log(
    telegram: FakeTelegram, gateway: FaultyGateway, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: C. Everything goes wrong, at the most talkative level, and each library logs what it likes."""
    monkeypatch.setattr("bot.channels.telegram.sending.FIRST_PAUSE", 0.02)
    monkeypatch.setattr("bot.channels.telegram.running.FIRST_PAUSE", 0.02)
    telegram.faults += [
        Fault("getMe", 500, b"<html>" + CANARY.encode()),
        Fault("getUpdates", 200, acts=True),
        Fault("sendMessage", 500, f"{CANARY} {TOKEN}".encode()),
        Fault("sendMessage", 400, f"Bad Request: {CANARY}"),
        Fault("setMyCommands", 400, f"Bad Request: {CANARY}"),
    ]
    gateway.refuse = lambda request: "internal" if getattr(request.input, "text", "").startswith("Gift") else None
    telegram.push(message={"message_id": CANARY})
    telegram.say(5, "/start")
    telegram.say(5, f"Gift {CANARY}")
    with caplog.at_level(logging.DEBUG):
        async with speaking(gateway, settings(telegram), german_texts()):
            for name in ("httpx", "httpcore", "telegram"):
                logging.getLogger(name).setLevel(logging.DEBUG)  # as if somebody turned them up again
            await telegram.drained()
            logging.getLogger("elsewhere").error("called %s", f"{telegram.api}{TOKEN}/getMe")
            try:
                raise RuntimeError(f"cannot reach {telegram.api}{TOKEN}/getMe")
            except RuntimeError:
                logging.getLogger("elsewhere").exception("failed")
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    assert "elsewhere" in caplog.text
    assert "api" in caplog.text or "getMe" in caplog.text, "the libraries did talk"
    assert TOKEN not in caplog.text
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("bot"))
    assert ours
    assert CANARY not in ours


async def test_a_chat_id_and_a_name_are_nobodys_business(
    telegram: FakeTelegram, gateway: FaultyGateway, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: C. In a messenger the chat's id is the person's own number: our logs never hold it."""
    monkeypatch.setattr("bot.channels.telegram.sending.FIRST_PAUSE", 0.02)
    monkeypatch.setattr("bot.channels.telegram.committing.FIRST_PAUSE", 0.02)
    chat = 5511998877665
    telegram.faults += [
        Fault("sendMessage", 400, "Bad Request: nothing we know", chat=chat, times=4),
        Fault("sendMessage", 403, "Forbidden: bot was blocked by the user", chat=chat),
    ]
    gateway.refuse = lambda request: "wire.invalid" if getattr(request.input, "text", "") == "Gift" else None
    gateway.away = "storage.unavailable"
    person = {"id": chat, "is_bot": False, "first_name": CANARY, "last_name": CANARY, "username": "canary_user"}
    with caplog.at_level(logging.DEBUG):
        async with speaking(gateway, settings(telegram), german_texts()):
            for text in ("/start", "Gift", "noch etwas"):
                message = telegram.message(chat, text=text)
                telegram.push(message={**message, "from": person, "chat": {**message["chat"], "first_name": CANARY}})
            broken = telegram.message(chat, text="kaputt")
            telegram.push(message={**broken, "message_id": "no number", "from": person})
            await telegram.until(lambda: len(gateway.requests) > 3)
            gateway.away = None
            await telegram.drained()
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("bot"))
    assert "telegram.waiting" in logged
    assert "telegram.parked" in logged
    assert "telegram.refused" in logged
    assert not [mark for mark in (str(chat), CANARY, "canary_user") if mark in logged]


async def test_a_wrong_token_does_not_take_the_web_chat_with_it(
    telegram: FakeTelegram, gateway: FaultyGateway, caplog: pytest.LogCaptureFixture
) -> None:
    given = settings(telegram).model_copy(update={"telegram_api": telegram.api + "/wrong"})
    async with speaking(gateway, given, german_texts()) as voice:
        await telegram.until(lambda: "telegram.stopped" in caplog.text)
        assert voice.app is not None
