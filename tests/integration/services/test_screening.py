"""What the rules suggest stands with the case, follows its answers, and is said to the person with care."""

from __future__ import annotations

from typing import Any

import orjson
import sqlalchemy as sa

from backend.domain.permissions import Role, Staff
from backend.persistence import tables
from backend.persistence.database import Connection
from backend.services.assessing import decide
from tests.integration.services.conftest import Office

UNNA = "44532"


async def suggestion(office: Office) -> dict[str, Any] | None:
    """The report of the only case, opened with the person's key."""

    def opened(conn: Connection) -> dict[str, Any] | None:
        row = conn.execute(sa.select(tables.screenings)).one_or_none()
        if row is None:
            return None
        case = conn.execute(sa.select(tables.cases)).one()
        person = conn.execute(sa.select(tables.people).where(tables.people.c.id == case.person_id)).one()
        key = office.world.keyring.unwrap(person.id, person.wrapped_key, person.master_id)
        found: dict[str, Any] = orjson.loads(key.open("screenings", "content_enc", row.case_id, row.content_enc))
        return found

    return await office.world.db.read(opened)


async def test_it_is_stored_with_the_case(office: Office) -> None:
    await office.intake(residence=UNNA, status="[duldung]").until()
    found = await suggestion(office)
    assert found is not None
    assert found["target_group"]["rules"] == ["un-no-case-management"]
    assert "asylblg" in {one["to"] for one in found["referrals"]}


async def test_the_person_hears_what_could_help_and_nothing_that_sounds_decided(office: Office) -> None:
    reply = await office.intake(residence=UNNA, status="[duldung]").until()
    (said,) = [message.text for message in reply.messages if "Vorschläge" in message.text]
    assert "Sozialamt (Leistungen nach dem AsylbLG)" in said
    assert "könnte" in said
    assert "abgelehnt" not in said


async def test_in_a_messenger_it_says_nothing_that_may_not_be_asked_there(office: Office) -> None:
    """Sensitive answers were given on the safe page; what they lead to is not repeated in the messenger."""
    await office.intake(residence=UNNA, status="[duldung]").until()
    telegram = await office.intake("other", "telegram", residence=UNNA).until()
    assert not [message.text for message in telegram.messages if "AsylbLG" in message.text]


async def test_without_hand_over_nothing_is_kept_but_the_person_hears_it(office: Office) -> None:
    reply = await office.intake(residence=UNNA, consent_handover="[no]").until()
    assert await suggestion(office) is None
    assert [message for message in reply.messages if "Vorschläge" in message.text]


async def test_outside_all_jurisdictions_the_rules_say_nothing(office: Office) -> None:
    reply = await office.intake(residence="Köln").until()
    assert await suggestion(office) is None
    assert not [message for message in reply.messages if "Vorschläge" in message.text]


async def test_a_withdrawn_consent_leaves_nothing_in_it(office: Office) -> None:
    intake = office.intake(residence=UNNA, status="[duldung]")
    await intake.until()
    await intake.person.do("/withdraw")
    await intake.tap("special")
    found = await suggestion(office)
    assert found is not None
    assert "un-no-case-management" not in found["target_group"]["rules"]
    assert "asylblg" not in {one["to"] for one in found["referrals"]}


async def test_erasing_takes_it_away(office: Office) -> None:
    intake = office.intake(residence=UNNA)
    await intake.until()
    await intake.person.do("/delete")
    await intake.tap("yes")
    assert await office.rows(tables.screenings) == []


# --- decisions --------------------------------------------------------------------------------------------------------


async def decided_by_somebody(office: Office) -> None:
    """A case manager of the Kreis Unna confirms what the rules say."""
    (row,), (case,) = await office.rows(tables.screenings), await office.rows(tables.cases)
    staff = Staff("s" * 32, "A", Role.CASE_MANAGER, "kreis-unna", None, "de")
    form = {"outcome": "human", "note": "Notiz"}
    await decide(office.world, staff, case.id, row.at, form)


async def test_a_decision_outlives_other_answers(office: Office) -> None:
    intake = office.intake(residence=UNNA, status="[duldung]")
    await intake.until()
    await decided_by_somebody(office)
    await intake.person.do("/edit german")
    await intake.until()
    (row,) = await office.rows(tables.screenings)
    assert row.decided_by == "s" * 32
    assert row.decision_enc is not None


async def test_a_decision_goes_with_a_consent_it_rested_on(office: Office) -> None:
    """What was decided on withdrawn answers would tell of them."""
    intake = office.intake(residence=UNNA, status="[duldung]")
    await intake.until()
    await decided_by_somebody(office)
    await intake.person.do("/withdraw")
    await intake.tap("special")
    (row,) = await office.rows(tables.screenings)
    assert (row.state, row.decided_by, row.decision_enc) == ("suggested", None, None)
