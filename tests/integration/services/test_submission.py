"""From a conversation to a case: which desk, which person, and what follows when answers or consents change."""

from __future__ import annotations

import asyncio
import json

import pytest
import sqlalchemy as sa

from backend.persistence import tables
from backend.persistence.database import Connection
from tests.integration.services.conftest import Office


async def notices(office: Office, **answers: str) -> list[str]:
    reply = await office.intake(**answers).until()
    assert reply.status == "submitted"
    return [message.text for message in reply.messages]


async def history(office: Office) -> list[str]:
    return [row.action for row in await office.rows(tables.case_history)]


async def set_state(office: Office, state: str) -> None:
    def change(conn: Connection) -> None:
        conn.execute(tables.cases.update().values(state=state))

    await office.world.db.write(change)


async def test_the_receipt_comes_after_the_goodbye(office: Office) -> None:
    goodbye, could_help, number, team = await notices(office)
    case = await office.case()
    assert goodbye.startswith("Vielen Dank")
    assert "Vorschläge, keine Entscheidungen" in could_help
    assert case.receipt in number
    assert "KIM-Team Nordkreis" in team


@pytest.mark.parametrize(
    ("residence", "district", "team", "state", "reason"),
    [
        ("44532", None, "kreis-unna.nordkreis", "new", "by_region"),
        ("58730", None, "kreis-unna.suedkreis", "new", "by_region"),
        ("Leverkusen", "[opladen]", "leverkusen.bezirk-2", "new", "by_region"),
        ("Bielefeld", "[mitte]", "bielefeld.kim", "new", "by_region"),
        ("Köln", None, None, "triage", "outside"),
    ],
)
async def test_the_place_decides_the_desk(
    office: Office, residence: str, district: str | None, team: str | None, state: str, reason: str
) -> None:
    answers = {"residence": residence, **({"district": district} if district else {})}
    last = (await notices(office, **answers))[-1]
    case = await office.case()
    known = {found.key: found.name for place in office.world.jurisdictions.values() for found in place.teams}
    assert (case.state, case.team_id) == (state, team)
    assert json.loads(case.reason)["route"] == reason
    if team is None:
        assert case.jurisdiction is None
        assert "Koordination" in last
    else:
        assert known[case.team_id] in last


async def test_the_freest_case_manager_gets_it(office: Office) -> None:
    """By the part of their capacity that is taken; without anybody the team has it."""
    busy = await office.hire("busy@kreis-unna", "kreis-unna.nordkreis")
    half = await office.hire("half@kreis-unna", "kreis-unna.nordkreis", fte=0.5)
    await office.hire("elsewhere@kreis-unna", "kreis-unna.suedkreis")
    owners = []
    for number in range(3):
        await office.intake(f"chat-{number}").until()
    owners = [row.owner_id for row in await office.rows(tables.cases)]
    assert sorted(owners) == sorted([busy, half, busy])


async def test_without_consent_it_is_kept_from_every_desk(office: Office) -> None:
    told = await notices(office, consent_handover="[no]")
    case = await office.case()
    assert (case.state, case.jurisdiction, case.team_id, case.owner_id) == ("kept", None, None, None)
    assert case.receipt in told[2]
    assert "nichts weitergegeben" in told[3]


async def test_consent_given_later_brings_it_to_the_desk(office: Office) -> None:
    """The same number; also for a place outside ours, which has no desk either way."""
    for residence, state in (("44532", "new"), ("Köln", "triage")):
        intake = office.intake(residence, residence=residence, consent_handover="[no]")
        await intake.until()
        kept = next(row for row in await office.rows(tables.cases) if row.state == "kept")
        await intake.person.do("/edit consent_handover")
        await intake.tap("yes")
        await intake.until()
        after = next(row for row in await office.rows(tables.cases) if row.id == kept.id)
        assert (after.receipt, after.state) == (kept.receipt, state)


async def test_who_calls_for_help_has_a_case_at_once_and_it_grows(office: Office) -> None:
    intake = office.intake()
    await intake.until("adults")
    await intake.person.do("/emergency")
    case = await office.case()
    assert (case.urgent, case.partial, case.team_id) == (True, True, "kreis-unna.nordkreis")
    await intake.until("name")
    await intake.person.do("Amira")
    grown = await office.case()
    assert (await office.answers(grown))["name"] == "Amira"
    assert grown.name_enc is not None
    assert grown.version == case.version, "who is about to take it over is not disturbed by every answer"
    await intake.until()
    done = await office.case()
    assert (done.partial, done.urgent, done.receipt) == (False, True, case.receipt)
    assert await history(office) == ["opened", "updated"]


async def test_help_called_for_before_the_consent_is_passed_on_with_it(office: Office) -> None:
    intake = office.intake()
    await intake.until("consent_handover")
    await intake.person.do("/human")
    assert await office.case() is None
    await intake.tap("yes")
    case = await office.case()
    assert (case.wants_human, case.partial, case.state) == (True, True, "triage")
    await intake.until("moved_here")
    assert (await office.case()).team_id == "kreis-unna.nordkreis"


async def test_without_consent_nobody_is_called(office: Office) -> None:
    intake = office.intake(consent_handover="[no]")
    await intake.until("birth")
    await intake.person.do("/emergency")
    assert await office.case() is None


async def test_danger_after_sending_marks_the_case(office: Office) -> None:
    intake = office.intake()
    await intake.until()
    await intake.person.do("mein Mann schlägt mich")
    case = await office.case()
    assert (case.urgent, case.partial) == (True, False)
    assert "person_wrote" in await history(office)
    assert len(await office.rows(tables.case_messages)) == 1


async def test_a_withdrawn_consent_empties_the_case(office: Office) -> None:
    intake = office.intake(origin="Syrien")
    await intake.until()
    assert (await office.answers(await office.case()))["origin"] == "SY"
    await intake.person.do("/withdraw")
    await intake.tap("special")
    case = await office.case()
    assert "origin" not in await office.answers(case)
    assert (case.state, case.team_id) == ("new", "kreis-unna.nordkreis")


async def test_a_withdrawn_hand_over_takes_the_case_from_the_desk(office: Office) -> None:
    intake = office.intake()
    await intake.until()
    await set_state(office, "open")
    await intake.person.do("/withdraw")
    await intake.tap("handover")
    case = await office.case()
    assert (case.state, case.team_id, case.owner_id) == ("kept", None, None)


async def test_another_town_moves_the_case(office: Office) -> None:
    intake = office.intake()
    await intake.until()
    await intake.person.do("/edit residence")
    await intake.person.do("Bielefeld")
    assert (await office.case()).team_id == "kreis-unna.nordkreis", "not before it is sent"
    await intake.until()
    case = await office.case()
    assert (case.jurisdiction, case.team_id) == ("bielefeld", "bielefeld.kim")


@pytest.mark.parametrize(("state", "after"), [("closed", "new"), ("open", "open")])
async def test_sent_again(office: Office, state: str, after: str) -> None:
    """A closed case is new again; one in somebody's hands stays there."""
    intake = office.intake()
    await intake.until()
    await set_state(office, state)
    await intake.person.do("/edit name")
    await intake.person.do("Anna")
    await intake.until()
    case = await office.case()
    assert case.state == after
    assert (await office.answers(case))["name"] == "Anna"


async def test_answers_set_aside_are_not_in_the_case(office: Office) -> None:
    intake = office.intake(children="2")
    await intake.until("summary")
    await intake.person.do("/edit children")
    await intake.person.do("0")
    await intake.until()
    assert not {"child_ages", "school_place"} & set(await office.answers(await office.case()))


async def test_sent_twice_at_once_is_one_case(office: Office) -> None:
    """faults: A3"""
    intake = office.intake()
    await intake.until("submit")
    await asyncio.gather(*(intake.tap("send") for _ in range(4)))
    assert len(await office.rows(tables.cases)) == 1
    assert await history(office) == ["opened"]


async def test_the_number_can_be_seen_again(office: Office) -> None:
    intake = office.intake()
    await intake.until()
    reply = await intake.person.do("/data")
    assert (await office.case()).receipt in reply.messages[0].text


@pytest.mark.parametrize(
    ("written", "read"),
    [("Ich habe eine neue \u202eNummer", "Ich habe eine neue Nummer"), ("Noch einmal", "Noch einmal")],
)
async def test_words_after_sending_stand_in_the_thread(office: Office, written: str, read: str) -> None:
    """Also those that were a command before."""
    intake = office.intake()
    await intake.until()
    await intake.person.do(written)
    (message,) = await office.rows(tables.case_messages)
    case = await office.case()

    def opened(conn: Connection) -> str:
        person = conn.execute(sa.select(tables.people).where(tables.people.c.id == case.person_id)).one()
        key = office.world.keyring.unwrap(person.id, person.wrapped_key, person.master_id)
        return key.open("case_messages", "body_enc", message.id, message.body_enc).decode()

    assert await office.world.db.read(opened) == read
    assert (message.direction, message.case_id) == ("in", case.id)


async def test_everything_deleted_leaves_an_empty_case(office: Office) -> None:
    intake = office.intake()
    await intake.until()
    await intake.person.do("/delete")
    await intake.person.do("ja")
    case = await office.case()
    assert (case.state, case.answers_enc, case.name_enc) == ("erased", None, None)
