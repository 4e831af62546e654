"""Marks in everything a person or staff can write, looked for wherever they have no business to be."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import sqlalchemy as sa

from backend.domain.times import to_ms
from backend.persistence import tables
from backend.persistence.erasing import expire
from backend.worker.run import working
from flows.protocol import Parked
from tests.integration.privacy.conftest import House, post
from tests.support.desk import rows_of
from tests.support.intake import Intake
from tests.support.waiting import PATIENCE

NAME, WISH, GUARDIAN = "Canaryname Qx7", "Canarywish Zq4 bitte", "Canaryguardian Vk9"
PHONE, EMAIL = "0151 98765432", "canarymail-jw3@example.org"
CHAT, STAFF, NOTE, ODD = "5511998877665", "Canarystaff Hb2", "Canarynote Ty6", "Canaryodd Pm5"
#: How each may be stored: as written, or as read.
MARKS = ("Canary", "canarymail", "98765432", CHAT)


async def adult(house: House) -> Intake:
    """Calls wished, written in a messenger whose chat id is a person's own."""
    given = {"name": NAME, "wish": WISH, "contact_way": "[call]", "phone": PHONE}
    found = house.intake(CHAT, "telegram", residence="41460", **given)  # Neuss: special questions in the messenger, too
    await found.until()
    return found


async def child(house: House) -> Intake:
    given = {"name": f"{NAME} junior", "contact_way": "[email]", "email": EMAIL, "guardian_name": GUARDIAN}
    found = house.intake("web-chat-of-a-child", of_age="[no]", guardian="[here]", birth="2015", **given)
    await found.until()
    return found


@asynccontextmanager
async def work(house: House) -> AsyncIterator[None]:
    try:
        async with working(house.world, house.spoken):
            yield
    finally:
        logging.getLogger("dbos").handlers.clear()  # it keeps the stream of the test that started it


async def until_said(house: House, words: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while words not in house.spoken.said():  # noqa: ASYNC110  the worker's own threads do the speaking
            await asyncio.sleep(0.05)


async def case_of(house: House, jurisdiction: str) -> str:
    found = (row["id"] for row in await rows_of(house.world, tables.cases) if row["jurisdiction"] == jurisdiction)
    return str(next(found))


async def lived(house: House) -> tuple[Intake, Intake]:
    """Two people through the whole path: questions, desk, a message from staff, a note from the person."""
    grown, young = await adult(house), await child(house)
    assert {"phone", "wish", "name", "health_talk"} <= set(grown.asked)
    assert {"email", "guardian_name"} <= set(young.asked)
    await young.person.do(NOTE)
    case = f"/desk/cases/{await case_of(house, 'kreis-unna')}"
    async with house.staff("nord") as desk:
        assert NOTE in (await desk.get(case)).text
        await desk.get("/desk/cases", params={"receipt": NAME})
        sent = await post(desk, f"{case}/messages", case, text=STAFF)
        assert sent.status_code == 303, sent.text
    return grown, young


async def test_no_mark_is_found_anywhere_outside_sealed_columns(
    house: House, capfd: pytest.CaptureFixture[str]
) -> None:
    """faults: C (canaries). At the most talkative level of every logger, with the worker's own tables and files."""
    async with work(house):
        await lived(house)
        await until_said(house, STAFF)
        await house.gateway.park(Parked(channel="telegram", event_id=f"u:1:{CHAT}", raw=ODD, error="ValueError"))
        assert not await house.traces(*MARKS)
    assert len(house.logs.lines) > 20, "nothing listened"
    printed = "".join(capfd.readouterr())
    assert not [mark for mark in MARKS if mark in printed]
    assert not await house.traces(*MARKS)


async def test_the_marks_would_be_found(house: House) -> None:
    """The test above can fail: the same search finds a mark in a table, a file and a log."""
    team = {"id": "t", "jurisdiction": "j", "region": "r", "name": NAME}
    await house.world.db.write(lambda conn: conn.execute(sa.insert(tables.teams), team))
    (house.temporary / "left").write_bytes(WISH.encode())
    logging.getLogger("somebody").debug("heard %s", GUARDIAN)
    found = await house.traces(*MARKS)
    assert "logs" in found
    assert len(found) >= 3


async def test_after_delete_everything_nothing_can_be_opened_and_the_id_leads_nowhere(house: House) -> None:
    """faults: A4, C. No sealed value of the person is left that a key of theirs could open, and none of their keys."""
    async with work(house):
        _, young = await lived(house)
        await until_said(house, STAFF)
        before = await rows_of(house.world, tables.people)
        owner = next(row for row in await rows_of(house.world, tables.cases) if row["jurisdiction"] == "kreis-unna")
        wrapped = next(row["wrapped_key"] for row in before if row["id"] == owner["person_id"])
        await young.person.do("/delete")
        assert (await young.person.do("[Ja")).status == "erased"
        assert not await house.traces(*MARKS)
    person, conversation = owner["person_id"], owner["conversation_id"]
    for table in tables.metadata.sorted_tables:
        for row in await rows_of(house.world, table):
            if table.name in ("people", "consents", "cases") and row.get("person_id", row["id"]) == person:
                assert not [
                    name for name, value in row.items() if name.endswith(("_enc", "_key")) and value is not None
                ]
                continue
            assert person not in row.values()
            assert conversation not in row.values()
    if not house.url.startswith("postgresql"):
        await house.world.db.close()  # the last connection folds the log into the file
        assert wrapped not in b"".join(path.read_bytes() for path in house.folder.glob("lotse.db*"))


async def test_the_erased_case_says_nothing_but_that_it_is_gone(house: House) -> None:
    _, young = await lived(house)
    case = await case_of(house, "kreis-unna")
    receipt = next(row["receipt"] for row in await rows_of(house.world, tables.cases) if row["id"] == case)
    await young.person.do("/delete")
    await young.person.do("[Ja")
    async with house.staff("nord") as desk:
        assert receipt not in (await desk.get("/desk/cases?list=all")).text
        page = await desk.get(f"/desk/cases/{case}")
        assert page.status_code == 200
        assert not [mark for mark in (*MARKS, "44532", "Lünen") if mark in page.text]


async def test_before_consent_everything_is_gone_after_a_day(house: House) -> None:
    """Design 8: nothing is stored before the first consent but what is needed to ask for it, and that expires."""
    early = house.intake("early-bird", of_age="[yes]")
    await early.until("consent_intake")
    await early.person.do("Canaryearly words nobody asked for")

    def gone() -> object:
        return house.world.db.write(lambda conn: expire(conn, to_ms(house.clock())))

    house.clock.pass_(hours=23, minutes=59)
    assert await gone() == 0  # type: ignore[misc]
    house.clock.pass_(minutes=2)
    assert await gone() == 1  # type: ignore[misc]
    for table in (tables.conversations, tables.chats, tables.consents, tables.cases):
        assert await rows_of(house.world, table) == []
    assert {row["content_enc"] for row in await rows_of(house.world, tables.turns)} == {None}
    assert {row["wrapped_key"] for row in await rows_of(house.world, tables.people)} == {None}


async def test_receipts_and_ids_are_all_a_plain_column_holds(house: House) -> None:
    """Whatever is not sealed is an id, a code, a time or a number: no column grew that holds words."""
    await lived(house)
    plain = re.compile(r"[A-Za-z0-9_.,:+\-|]{0,64}|\[.*\]|\{.*\}", re.DOTALL)
    staffs = ("teams", "staff", "flow_revisions", "flow_history")  # words of those who work here
    theirs = [t for t in tables.metadata.sorted_tables if t.name not in staffs]
    for table in theirs:
        for row in await rows_of(house.world, table):
            words = {n: v for n, v in row.items() if isinstance(v, str) and not plain.fullmatch(v)}
            assert not words, (table.name, words)
