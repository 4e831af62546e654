"""Who is responsible for the data is told with the notice, else once the place is known, and when it changes."""

from __future__ import annotations

import pytest

from flows.protocol import TurnReply
from tests.integration.services.conftest import Office
from tests.support.intake import Intake

UNNA, METTMANN = "Friedrich-Ebert-Straße 17, 59425 Unna", "Düsseldorfer Straße 26, 40822 Mettmann"
OFFICERS = "Datenschutzbeauftragten"


def told(reply: TurnReply, address: str) -> list[int]:
    """Where in a reply an address with the way to the officers stands."""
    return [at for at, one in enumerate(reply.messages) if address in one.text and OFFICERS in one.text]


async def test_whoever_comes_by_the_link_reads_it_with_the_notice_and_not_again(office: Office) -> None:
    intake = Intake(office.person(jurisdiction="kreis-unna"))
    assert told(await intake.begin(), UNNA)
    await intake.until("residence")
    assert not told(await intake.person.do("44532"), UNNA)


async def test_without_a_link_it_is_told_with_the_place_before_the_next_question(office: Office) -> None:
    intake = office.intake()
    assert not told(await intake.begin(), UNNA)
    await intake.until("residence")
    reply = await intake.person.do("44532")
    assert told(reply, UNNA) == [len(reply.messages) - 2]
    assert reply.messages[-1].role == "question"


async def test_whoever_moves_is_told_before_they_are_asked_whether_the_new_one_may_read_it(office: Office) -> None:
    intake = office.intake()
    await intake.until()
    await intake.person.do("/edit residence")
    reply = await intake.person.do("Monheim")
    assert told(reply, METTMANN) == [len(reply.messages) - 2]
    assert reply.messages[-1].step == "consent_handover"


@pytest.mark.parametrize("place", ["10115", "44532"])
async def test_nothing_is_told_where_nothing_has_changed_or_nobody_is_known(office: Office, place: str) -> None:
    """Somewhere else, and another town of the same district."""
    intake = Intake(office.person(jurisdiction="kreis-unna" if place == "44532" else None))
    await intake.until("residence")
    reply = await intake.person.do(place)
    assert not any(OFFICERS in message.text for message in reply.messages)


async def test_it_is_there_again_when_the_page_is_loaded_anew(office: Office) -> None:
    intake = office.intake()
    await intake.until("residence")
    await intake.person.do("44532")
    page = await office.gateway.transcript("web", "person-1")
    assert [one for one in page.messages if UNNA in one.text and OFFICERS in one.text]
