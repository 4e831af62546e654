"""What publishing would do, counted before: the same as what it then does."""

from __future__ import annotations

from backend.persistence import tables
from backend.services.publishing import files_of, head_files
from backend.services.rehearsing import rehearse
from flows.package import load_package
from tests.integration.services.conftest import Office
from tests.support.publishing import intake_files, published, without_step

ASKED = "purpose: handover\n        decided_by: of_age\n        again: residence\n        version: "
AGAIN = (f"{ASKED}1", f"{ASKED}2")


async def test_everybody_is_counted_and_nothing_changes(office: Office) -> None:
    for chat, stop in (("early", "of_age"), ("late", "birth"), ("later", "fields"), ("done", None)):
        await office.intake(chat).until(stop)
    files = intake_files(AGAIN)
    edition = office.world.editions.opened(files, load_package(files).revision)
    before, seen = await office.rows(tables.conversations), []
    found = await rehearse(office.world, edition, lambda ready, of: seen.append((ready, of)))
    assert (found.silent, found.asks, dict(found.stays)) == (1, 2, {"finished": 1})
    assert dict(found.again) == {"consent_handover": 2}
    assert seen[0] == (0, 4)
    assert seen[-1] == (4, 4)
    assert await office.rows(tables.conversations) == before


async def test_what_was_counted_is_what_happens(office: Office) -> None:
    intake = office.intake()
    await intake.until("fields")
    await published(office.world, AGAIN)
    await intake.person.do("/resume")
    asked = [message.step for message in intake.person.reply.messages if message.role == "question"]  # type: ignore[union-attr]
    assert asked == ["fields"]  # the question that was open is finished first
    intake.asked.clear()
    await intake.until(None)
    assert intake.asked[1] == "consent_handover"
    assert {"birth", "german"} <= set(await office.answers(await office.case()))


async def test_the_files_of_a_revision_are_kept(office: Office) -> None:
    await published(office.world, without_step("moved_here"))
    first, head = await files_of(office.world.db, "kim-intake", 1), await head_files(office.world.db, "kim-intake")
    assert b"moved_here" in first["flow.yaml"]
    assert b"moved_here" not in head["flow.yaml"]
    assert {"texts/en.po", "texts/ar.po", "texts/uk.po"} <= set(first)
