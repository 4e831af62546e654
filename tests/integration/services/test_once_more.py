"""An event that comes once more after others: nothing said is lost, and no question of before stands last."""

from __future__ import annotations

from flows.protocol import CommandIn, TapIn, TextIn, TurnReply
from tests.integration.services.conftest import Office
from tests.support.intake import Intake


def roles(reply: TurnReply) -> list[str]:
    return [message.role for message in reply.messages]


def asked(reply: TurnReply) -> str | None:
    return next((message.step for message in reversed(reply.messages) if message.role == "question"), None)


def button(intake: Intake, value: str) -> TapIn:
    return TapIn(data=next(str(one.data) for one in intake.person.buttons if str(one.data).endswith(f".{value}")))


async def test_a_question_that_is_answered_is_not_asked_again(office: Office) -> None:
    """faults: A2, A7. What was understood is said again: nobody knows whether it was seen."""
    intake = office.intake()
    await intake.until("residence")
    first = await intake.person.send(TextIn(text="Lünen"), "event-x")
    await intake.until("adults")
    again = await intake.person.send(TextIn(text="Lünen"), "event-x")
    assert roles(first)[-1] == "question"
    assert again.messages == first.messages[:-1]
    assert again.messages
    assert asked(await intake.person.do("/repeat")) == "adults"


async def test_whose_button_was_tapped_is_known_to_have_been_seen(office: Office) -> None:
    """faults: A7. With all that stood before it."""
    intake = office.intake()
    await intake.person.do("/start")
    tap = button(intake, "de")
    first = await intake.person.send(tap, "event-x")
    assert len(first.messages) > 1
    assert (await intake.person.send(tap, "event-x")).messages == first.messages
    await intake.person.send(button(intake, "yes"), "event-y")
    again = await intake.person.send(tap, "event-x")
    assert again.duplicate
    assert again.messages == []


async def test_the_present_question_is_asked_again_after_a_turn_without_words(office: Office) -> None:
    """faults: A7. A double tap is answered with nothing, so the first of the two still has everything to say."""
    intake = office.intake()
    await intake.until("consent_intake")
    tap = button(intake, "yes")
    first = await intake.person.send(tap, "one")
    assert (await intake.person.send(tap, "two")).messages == []
    assert (await intake.person.send(tap, "one")).messages == first.messages
    assert asked(first) == "consent_handover"


async def test_a_question_is_asked_again_once_by_the_last_turn_that_asked_it(office: Office) -> None:
    """faults: A7"""
    intake = office.intake()
    await intake.until("residence")
    why = CommandIn(name="why")
    first, second = await intake.person.send(why, "one"), await intake.person.send(why, "two")
    assert asked(first) == asked(second) == "residence"
    assert (await intake.person.send(why, "one")).messages == first.messages[:-1]
    assert (await intake.person.send(why, "two")).messages == second.messages


async def test_help_is_said_again_although_the_question_below_it_was_answered(office: Office) -> None:
    """faults: A7. Its buttons may be known from the time before: they tell nothing about the numbers to call."""
    intake = office.intake()
    await intake.until("of_age")
    tap = button(intake, "yes")
    first = await intake.person.send(TextIn(text="Ich will mich umbringen"), "danger")
    assert "emergency" in roles(first)
    await intake.person.send(tap, "tap")
    again = await intake.person.send(TextIn(text="Ich will mich umbringen"), "danger")
    assert "emergency" in roles(again)
    assert asked(again) is None
