"""Somebody moves house after sending: the new team is offered the case, asked for in the chat first, and accepts it."""

from __future__ import annotations

import json

import pytest

from backend.domain.permissions import Role, Staff
from backend.persistence import tables
from backend.services import cases
from backend.services.cases import Wanted
from flows.errors import LotseError
from tests.integration.services.conftest import Office
from tests.support.intake import Intake


def somebody(staff_id: str, jurisdiction: str, team: str, role: Role = Role.CASE_MANAGER) -> Staff:
    return Staff(staff_id, "Jemand", role, jurisdiction, team, "de")


async def sent(office: Office, **answers: str) -> Intake:
    intake = office.intake(**answers)
    await intake.until()
    return intake


async def history(office: Office) -> list[str]:
    return [row.action for row in await office.rows(tables.case_history)]


async def test_another_district_is_asked_first_and_offered_then(office: Office) -> None:
    old = await office.hire("alt@kreis-unna", "kreis-unna.nordkreis")
    new = await office.hire("neu@bielefeld", "bielefeld.kim")
    intake = await sent(office)
    await intake.person.do("/edit residence")
    reply = await intake.person.do("Bielefeld")
    assert any(message.step == "consent_handover" for message in reply.messages), "who receives it is somebody else"
    before = await office.case()
    assert (before.jurisdiction, before.owner_id, before.move_jurisdiction) == ("kreis-unna", old, None)
    reply = await intake.until()
    assert "Sie sind umgezogen" in reply.messages[-1].text
    assert "KIM-Team Bielefeld" in reply.messages[-1].text
    offered = await office.case()
    assert (offered.jurisdiction, offered.owner_id, offered.move_team_id) == ("kreis-unna", old, "bielefeld.kim")
    there = somebody(new, "bielefeld", "bielefeld.kim")
    listed = await cases.list_cases(office.world, there, Wanted("moving"))
    assert [line.case.id for line in listed.lines] == [offered.id]
    await cases.take_over(office.world, there, offered.id, offered.version)
    moved = await office.case()
    assert (moved.jurisdiction, moved.team_id, moved.owner_id, moved.state) == (
        "bielefeld",
        "bielefeld.kim",
        new,
        "open",
    )
    assert (moved.ags, moved.region, moved.move_jurisdiction) == ("05711000", "stadt", None)
    assert "moving" in await history(office)
    assert (await history(office))[-1] == "moved"
    detail = json.loads((await office.rows(tables.case_history))[-1].detail)
    assert detail == {"from": "kreis-unna.nordkreis", "owner": old, "to": "bielefeld.kim"}
    told = await cases.list_cases(office.world, somebody(old, "kreis-unna", "kreis-unna.nordkreis"), Wanted("mine"))
    assert [(one.receipt, one.team) for one in told.moved] == [(moved.receipt, "KIM-Team Bielefeld")]
    assert told.lines == ()
    with pytest.raises(LotseError, match=r"desk\.not_found"):
        await cases.open_case(office.world, somebody(old, "kreis-unna", "kreis-unna.nordkreis"), moved.id)


async def test_a_no_leaves_it_on_no_desk(office: Office) -> None:
    await office.hire("alt@kreis-unna", "kreis-unna.nordkreis")
    intake = await sent(office)
    await intake.person.do("/edit residence")
    await intake.person.do("Bielefeld")
    await intake.tap("no")
    case = await office.case()
    assert (case.state, case.jurisdiction, case.owner_id, case.move_jurisdiction) == ("kept", None, None, None)


async def test_within_a_district_nothing_is_asked_and_the_group_changes_on_acceptance(office: Office) -> None:
    old = await office.hire("alt@kreis-unna", "kreis-unna.nordkreis")
    new = await office.hire("neu@kreis-unna", "kreis-unna.suedkreis")
    intake = await sent(office)
    await intake.person.do("/edit residence")
    reply = await intake.person.do("59425")
    assert not any(message.step == "consent_handover" for message in reply.messages)
    await intake.until()
    case = await office.case()
    assert (case.team_id, case.owner_id, case.move_region) == ("kreis-unna.nordkreis", old, "suedkreis")
    others = somebody(new, "kreis-unna", "kreis-unna.mittelkreis")
    assert not (await cases.open_case(office.world, others, case.id)).may_accept
    await cases.take_over(office.world, somebody(new, "kreis-unna", "kreis-unna.suedkreis"), case.id, case.version)
    after = await office.case()
    assert (after.team_id, after.owner_id, after.region) == ("kreis-unna.suedkreis", new, "suedkreis")


async def test_a_new_stadtbezirk_of_leverkusen_means_a_new_case_manager(office: Office) -> None:
    old = await office.hire("alt@leverkusen", "leverkusen.bezirk-2")
    new = await office.hire("neu@leverkusen", "leverkusen.bezirke-1-3")
    intake = await sent(office, residence="Leverkusen", district="[opladen]")
    await intake.person.do("/edit district")
    await intake.tap("wiesdorf")
    await intake.until()
    case = await office.case()
    assert (case.owner_id, case.region, case.move_region) == (old, "bezirk-2", "bezirk-1")
    await cases.take_over(office.world, somebody(new, "leverkusen", "leverkusen.bezirke-1-3"), case.id, case.version)
    assert (await office.case()).owner_id == new


async def test_who_moves_back_stays(office: Office) -> None:
    old = await office.hire("alt@kreis-unna", "kreis-unna.nordkreis")
    intake = await sent(office)
    for place in ("59425", "44532"):
        await intake.person.do("/edit residence")
        await intake.person.do(place)
        await intake.until()
    case = await office.case()
    assert (case.owner_id, case.team_id, case.move_jurisdiction) == (old, "kreis-unna.nordkreis", None)
    assert (await history(office))[-2:] == ["moving", "settled"]


async def test_nobody_there_accepts_what_was_not_offered_to_them(office: Office) -> None:
    old = await office.hire("alt@kreis-unna", "kreis-unna.nordkreis")
    intake = await sent(office)
    await intake.person.do("/edit residence")
    await intake.person.do("Bielefeld")
    await intake.until()
    case = await office.case()
    for place, team in (("leverkusen", "leverkusen.bezirk-2"), ("kreis-mettmann", "kreis-mettmann.kim")):
        with pytest.raises(LotseError, match=r"desk\.not_found"):
            await cases.take_over(office.world, somebody(old, place, team), case.id, case.version)
    there = somebody(old, "bielefeld", "bielefeld.kim", Role.SUPERVISOR)
    with pytest.raises(LotseError, match=r"desk\.not_found"):
        await cases.take_over(office.world, there, case.id, case.version)


async def test_a_new_stadtbezirk_of_the_same_team_is_accepted_by_somebody_else(office: Office) -> None:
    """Leverkusen: three posts have Stadtbezirke I and III between them."""
    team = "leverkusen.bezirke-1-3"
    ids = {await office.hire(f"traeger-{number}@leverkusen", team) for number in (1, 2)}
    intake = await sent(office, residence="Leverkusen", district="[wiesdorf]")
    old = (await office.case()).owner_id
    (new,) = ids - {old}
    assert old is not None
    await intake.person.do("/edit district")
    await intake.tap("schlebusch")
    await intake.until()
    case = await office.case()
    assert (case.owner_id, case.region, case.move_region) == (old, "bezirk-1", "bezirk-3")
    assert not (await cases.open_case(office.world, somebody(old, "leverkusen", team), case.id)).may_accept
    await cases.take_over(office.world, somebody(old, "leverkusen", team), case.id, case.version)
    case = await office.case()
    assert (case.owner_id, case.region, case.move_region) == (old, "bezirk-1", "bezirk-3"), "it is still on offer"
    await cases.take_over(office.world, somebody(new, "leverkusen", team), case.id, case.version)
    moved = await office.case()
    assert (moved.owner_id, moved.region, moved.move_region) == (new, "bezirk-3", None)
