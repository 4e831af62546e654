"""From conversations on both databases to the figures of their questions; nothing that was said is in the log."""

from __future__ import annotations

from datetime import timedelta

from backend.persistence import tables
from backend.services.reporting import flow_report
from flows.protocol import TextIn
from tests.integration.services.conftest import Office

WEEK = timedelta(days=7)


async def test_who_left_where_and_what_was_not_understood(office: Office) -> None:
    intake = office.intake()
    await intake.until("residence")
    await intake.person.send(TextIn(text="Nirgendwostadt an der Unbekannten"), "event-x")
    other = office.intake("somebody-else")
    await other.until("of_age")
    now = office.world.clock()
    found = await flow_report(office.world.db, "kim-intake", now=now + 2 * WEEK, since=None, after=WEEK)
    assert (found.conversations, found.abandoned) == (2, 2)
    residence, of_age = found.questions["residence"], found.questions["of_age"]
    assert (residence.people, residence.left, residence.misunderstood) == (1, 1, 1)
    assert (of_age.people, of_age.left, of_age.answered) == (2, 1, 1)
    early = await flow_report(office.world.db, "kim-intake", now=now, since=None, after=WEEK)
    assert early.abandoned == 0
    none = await flow_report(office.world.db, "kim-intake", now=now, since=now + WEEK, after=WEEK)
    assert none.conversations == 0


async def test_the_log_holds_no_words(office: Office) -> None:
    intake = office.intake()
    await intake.until("residence")
    await intake.person.send(TextIn(text="Canarytown"), "event-x")
    rows = await office.rows(tables.turns)
    assert "residence" in "".join(row.log for row in rows)
    assert "Canary" not in "".join(row.log for row in rows)
