"""A person on Telegram, the ordinary way: greeted, asked with buttons, answered; shown is what is stored."""

from __future__ import annotations

from bot.channels.telegram.commands import CODES
from tests.integration.telegram.conftest import Start
from tests.support.fake_telegram import FakeTelegram
from tests.support.faulty_gateway import FaultyGateway


def last_buttons(telegram: FakeTelegram, chat: int) -> dict[str, str]:
    call = next(call for call in reversed(telegram.of("sendMessage", chat)) if call.buttons)
    return {button["text"]: button.get("callback_data", "") for button in call.buttons}


async def test_a_person_is_greeted_and_answers_by_button(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    start()
    telegram.say(5, "/start j_kreis-unna")
    await telegram.until(lambda: len(telegram.with_buttons(5)) == 1)
    assert gateway.requests[0].jurisdiction == "kreis-unna"
    picker = last_buttons(telegram, 5)
    assert "Українська" in " ".join(picker)
    chosen = next(data for label, data in picker.items() if "Українська" in label)
    first = telegram.with_buttons(5)[0]
    telegram.tap(5, chosen, first)
    await telegram.until(lambda: bool(telegram.with_buttons(5)) and first not in telegram.with_buttons(5))
    assert len(telegram.with_buttons(5)) == 1, "only the question asked now has buttons"
    await telegram.drained()
    assert len(telegram.of("editMessageReplyMarkup", 5)) == 1, "and they are taken away once: calls are counted"
    assert telegram.of("answerCallbackQuery"), "the waiting sign on the button stops"
    await telegram.drained()


async def test_every_question_leads_to_the_menu(telegram: FakeTelegram, gateway: FaultyGateway, start: Start) -> None:
    start()
    telegram.say(5, "/start")
    await telegram.until(lambda: bool(telegram.with_buttons(5)))
    telegram.tap(5, "menu", telegram.with_buttons(5)[0])
    await telegram.until(lambda: len(telegram.with_buttons(5)) == 2)
    assert gateway.requests[-1].input.type == "command"
    assert "Zurück" in " ".join(last_buttons(telegram, 5))


async def test_the_last_question_of_a_conversation_loses_its_buttons(telegram: FakeTelegram, start: Start) -> None:
    """What stands below it (here the way to begin again) keeps its own."""
    start()
    telegram.say(5, "/start")
    await telegram.until(lambda: bool(telegram.with_buttons(5)))
    for label in ("Deutsch", "Nein", "Ich bin ohne Eltern hier"):
        await telegram.until(lambda label=label: label in last_buttons(telegram, 5))  # type: ignore[misc]
        question = telegram.with_buttons(5)[-1]
        telegram.tap(5, last_buttons(telegram, 5)[label], question)
    await telegram.until(lambda: "Neu beginnen" in last_buttons(telegram, 5))
    await telegram.until(lambda: question not in telegram.with_buttons(5))
    assert len(telegram.with_buttons(5)) == 1
    telegram.tap(5, last_buttons(telegram, 5)["Neu beginnen"], telegram.with_buttons(5)[0])
    await telegram.until(lambda: "Hier bei mir" in last_buttons(telegram, 5))


async def test_commands_are_listed_in_every_language(telegram: FakeTelegram, start: Start) -> None:
    start()
    await telegram.until(lambda: len(telegram.of("setMyShortDescription")) == len(CODES) + 1)
    listed = {call.params.get("language_code"): call.params["commands"] for call in telegram.of("setMyCommands")}
    assert set(listed) == {None, *CODES}
    assert {command["command"] for command in listed["ar"]} >= {"back", "help", "human", "delete", "emergency"}


async def test_the_hand_over_stays_the_persons_own_event(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: B. A forged or foreign payload of `/start` reaches the backend as a hint at most."""
    start()
    telegram.say(5, "/start ../../etc/passwd")
    telegram.say(6, "/start j_somebody-elses-town")
    await telegram.drained()
    assert [request.input.model_dump().get("arg") for request in gateway.requests] == [None, None]
    assert {request.jurisdiction for request in gateway.requests} == {None, "somebody-elses-town"}
    assert all(reply.conversation for reply in gateway.replies)
