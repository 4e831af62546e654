"""One turn, one transaction: whatever comes twice, at once or too late has exactly one effect."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from backend.domain.times import from_ms
from backend.persistence import tables
from flows.protocol import TEXT_LIMIT, CommandIn, EditedIn, FloodIn, MediaIn, TapIn, TextIn, TurnReply
from tests.integration.services.conftest import Office
from tests.support.person import Person, token_of


def asked(reply: TurnReply) -> str | None:
    return next((message.step for message in reversed(reply.messages) if message.role == "question"), None)


def same(one: TurnReply, other: TurnReply) -> bool:
    return one.model_copy(update={"duplicate": True}) == other.model_copy(update={"duplicate": True})


async def test_the_same_event_again_gets_the_same_reply_and_nothing_else(office: Office) -> None:
    """faults: A2"""
    intake = office.intake()
    await intake.until("residence")
    first = await intake.person.send(TextIn(text="Lünen"), "event-x")
    again = await intake.person.send(TextIn(text="Lünen"), "event-x")
    assert not first.duplicate
    assert again.duplicate
    assert same(first, again)
    assert asked(await intake.person.do("/repeat")) == "moved_here"


async def test_an_event_taken_eight_times_at_once_is_taken_once(office: Office) -> None:
    """faults: A2, A3"""
    intake = office.intake()
    await intake.until("residence")
    replies = await asyncio.gather(*(intake.person.send(TextIn(text="Lünen"), "event-x") for _ in range(8)))
    assert sum(not reply.duplicate for reply in replies) == 1
    assert all(same(replies[0], reply) for reply in replies)


async def test_a_first_message_from_two_devices_begins_one_conversation(office: Office) -> None:
    """faults: A3"""
    replies = await asyncio.gather(*(office.person().send(CommandIn(name="start"), f"e{n}") for n in range(6)))
    assert len({reply.conversation for reply in replies}) == 1
    assert len(await office.rows(tables.people)) == 1


async def test_two_taps_at_once_answer_one_question(office: Office) -> None:
    """faults: A3: the second tap belongs to a question that is answered: it does not answer the next one"""
    intake = office.intake()
    await intake.until("consent_intake")
    yes = TapIn(data=str(intake.person.find("Ja, ich stimme zu").data))
    await asyncio.gather(*(intake.person.send(yes, f"tap-{n}") for n in range(5)))
    assert asked(await intake.person.do("/repeat")) == "consent_handover"
    assert len(await office.rows(tables.consents)) == 1


async def test_a_message_and_a_tap_at_once_are_both_answered(office: Office) -> None:
    """faults: A3: in either order one of them answers the question, and neither is lost without a word"""
    intake = office.intake()
    await intake.until("of_age")
    tap = TapIn(data=str(intake.person.find("Ja").data))
    replies = await asyncio.gather(intake.person.send(tap, "tap"), intake.person.send(TextIn(text="ja"), "words"))
    assert asked(await intake.person.do("/repeat")) in ("consent_intake", "consent_handover")
    assert any(reply.messages for reply in replies)


async def test_words_of_an_old_page_are_no_consent(office: Office) -> None:
    """faults: A3, A4: two windows ask the age; one answers it, the other writes "yes" to it"""
    intake = office.intake()
    await intake.until("of_age")
    await intake.person.send(TapIn(data=str(intake.person.find("Ja").data)), "tap")
    reply = await intake.person.send(TextIn(text="ja", step="of_age"), "words")
    assert "Ihre Antwort gehört zu einer älteren Frage" in reply.messages[0].text
    assert asked(reply) == "consent_intake"
    assert await office.rows(tables.consents) == []


async def test_chats_do_not_know_of_each_other(office: Office) -> None:
    one, other = office.intake("a"), office.intake("b")
    await one.until("residence")
    await other.until("of_age")
    button = one.person.buttons[0]
    await one.person.do("Lünen")
    assert button.data is not None
    reply = await other.person.send(TapIn(data=button.data))
    assert asked(reply) == "of_age"
    assert asked(await one.person.do("/repeat")) == "moved_here"


async def test_an_event_of_an_erased_conversation_says_that_it_is_gone(office: Office) -> None:
    """faults: A4"""
    person = office.intake().person
    await person.do("/start")
    await person.do("/delete")
    await person.send(TextIn(text="ja"), "yes")
    again = await person.send(TextIn(text="ja"), "yes")
    assert (again.status, again.duplicate, again.menu) == ("erased", True, [])
    assert len(await office.rows(tables.conversations)) == 0


async def test_after_deleting_a_chat_begins_anew(office: Office) -> None:
    intake = office.intake()
    await intake.until("residence")
    await intake.person.do("/delete")
    await intake.person.do("ja")
    reply = await intake.person.do("Hallo")
    assert asked(reply) == "!language"
    assert len(await office.rows(tables.conversations)) == 1


async def test_an_event_from_before_the_chat_began_anew_changes_nothing(office: Office) -> None:
    """faults: A2, A4: its turn belongs to a conversation that is gone"""
    intake = office.intake()
    await intake.until("of_age")
    await intake.person.send(TextIn(text="ja"), "old")
    await intake.person.do("/delete")
    await intake.person.do("ja")
    await intake.person.do("Hallo")
    again = await intake.person.send(TextIn(text="ja"), "old")
    assert again.duplicate
    assert again.messages == []


async def test_a_flood_is_answered_once_and_all_of_it_is_settled(office: Office) -> None:
    """faults: B"""
    intake = office.intake()
    await intake.until("wish")
    events = [f"flood-{n}" for n in range(200)]
    reply = await intake.person.send(FloodIn(events=events), "flood")
    assert [message.role for message in reply.messages] == ["notice", "question"]
    for event in (*events, "flood"):
        late = await intake.person.send(TextIn(text="ich bin auch noch da"), event)
        assert (late.duplicate, asked(late) if late.messages else "wish") == (True, "wish"), event
    assert asked(await intake.person.do("/repeat")) == "wish"
    assert "ich bin auch noch da" not in (await intake.person.do("/data")).messages[0].text
    taken = await intake.person.send(TextIn(text="jetzt wirklich"), "after")
    assert (taken.duplicate, asked(taken) == "wish") == (False, False), "only what was in the flood is settled"


async def test_an_edited_message_corrects_the_answer_it_was(office: Office) -> None:
    """faults: A5"""
    intake = office.intake()
    await intake.until("birth")
    await intake.person.send(TextIn(text="1990"), "birth")
    await intake.until("children")
    reply = await intake.person.send(EditedIn(of="birth", text="1985"))
    assert asked(reply) == "children"
    data = await intake.person.do("/data")
    assert "1985" in data.messages[0].text
    assert "1990" not in data.messages[0].text


@pytest.mark.parametrize("of", ["never-seen", "start-of-another"])
async def test_an_edit_of_something_else_changes_nothing(office: Office, of: str) -> None:
    """faults: A5, B: an event of another conversation is not found"""
    other = office.intake("other")
    await other.until("birth")
    await other.person.send(TextIn(text="1990"), "start-of-another")
    intake = office.intake(birth="1991")
    await intake.until("adults")
    before = [(await one.person.do("/data")).messages[0].text for one in (intake, other)]
    reply = await intake.person.send(EditedIn(of=of, text="1985"))
    assert [message.role for message in reply.messages] == ["notice"]
    assert [(await one.person.do("/data")).messages[0].text for one in (intake, other)] == before
    assert ("1991" in before[0], "1990" in before[1]) == (True, True), "else this proves nothing"
    assert asked(await intake.person.do("/repeat")) == "adults"


async def test_a_danger_word_in_an_edited_message_is_heard(office: Office) -> None:
    intake = office.intake()
    await intake.until("wish")
    await intake.person.send(TextIn(text="Ruhe"), "wish")
    reply = await intake.person.send(EditedIn(of="wish", text="mein Mann schlägt mich"))
    assert reply.messages[0].role == "emergency"


TOO_LONG = "Wir sind schon lange hier. " * (TEXT_LIMIT // 20) + "Mein Mann schlägt mich"


@pytest.mark.parametrize(
    "given",
    [
        MediaIn(media="photo", caption="Mein Mann schlägt mich"),
        TextIn(text=TOO_LONG),
        FloodIn(events=["e1", "e2"], said=[TextIn(text="und"), TextIn(text="Mein Mann schlägt mich")]),
        FloodIn(events=["e1", "e2"], said=[CommandIn(name="emergency")]),
        FloodIn(events=["e1", "e2"], said=[CommandIn(name="emergency")], unheard=True),
    ],
    ids=["caption", "too-long", "flood", "flood-button", "unheard-button"],
)
async def test_danger_in_words_that_are_no_answer_is_heard_and_makes_the_case_urgent(
    office: Office, given: MediaIn | TextIn | FloodIn
) -> None:
    intake = office.intake()
    await intake.until("moved_here")
    reply = await intake.person.send(given)
    assert [message.role for message in reply.messages] == ["emergency", "notice", "question"]
    assert asked(reply) == "moved_here"
    assert (await office.case()).urgent


async def test_a_flood_nobody_listened_to_is_answered_with_where_help_is(office: Office) -> None:
    """faults: B. It may have been a call for help; nobody heard one, so the case is as urgent as it was."""
    intake = office.intake()
    await intake.until("moved_here")
    reply = await intake.person.send(FloodIn(events=["e1", "e2"], unheard=True))
    assert [message.role for message in reply.messages] == ["emergency", "notice", "question"]
    assert "nicht alle lesen" in reply.messages[1].text
    assert asked(reply) == "moved_here"
    assert await office.case() is None, "who is in danger has a case before it is sent"


async def test_danger_in_a_changed_caption_is_heard(office: Office) -> None:
    intake = office.intake()
    await intake.until("wish")
    reply = await intake.person.send(MediaIn(media="edited", caption="Mein Mann schlägt mich"))
    assert [message.role for message in reply.messages] == ["emergency", "notice"]


def assert_expires(row: Any, due: datetime) -> None:
    """Never before, at most ten minutes after, and at a whole one of them."""
    after = from_ms(row.expires_at) - due
    assert timedelta(0) <= after < timedelta(minutes=10)
    assert from_ms(row.expires_at).minute % 10 == from_ms(row.expires_at).second == 0


async def test_before_the_first_consent_a_day_then_the_jurisdictions_time(office: Office) -> None:
    """faults: A9 by a clock that is passed in"""
    office.clock.pass_(minutes=3, seconds=7)
    intake = office.intake()
    await intake.until("consent_intake")
    (row,) = await office.rows(tables.conversations)
    assert_expires(row, office.clock() + timedelta(hours=24))
    await intake.until("moved_here")
    (row,) = await office.rows(tables.conversations)
    days = office.world.jurisdictions["kreis-unna"].retention_days
    assert_expires(row, office.clock() + timedelta(days=days))
    assert row.jurisdiction == "kreis-unna"


async def test_a_consent_is_stored_with_its_wording(office: Office) -> None:
    intake = office.intake()
    await intake.until("consent_handover")
    (row,) = await office.rows(tables.consents)
    assert (row.purpose, row.granted, row.lang, row.channel, row.version) == ("intake", True, "de", "web", 1)
    assert len(row.text_hash) == 64


async def test_words_are_kept_as_they_were_understood(office: Office) -> None:
    """faults: B (NUL, direction marks): PostgreSQL would refuse them, a page would turn around"""
    intake = office.intake()
    await intake.until("wish")
    await intake.person.do("Ein\u0000e \u202eWohnung\u202c")
    shown = await office.gateway.transcript("web", "person-1")
    assert [message.text for message in shown.messages if message.role == "person"][-1] == "Eine Wohnung"


async def _both(person: Person, other: Person) -> tuple[TurnReply, TurnReply]:
    return await person.do("/repeat"), await other.do("/repeat")


async def test_a_reply_repeated_after_a_crash_has_its_link(office: Office) -> None:
    """faults: A7: committed, killed before sending, delivered again"""
    intake = office.intake("person-1", "telegram")
    first = await intake.until("nothing")
    assert asked(first) == "!handover"
    event = f"person-1-{intake.person.count}"
    again = await intake.person.send(CommandIn(name="repeat"), event)
    assert again.duplicate
    assert same(first, again)
    assert intake.person.link is not None


async def test_two_channels_one_conversation(office: Office) -> None:
    """faults: A3: the question stands in both; answered in one, the other's button is old"""
    intake = office.intake("person-1", "telegram")
    await intake.until("nothing")
    web = office.person("browser-1")
    token = token_of(intake.person.link)
    assert (await office.gateway.redeem(token, "web", "browser-1")).outcome == "ok"
    await web.do("Syrien")
    telegram, browser = await _both(intake.person, web)
    assert asked(telegram) == "!handover"
    assert asked(browser) == "status"
    for line in ("/skip", "/skip", "/skip"):
        reply = await web.do(line)
    assert asked(reply) == "name"
    await intake.person.do("Ali")
    assert asked(await web.do("/repeat")) == "contact_way"
