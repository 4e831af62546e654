"""Pictures and recordings in Telegram: sent with the question, uploaded once, and never in the question's way."""

from __future__ import annotations

from typing import Any

import pytest

from backend.allinone.console import about
from backend.allinone.gateway import InProcessGateway
from backend.bootstrap.turns import create_turns
from backend.content.recordings import read_recording
from backend.domain.permissions import Role, Staff
from backend.services import recordings
from flows.package import load_package
from tests.integration.telegram.conftest import Start
from tests.support.fake_telegram import FakeTelegram, Fault, too_many
from tests.support.faulty_gateway import FaultyGateway
from tests.support.pictures import ogg, png, wav
from tests.support.sounds import sound

FLOW = """\
format: 2
id: pictures
title: Bilder
sections:
  - id: one
    title: Eins
    steps:
      - id: color
        kind: many
        prompt: PROMPT
        alt: Zwei Felder
        media: MEDIA
        choices: [{value: red, label: Rot}, {value: blue, label: Blau}]
      - {id: send, kind: submit, prompt: Absenden?}
"""
FILES = {"media/feld.png": png(), "media/ton.ogg": ogg(), "media/ton.mp3": b"ID3\x03\0", "media/ton.wav": wav()}
PROMPT = "Welche Farben?"


def illustrate(gateway: FaultyGateway, media: str, prompt: str = PROMPT) -> None:
    """The conversations of this gateway are about one illustrated question."""
    flow = FLOW.replace("MEDIA", media).replace("PROMPT", prompt)
    inner: Any = gateway.inner
    world = about(inner._world, load_package({"flow.yaml": flow.encode(), **FILES}))
    gateway.inner = InProcessGateway(world, create_turns(world))


async def asked(telegram: FakeTelegram, chat: int = 5, prompt: str = PROMPT) -> None:
    """Begins, and waits for the question (in a picture's caption or in a message)."""
    telegram.say(chat, "/start")
    await telegram.until(lambda: bool(telegram.with_buttons(chat)))
    telegram.say(chat, "Deutsch")
    await telegram.drained()
    await telegram.until(lambda: any(prompt[:20] in words for words in said(telegram, chat)))


def said(telegram: FakeTelegram, chat: int = 5) -> list[str]:
    return [
        there.get("text", there.get("caption", "")) for (whose, _), there in telegram.shown.items() if whose == chat
    ]


def sorts(telegram: FakeTelegram, chat: int = 5) -> list[str]:
    """What was sent after the choice of a language, in order."""
    sent = [call.method for call in telegram.calls if call.method.startswith("send") and call.chat == chat]
    return sent[1:]


async def test_a_question_stands_under_its_picture_with_its_buttons(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    illustrate(gateway, "{image: feld.png}")
    start()
    await asked(telegram)
    (call,) = telegram.of("sendPhoto", 5)
    assert call.params["photo"] == png()
    assert PROMPT in call.params["caption"]
    assert [button["text"] for button in call.buttons][:2] == ["Rot", "Blau"]
    assert sorts(telegram) == ["sendPhoto"]


async def test_a_tick_changes_the_question_under_the_picture_and_sends_nothing(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    illustrate(gateway, "{image: feld.png}")
    start()
    await asked(telegram)
    (shown,) = telegram.of("sendPhoto", 5)
    telegram.tap(5, shown.buttons[0]["callback_data"], telegram.with_buttons(5)[-1])
    await telegram.until(lambda: bool(telegram.of("editMessageCaption", 5)))
    (call,) = telegram.of("editMessageCaption", 5)
    assert PROMPT in call.params["caption"]
    assert any("Rot" in button["text"] and button["text"] != "Rot" for button in call.buttons)
    assert sorts(telegram) == ["sendPhoto"]


async def test_so_does_a_bot_that_was_started_anew(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """It does not remember that the question stands under a picture."""
    illustrate(gateway, "{image: feld.png}")
    first = start()
    await asked(telegram)
    (shown,) = telegram.of("sendPhoto", 5)
    first.channel._shown.forget("5")
    telegram.tap(5, shown.buttons[1]["callback_data"], telegram.with_buttons(5)[-1])
    await telegram.until(lambda: bool(telegram.of("editMessageCaption", 5)))
    assert sorts(telegram) == ["sendPhoto"]


@pytest.mark.parametrize(
    ("media", "sent"),
    [
        ("{audio: ton.ogg}", ["sendVoice"]),
        ("{audio: ton.mp3}", ["sendAudio"]),
        ("{audio: ton.wav}", ["sendDocument"]),
        ("{image: feld.png, audio: ton.ogg}", ["sendVoice", "sendPhoto"]),
    ],
)
async def test_each_sort_of_recording_has_its_call_and_the_picture_comes_last(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start, media: str, sent: list[str]
) -> None:
    illustrate(gateway, media)
    start()
    await asked(telegram)
    assert sorts(telegram) == sent
    assert [PROMPT in words for words in said(telegram)[1:]] == [False] * (len(sent) - 1) + [True]


async def test_words_that_are_too_long_for_a_caption_follow_the_picture(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    prompt = "Bitte lesen Sie das in Ruhe. " * 45  # over 1024
    illustrate(gateway, "{image: feld.png}", prompt)
    start()
    await asked(telegram, prompt=prompt)
    assert sorts(telegram) == ["sendPhoto", "sendMessage"]
    assert "caption" not in telegram.of("sendPhoto", 5)[0].params
    assert telegram.of("sendMessage", 5)[-1].buttons


async def test_a_picture_is_uploaded_once_for_everybody(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    illustrate(gateway, "{image: feld.png}")
    start()
    for chat in (5, 6, 7):
        await asked(telegram, chat)
    sent = [call.params["photo"] for call in telegram.of("sendPhoto")]
    assert sent == [png(), "photo-0", "photo-0"]


async def test_what_a_municipality_has_recorded_is_sent_as_speech_and_uploaded_once(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """By the link of the municipality; nobody else hears it."""
    inner: Any = gateway.inner
    coordinator = Staff("c" * 32, "K", Role.COORDINATOR, "kreis-unna", None, "de")
    await recordings.add(inner._world, coordinator, "de", "of_age", 0, sound())
    start()
    for chat, link in ((5, "j_kreis-unna"), (6, "j_kreis-unna"), (7, "j_leverkusen")):
        telegram.say(chat, f"/start {link}")
        await telegram.until(lambda chat=chat: bool(telegram.with_buttons(chat)))  # type: ignore[misc]
        telegram.say(chat, "Deutsch")
        await telegram.drained()
        await telegram.until(lambda chat=chat: any("16 Jahre" in words for words in said(telegram, chat)))  # type: ignore[misc]
    sent = telegram.of("sendVoice")
    assert [call.chat for call in sent] == [5, 6]
    assert [call.params["voice"] for call in sent] == [read_recording(sound()).content, "voice-0"]
    assert all("16 Jahre" in call.params["caption"] and call.buttons for call in sent)


async def test_a_picture_telegram_has_forgotten_is_uploaded_again(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    illustrate(gateway, "{image: feld.png}")
    start()
    await asked(telegram, 5)
    telegram.files.clear()
    await asked(telegram, 6)
    await asked(telegram, 7)
    sent = [call.params["photo"] for call in telegram.of("sendPhoto")]
    assert sent == [png(), "photo-0", png(), "photo-0"]
    assert all(PROMPT in said(telegram, chat)[-1] for chat in (6, 7))


FAILING = {
    "refused": Fault("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS", times=99),
    "too large": Fault("sendPhoto", 413, "Request Entity Too Large", times=99),
    "broken": Fault("sendPhoto", 502, b"<html>bad gateway</html>", times=99),
}


@pytest.mark.parametrize("fault", FAILING.values(), ids=FAILING)
async def test_a_picture_that_cannot_be_sent_does_not_keep_back_the_question(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start, fault: Fault
) -> None:
    """faults: A8. What it would have shown is said in words."""
    telegram.faults.append(Fault(fault.method, fault.status, fault.body, times=fault.times))
    illustrate(gateway, "{image: feld.png}")
    start()
    await asked(telegram)
    assert "Zwei Felder" in said(telegram)[-2]
    assert PROMPT in said(telegram)[-1]
    assert [button["text"] for button in telegram.of("sendMessage", 5)[-1].buttons][:2] == ["Rot", "Blau"]
    assert len(telegram.of("sendPhoto", 5)) <= 2
    assert len(gateway.requests) == 2, "no answer is taken twice"


async def test_a_picture_that_may_have_arrived_is_not_sent_twice(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: A7. Telegram took it and its answer is late: the question is repeated once at most."""
    monkeypatch.setattr("bot.channels.telegram.sending.UPLOAD_WITHIN", 0.2)
    telegram.faults.append(Fault("sendPhoto", 200, acts=True, delay=0.6, times=99))
    illustrate(gateway, "{image: feld.png}")
    start()
    await asked(telegram)
    await telegram.until(lambda: any(PROMPT in text for text in telegram.texts(5)))
    assert len(telegram.of("sendPhoto", 5)) == 1
    assert sum(PROMPT in words for words in said(telegram)) == 2


@pytest.mark.parametrize("code", ["media.unknown", "backend.unavailable"])
async def test_bytes_that_are_not_to_be_had_do_not_keep_back_the_question(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start, code: str
) -> None:
    """faults: A6"""
    illustrate(gateway, "{image: feld.png}")
    gateway.no_media = code
    start()
    await asked(telegram)
    assert telegram.of("sendPhoto") == []
    assert PROMPT in said(telegram)[-1]


async def test_a_chat_that_is_held_back_waits_and_gets_its_picture(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A8"""
    telegram.faults.append(too_many(1, "sendPhoto", chat=5))
    illustrate(gateway, "{image: feld.png}")
    start()
    await asked(telegram)
    first, second = telegram.of("sendPhoto", 5)
    assert second.at - first.at >= 1.0
    assert sorts(telegram) == ["sendPhoto", "sendPhoto"]


async def test_a_person_who_blocked_us_gets_neither_picture_nor_words(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A8"""
    illustrate(gateway, "{image: feld.png}")
    telegram.faults.append(Fault("sendPhoto", 403, "Forbidden: bot was blocked by the user", times=9))
    start()
    telegram.say(5, "/start")
    await telegram.until(lambda: bool(telegram.with_buttons(5)))
    telegram.say(5, "Deutsch")
    await telegram.drained()
    assert sorts(telegram) == ["sendPhoto"]
