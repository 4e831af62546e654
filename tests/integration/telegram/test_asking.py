"""Words written before a question could be read do not answer it; words that answer it do. On both databases."""

from __future__ import annotations

import pytest

from flows.protocol import CommandIn, TextIn, TurnInput, TurnReply, TurnRequest
from tests.integration.telegram.conftest import Start
from tests.support.fake_telegram import FakeTelegram, Fault
from tests.support.faulty_gateway import FaultyGateway

OLDER = "Ihre Antwort gehört zu einer älteren Frage"
TO_CONSENT = (CommandIn(name="start"), TextIn(text="Deutsch"))


@pytest.fixture
def storage(database_url: str) -> str:
    return database_url


def asked(reply: TurnReply) -> str | None:
    return next((message.step for message in reversed(reply.messages) if message.role == "question"), None)


async def now_asked(gateway: FaultyGateway) -> str | None:
    """What the backend asks chat 5."""
    request = TurnRequest(channel="telegram", chat="5", event_id="look", input=CommandIn(name="repeat"))
    return asked(await gateway.inner.turn(request))


async def before_the_bot(gateway: FaultyGateway, *inputs: TurnInput) -> None:
    """What an earlier process has heard in chat 5, and answered."""
    for place, given in enumerate(inputs):
        request = TurnRequest(channel="telegram", chat="5", event_id=f"earlier-{place}", input=given)
        await gateway.inner.turn(request)


async def begun(telegram: FakeTelegram, start: Start) -> None:
    """Chat 5 is asked for the age; a consent comes next."""
    start()
    for words in ("/start", "Deutsch"):
        telegram.say(5, words)
        await telegram.drained()


async def test_a_yes_sent_twice_is_one_yes(telegram: FakeTelegram, gateway: FaultyGateway, start: Start) -> None:
    """faults: A2, A3. The second was written before the consent could be read, and needs no words."""
    await begun(telegram, start)
    for _ in range(2):
        telegram.say(5, "ja")
    await telegram.drained()
    assert [asked(reply) for reply in gateway.replies[-2:]] == ["consent_intake", None]
    assert gateway.replies[-1].messages == []
    telegram.say(5, "ja")
    await telegram.drained()
    assert asked(gateway.replies[-1]) == "consent_handover", "read and answered: it counts"


async def test_other_words_are_told_that_they_came_too_early(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A3"""
    await begun(telegram, start)
    for words in ("ja", "ja, das stimmt", "ja"):
        telegram.say(5, words)
    await telegram.drained()
    assert asked(gateway.replies[-1]) is None
    assert sum(OLDER in text for text in telegram.texts(5)) == 1
    assert await now_asked(gateway) == "consent_intake"


async def test_a_word_telegram_had_before_the_question_does_not_answer_it_however_late_it_comes(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A2, A3. It was on its way to us while the question was sent; the same update twice is one event."""
    await begun(telegram, start)
    telegram.say(5, "ja")
    late = telegram.message(5, text="gut, ja")
    await telegram.drained()
    for _ in range(2):
        telegram.push(message=late)
    await telegram.drained()
    assert sum(OLDER in text for text in telegram.texts(5)) == 1
    assert await now_asked(gateway) == "consent_intake"


async def test_who_answers_before_we_hear_that_the_question_arrived_is_heard(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A7. Telegram has shown it and takes its time to say so."""
    await begun(telegram, start)
    telegram.faults.append(Fault("sendMessage", 200, acts=True, delay=1, chat=5))
    shown = len(telegram.texts(5))
    telegram.say(5, "ja")
    await telegram.until(lambda: len(telegram.in_chat(5)) > shown)
    telegram.say(5, "ja")
    await telegram.drained()
    assert [asked(reply) for reply in gateway.replies[-2:]] == ["consent_intake", "consent_handover"]


async def test_to_delete_is_confirmed_by_nobody_who_has_not_read_the_question(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A3"""
    await begun(telegram, start)
    for words in ("/delete", "ja"):
        telegram.say(5, words)
    await telegram.drained()
    assert gateway.replies[-1].status == "running"
    assert await now_asked(gateway) == "of_age"


async def test_words_that_waited_while_the_bot_was_away_are_no_consent(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A1, A3. The new process knows nothing of the chat."""
    await before_the_bot(gateway, *TO_CONSENT)
    for _ in range(3):
        telegram.say(5, "ja")
    start()
    await telegram.drained()
    assert await now_asked(gateway) == "consent_intake"


async def test_who_was_asked_by_the_process_before_is_heard(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A1. Consents, too: after a restart an honest answer is the rule."""
    await before_the_bot(gateway, *TO_CONSENT, TextIn(text="ja"))
    telegram.say(5, "ja")
    start()
    await telegram.drained()
    assert asked(gateway.replies[-1]) == "consent_handover"


async def test_a_reply_to_an_older_question_is_no_consent(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """faults: A4. Somebody marks the question for the age and writes "doch, ja" to it."""
    await begun(telegram, start)
    age, _ = telegram.in_chat(5)[-1]
    telegram.say(5, "ja")
    await telegram.drained()
    older = {**telegram.message(5, text="?"), "message_id": age}
    telegram.say(5, "doch, ja", reply_to_message=older)
    await telegram.drained()
    assert sum(OLDER in text for text in telegram.texts(5)) == 1
    consent, _ = telegram.in_chat(5)[-1]
    telegram.say(5, "ja", reply_to_message={**older, "message_id": consent})
    await telegram.drained()
    assert asked(gateway.replies[-1]) == "consent_handover"


async def test_who_is_not_understood_and_writes_again_at_once_is_heard(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """The question is the same one, though it stands there anew below."""
    await begun(telegram, start)
    for words in ("hm", "ja"):
        telegram.say(5, words)
    await telegram.drained()
    assert asked(gateway.replies[-1]) == "consent_intake"


async def test_what_means_something_at_any_question_is_done_though_it_came_early(
    telegram: FakeTelegram, gateway: FaultyGateway, start: Start
) -> None:
    """People send in two messages what belongs into one."""
    await begun(telegram, start)
    for words in ("ja", "ich möchte mit einem Menschen sprechen"):
        telegram.say(5, words)
    await telegram.drained()
    assert not any(OLDER in text for text in telegram.texts(5))
    assert any(message.role != "question" for message in gateway.replies[-1].messages)
