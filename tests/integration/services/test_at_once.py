"""Two write at once: the desk and the person, two at the desk, two people. Each finds what the other has done.

On PostgreSQL the second comes between the first one's looking and writing (`tests.support.meanwhile`).
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa

from backend.domain.permissions import Role, Staff
from backend.domain.times import to_ms
from backend.persistence import cases as case_rows
from backend.persistence import intake as intake_rows
from backend.persistence import screenings as screening_rows
from backend.persistence import tables
from backend.persistence import turns as turn_rows
from backend.persistence.database import Connection
from backend.persistence.erasing import expire
from backend.services import effects
from backend.services.assessing import decide, enter_facts
from backend.services.cases import send_message, take_over
from backend.services.passing_on import pass_on
from backend.services.screening import Suggested, read_screening
from flows.errors import LotseError
from flows.protocol import TapIn, TextIn
from tests.integration.services.conftest import Office
from tests.support.intake import Intake
from tests.support.meanwhile import meanwhile

UNNA = "44532"


def somebody(staff_id: str = "s" * 32, place: str = "kreis-unna", team: str | None = None) -> Staff:
    return Staff(staff_id, "Jemand", Role.CASE_MANAGER, place, team, "de")


async def sent(office: Office, **answers: str) -> tuple[Intake, Any]:
    intake = office.intake(**{"residence": UNNA, **answers})
    await intake.until()
    return intake, await office.case()


async def erase(intake: Intake) -> None:
    await intake.tap("yes")


def code(outcome: Any) -> str | None:
    """None for what went well; everything but our own errors is raised."""
    if isinstance(outcome, BaseException) and not isinstance(outcome, LotseError):
        raise outcome
    return outcome.code if isinstance(outcome, LotseError) else None


# --- the desk and the person ------------------------------------------------------------------------------------------


async def test_who_takes_over_what_moves_away_just_then_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before, the case went to the new place without them, and both were told that all was well."""
    intake, case = await sent(office)
    taker = somebody(await office.hire("neu@kreis-unna", "kreis-unna.nordkreis"), team="kreis-unna.nordkreis")
    await intake.person.do("/edit residence")
    await intake.person.do("Bielefeld")
    took = meanwhile(
        monkeypatch,
        intake_rows,
        "update_case",
        lambda: take_over(office.world, taker, case.id, case.version),
    )
    await intake.until()
    told, case = code(await took.done()), await office.case()
    assert told in ("desk.conflict", "desk.not_found")
    assert (case.jurisdiction, case.owner_id) == ("bielefeld", None)


async def test_who_decides_on_what_the_person_changes_just_then_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before, the decision was gone with the suggestion it was about."""
    intake, case = await sent(office)
    (before,) = await office.rows(tables.screenings)
    await intake.person.do("/edit german")
    form = {"outcome": "human", "note": ""}
    decided = meanwhile(
        monkeypatch,
        screening_rows,
        "remove_screening",
        lambda: decide(office.world, somebody(), case.id, before.at, form),
    )
    office.clock.pass_(milliseconds=1)
    await intake.until()
    assert code(await decided.done()) == "desk.conflict", "the suggestion was another one by then"
    assert "screening_confirmed" not in [row.action for row in await office.rows(tables.case_history)]


@pytest.mark.parametrize("work", ["facts", "message"])
async def test_what_the_desk_does_while_everything_is_erased_goes_too(
    office: Office, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    """faults: A4. The desk was first."""
    intake, case = await sent(office)
    await intake.person.do("/delete")
    home, name = {"facts": (screening_rows, "screening_of"), "message": (case_rows, "add_message")}[work]
    erased = meanwhile(monkeypatch, home, name, lambda: erase(intake))
    await at_the_desk(office, case, work)
    assert code(await erased.done()) is None
    await nothing_left(office)


@pytest.mark.parametrize("work", ["facts", "message"])
async def test_what_the_desk_does_after_everything_is_erased_finds_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    """faults: A4. The person was first, and the desk did not see it yet."""
    intake, case = await sent(office)
    await intake.person.do("/delete")
    done = meanwhile(monkeypatch, turn_rows, "insert_turn", lambda: at_the_desk(office, case, work))
    await erase(intake)
    assert code(await done.done()) == "desk.not_found"
    await nothing_left(office)


async def at_the_desk(office: Office, case: Any, work: str) -> None:
    if work == "facts":
        (shown,) = await office.rows(tables.screenings) or [None]
        at = 0 if shown is None else shown.at
        await enter_facts(office.world, somebody(), case.id, at, {"referred_by": "sozialamt"})
    else:
        assert await send_message(office.world, somebody(), case.id, "Guten Tag") is None


async def nothing_left(office: Office) -> None:
    assert (await office.case()).state == "erased"
    for table in (tables.screenings, tables.case_messages, tables.deliveries, tables.conversations):
        assert await office.rows(table) == [], table.name


# --- the person and erasing -------------------------------------------------------------------------------------------


async def test_what_is_said_while_everything_is_erased_begins_anew(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: A3, A4. It waited for the conversation that is gone now, and does not bring it back."""
    intake, _ = await sent(office)
    (before,) = await office.rows(tables.conversations)
    await intake.person.do("/delete")
    said = meanwhile(monkeypatch, turn_rows, "insert_turn", lambda: intake.person.send(TextIn(text="hallo"), "late"))
    await erase(intake)
    assert code(await said.done()) is None
    (after,) = await office.rows(tables.conversations)
    assert (after.id != before.id, after.turn_count) == (True, 1)
    assert [row.state for row in await office.rows(tables.cases)] == ["erased"]


async def test_whose_time_runs_out_while_they_write_stays_or_begins_anew(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: A4. Where the cleaning comes between a turn's looking and writing, it was first: the turn writes nothing
    to what is gone. SQLite has one writer: the turn was first, and nobody is due any more."""
    intake = office.intake(residence=UNNA)
    await intake.until("name")
    (before,) = await office.rows(tables.conversations)
    office.clock.pass_(days=4000)
    now = to_ms(office.clock())

    async def clean() -> int:
        return await office.world.db.write(lambda conn: expire(conn, now))

    cleaned = meanwhile(monkeypatch, turn_rows, "save_turn", clean)
    await intake.person.do("/repeat")
    gone = await cleaned.done()
    assert gone == (1 if office.world.db.dialect == "postgresql" else 0)
    (after,) = await office.rows(tables.conversations)
    assert (after.id != before.id, after.turn_count == 1) == (bool(gone), bool(gone))
    assert len([row for row in await office.rows(tables.people) if row.erased_at is None]) == 1


async def test_two_answers_at_once_are_two_turns(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """faults: A3. One comes between the other's looking and writing: that one looks again, and answers what is asked
    by then."""
    intake = office.intake(residence=UNNA)
    await intake.until("name")
    (before,) = await office.rows(tables.conversations)
    second = meanwhile(monkeypatch, turn_rows, "save_turn", lambda: intake.person.send(TextIn(text="Rim"), "second"))
    await intake.person.send(TextIn(text="Amal"), "first")
    assert code(await second.done()) is None
    (after,) = await office.rows(tables.conversations)
    taken = [row.seq for row in await office.rows(tables.turns)]
    assert (after.turn_count - before.turn_count, sorted(taken)) == (2, list(range(1, after.turn_count + 1)))


async def test_what_a_turn_does_beside_it_is_done_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """faults: A3. Two taps on "send" at once, the second before the first has anything locked: one case."""
    intake = office.intake(residence=UNNA)
    await intake.until("submit")
    send = next(str(one.data) for one in intake.person.buttons if str(one.data).endswith(".send"))
    other = meanwhile(monkeypatch, effects, "hold_turn", lambda: intake.person.send(TapIn(data=send), "second"))
    await intake.person.send(TapIn(data=send), "first")
    assert code(await other.done()) is None
    assert [row.action for row in await office.rows(tables.case_history)] == ["opened"]


# --- two at the desk --------------------------------------------------------------------------------------------------


async def test_of_two_who_assess_at_once_the_second_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _, case = await sent(office)
    (row,) = await office.rows(tables.screenings)

    async def say(note: str) -> None:
        await decide(office.world, somebody(), case.id, row.at, {"outcome": "human", "note": note})

    other = meanwhile(monkeypatch, screening_rows, "change_screening", lambda: say("second"))
    await say("first")
    assert code(await other.done()) == "desk.conflict"
    assert await notes(office, case) == ["first"]


async def test_of_two_who_enter_what_the_desk_knows_the_second_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, case = await sent(office)
    (row,) = await office.rows(tables.screenings)

    async def enter(name: str) -> None:
        await enter_facts(office.world, somebody(), case.id, row.at, {"referred_by": name})

    other = meanwhile(monkeypatch, screening_rows, "remove_screening", lambda: enter("other"))
    await enter("sozialamt")
    assert code(await other.done()) == "desk.conflict"
    assert (await suggested(office, case)).facts == {"referred_by": "sozialamt"}


async def notes(office: Office, case: Any) -> list[str]:
    return [one.choice.note for one in (await suggested(office, case)).decisions]


async def suggested(office: Office, case: Any) -> Suggested:
    def opened(conn: Connection) -> Suggested | None:
        person = conn.execute(sa.select(tables.people).where(tables.people.c.id == case.person_id)).one()
        key = office.world.keyring.unwrap(person.id, person.wrapped_key, person.master_id)
        return read_screening(conn, key, case.id)

    found = await office.world.db.read(opened)
    assert found is not None
    return found


# --- two people -------------------------------------------------------------------------------------------------------


async def test_two_cases_at_once_do_not_go_to_the_same_post(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each would be looked at with what the posts carried before the other."""
    posts = [await office.hire(f"post-{number}@kreis-unna", "kreis-unna.nordkreis") for number in (1, 2)]
    one, other = office.intake("one", residence=UNNA), office.intake("other", residence=UNNA)
    for intake in (one, other):
        await intake.until("submit")
    sending = meanwhile(monkeypatch, intake_rows, "insert_case", lambda: other.tap("send"))
    await one.tap("send")
    assert not isinstance(await sending.done(), BaseException)
    assert Counter(row.owner_id for row in await office.rows(tables.cases)) == Counter(posts)


async def test_what_is_passed_on_counts_for_a_case_that_comes_just_then(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bielefeld: two cases passed on at once go to two of its six posts."""
    first = await office.hire("traeger-1@bielefeld", "bielefeld.kim")
    posts = [await office.hire(f"sozialamt-{number}@bielefeld", "bielefeld.kim") for number in range(1, 7)]
    for chat in ("one", "other"):
        await office.intake(chat, residence="Bielefeld").until()
    one, other = await office.rows(tables.cases)
    assert {one.owner_id, other.owner_id} == {first}
    staff = somebody(first, "bielefeld", "bielefeld.kim")
    passing = meanwhile(monkeypatch, case_rows, "change", lambda: pass_on(office.world, staff, other.id, other.version))
    await pass_on(office.world, staff, one.id, one.version)
    assert code(await passing.done()) is None
    after = await office.rows(tables.cases)
    owners = {row.owner_id for row in after}
    assert len(owners) == 2
    assert owners <= set(posts)
    assert {json.loads(row.reason)["task"] for row in after} == {"case"}
