"""The clock: midnight comes when it comes in NRW, and an hour more or less on the server loses and doubles nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from backend.persistence import tables
from flows.protocol import CommandIn, Message, TextIn, TurnReply
from tests.integration.services.conftest import Office
from tests.support.person import token_of


def asked(reply: TurnReply) -> str | None:
    return next((message.step for message in reversed(reply.messages) if message.role == "question"), None)


@pytest.mark.parametrize(
    ("utc", "today", "stored"),
    [
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "1.1.2027", "2027-01-01"),
        (datetime(2027, 7, 1, 22, 30, tzinfo=UTC), "heute", "2027-07-02"),
    ],
)
async def test_who_moved_in_today_is_believed_after_midnight(
    office: Office, utc: datetime, today: str, stored: str
) -> None:
    """faults: A9 (DST, year end). In UTC it is still yesterday."""
    office.clock.now = utc
    intake = office.intake(moved_here=today)
    assert (await intake.until()).status == "submitted"
    assert (await office.answers(await office.case()))["moved_here"]["date"] == stored


async def live(office: Office) -> Message:
    """The question that can be answered on the web page when it is loaded anew."""
    shown = (await office.gateway.transcript("web", "person-1")).messages
    (question,) = [message for message in shown if message.role == "question" and message.rows]
    return question


@pytest.mark.parametrize("hours", [-1, 1])
async def test_an_hour_off_in_the_middle_of_a_conversation(office: Office, hours: int) -> None:
    """faults: A9 (clock one hour off). Events stay known, turns stay in order, the case is there once."""
    intake = office.intake()
    await intake.until("adults")
    first = await intake.person.send(TextIn(text="2"), "before")
    office.clock.pass_(hours=hours)
    again = await intake.person.send(TextIn(text="2"), "before")
    assert again.duplicate
    assert [message.id for message in again.messages] == [message.id for message in first.messages]
    await intake.person.do("/repeat")
    assert (await live(office)).step == asked(intake.person.reply)  # type: ignore[arg-type]
    assert (await intake.until()).status == "submitted"
    assert await office.case() is not None
    numbers = sorted(row.seq for row in await office.rows(tables.turns))
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    shown = (await office.gateway.transcript("web", "person-1")).messages
    assert shown[-1].id == intake.person.reply.messages[-1].id  # type: ignore[union-attr]


async def test_a_link_made_before_the_clock_went_back_is_good_still_and_once(office: Office) -> None:
    """faults: A9 (clock one hour off)"""
    intake = office.intake("person-1", "telegram")
    await intake.until("nothing")
    token = token_of(intake.person.link)
    office.clock.pass_(hours=-1)
    assert (await office.gateway.redeem(token, "web", "browser-1")).outcome == "ok"
    assert (await office.gateway.redeem(token, "web", "browser-2")).outcome == "used"
    assert (await intake.person.send(CommandIn(name="repeat"))).status == "running"
