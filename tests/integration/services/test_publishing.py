"""Revisions in both databases: published once, kept for ever, and running conversations move without losing a word."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
import sqlalchemy as sa

from backend.allinone.gateway import InProcessGateway
from backend.bootstrap.turns import create_turns
from backend.bootstrap.world import build_world
from backend.persistence import editions as store
from backend.persistence import tables
from backend.persistence.database import Connection
from backend.services import publishing
from backend.services.editions import Editions
from backend.services.publishing import publish, publish_shipped, roll_back
from backend.services.transcript import transcript
from flows.engine import Lookup
from flows.errors import LotseError
from flows.library import builtin_package
from flows.problems import FlowError
from flows.protocol import TapIn
from tests.integration.services.conftest import Office
from tests.support.intake import Intake
from tests.support.person import Person
from tests.support.publishing import intake_files, published, without_step
from tests.support.world import CountedIds

REWORDED = ("prompt: Sind Sie 16 Jahre alt oder älter?", "prompt: Sind Sie schon 16 Jahre alt?")
FLOW_ID = "kim-intake"


async def heads(office: Office) -> dict[str, store.Head]:
    return await office.world.db.read(store.heads)


async def revisions(office: Office) -> list[store.Revision]:
    return await office.world.db.read(lambda conn: store.revisions(conn, FLOW_ID))


async def on_revision(office: Office) -> str:
    (row,) = await office.rows(tables.conversations)
    return str(row.revision)


# --- publishing -------------------------------------------------------------------------------------------------------


async def test_the_shipped_flow_is_published_at_the_start_and_once(office: Office) -> None:
    (first,) = await revisions(office)
    assert (first.number, first.shipped, first.author.split()[0]) == (1, True, "KIM-Lotse")
    settings, db = office.world.settings, office.world.db
    again = [build_world(settings, db, clock=office.clock, ids=CountedIds()) for _ in range(3)]
    await asyncio.gather(*again)
    assert await revisions(office) == [first]


async def test_several_processes_starting_together_publish_once(office: Office) -> None:
    def forget(conn: Connection) -> None:
        for table in (tables.flow_heads, tables.flow_revisions, tables.flow_history):
            conn.execute(sa.delete(table))

    await office.world.db.write(forget)
    others = [office.world.settings.open_database() for _ in range(4)]
    world = office.world
    await asyncio.gather(*(publish_shipped(db, world.editions, world.texts, office.clock()) for db in others))
    for db in others:
        await db.close()
    assert [one.number for one in await revisions(office)] == [1]
    assert len(await office.rows(tables.flow_history)) == 1


async def test_a_revision_is_numbered_written_down_and_the_head(office: Office) -> None:
    made = await published(office.world, REWORDED)
    assert (made.number, made.shipped, made.note) == (2, False, "Test")
    assert (await heads(office))[FLOW_ID].number == 2
    history = [(row.actor, row.action, row.number) for row in await office.rows(tables.flow_history)][1:]
    assert history == [("koordination@kreis-unna", "published", 2)]


async def test_what_is_the_head_already_is_not_published_again(office: Office) -> None:
    await published(office.world, REWORDED)
    with pytest.raises(LotseError) as told:
        await published(office.world, REWORDED)
    assert told.value.code == "flow.unchanged"
    assert len(await revisions(office)) == 2


async def test_a_wrong_file_publishes_nothing(office: Office) -> None:
    with pytest.raises(FlowError):
        await published(office.world, ("kind: yes_no", "kind: yes_or_no"))
    assert len(await revisions(office)) == 1


async def test_rolling_back_publishes_the_old_content_as_a_new_revision(office: Office) -> None:
    (first,) = await revisions(office)
    await published(office.world, REWORDED)
    world = office.world
    back = await roll_back(world.db, FLOW_ID, 1, author="k", note="Fehler", now=office.clock(), replaces=2)
    assert (back.number, back.revision, back.shipped) == (3, first.revision, False)
    assert (await heads(office))[FLOW_ID].number == 3
    with pytest.raises(LotseError) as told:
        await roll_back(world.db, FLOW_ID, 9, author="k", note="", now=office.clock())
    assert told.value.code == "flow.no_revision"


async def test_what_coordinators_published_stays_the_head_when_the_product_brings_another(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await published(office.world, REWORDED)
    newer = replace(builtin_package(FLOW_ID), revision="newer")
    monkeypatch.setattr(publishing, "shipped", lambda flow_id, texts: newer)
    world = office.world
    (made,) = await publish_shipped(world.db, world.editions, world.texts, office.clock())
    assert (made.number, made.shipped) == (3, True)
    assert (await heads(office))[FLOW_ID].number == 2


async def test_a_newer_shipped_flow_follows_a_shipped_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = replace(builtin_package(FLOW_ID), revision="newer")
    monkeypatch.setattr(publishing, "shipped", lambda flow_id, texts: newer)
    world = office.world
    await publish_shipped(world.db, world.editions, world.texts, office.clock())
    assert (await heads(office))[FLOW_ID].number == 2


# --- running conversations --------------------------------------------------------------------------------------------


async def test_a_running_conversation_is_moved_at_its_next_turn_and_not_before(office: Office) -> None:
    intake = office.intake()
    await intake.until("birth")
    before = await on_revision(office)
    made = await published(office.world, REWORDED)
    assert await on_revision(office) == before
    await intake.until(None)
    assert await on_revision(office) == made.revision
    assert (await office.case()).revision == made.revision


async def test_another_process_sees_the_new_head_at_its_next_turn(office: Office) -> None:
    settings = office.world.settings
    db = settings.open_database()
    other = await build_world(settings, db, clock=office.clock, ids=CountedIds("other"))
    person = Person(InProcessGateway(other, create_turns(other)), channel="web", chat="elsewhere")
    intake = Intake(person)
    await intake.until("birth")
    made = await published(office.world, REWORDED)
    await intake.until("adults")
    assert await on_revision(office) == made.revision
    await db.close()


async def test_words_and_questions_come_from_the_revision_a_conversation_is_on(office: Office) -> None:
    person = office.person()
    await published(office.world, REWORDED)
    await person.do("/start")
    reply = await person.send(TapIn(data=_tap(person, "de")))
    assert "Sind Sie schon 16 Jahre alt?" in "\n".join(message.text for message in reply.messages)


def _tap(person: Person, value: str) -> str:
    return next(str(button.data) for button in person.buttons if str(button.data).endswith(f".{value}"))


async def test_a_finished_conversation_stays_and_is_read_as_it_was(office: Office) -> None:
    intake = office.intake()
    await intake.until(None)
    before = await on_revision(office)
    await published(office.world, without_step("moved_here"))
    await intake.person.do("Danke!")
    assert await on_revision(office) == before
    edition = await office.world.editions.fetch(FLOW_ID, before)
    assert edition is not None
    assert "moved_here" in edition.flow.steps


async def test_the_old_revision_is_loaded_from_the_database_with_its_words(office: Office) -> None:
    """By a process that has another flow in its files."""
    first, world = (await revisions(office))[-1], office.world
    fresh = Editions(world.db, Lookup(world.texts, world.places))
    loaded = await fresh.fetch(FLOW_ID, first.revision)
    assert loaded is not None
    assert loaded.revision == first.revision
    said = [(lang, text_id) for lang in world.texts.languages for text_id in loaded.flow.source]
    told = [pair for pair in said if world.texts.has(*pair)]
    assert len(told) > 1000
    assert all(loaded.lookup.texts.raw(*pair) == world.texts.raw(*pair) for pair in told)


async def test_a_question_of_another_kind_is_asked_again_and_the_page_can_still_be_shown(office: Office) -> None:
    intake = office.intake()
    await intake.until("fields")
    await intake.person.do("/back")  # what was asked and answered in choices stands in the record
    start = "      - id: german\n        kind: one\n"
    old, _ = without_step("german")
    assert old.startswith(start)
    await published(office.world, (old, "      - id: german\n        kind: place\n        prompt: Wo lernen Sie?\n\n"))
    await intake.person.do("/start")
    asked = [message.step for message in intake.person.reply.messages if message.role == "question"]
    assert asked == ["german"]
    page = await transcript(office.world, "web", "person-1")
    assert [message.step for message in page.messages if message.rows or message.entry] == ["german"]
    await intake.until(None)
    assert (await office.answers(await office.case()))["german"]["plz"] == "44532"


async def test_of_two_who_publish_what_they_made_of_the_same_head_the_second_is_told(office: Office) -> None:
    drafts = [intake_files((REWORDED[0], f"prompt: Sind Sie {word} 16 Jahre alt?")) for word in ("schon", "bereits")]

    async def put_out(draft: dict[str, bytes], replaces: int | None) -> store.Revision:
        return await publish(office.world.db, draft, author="k", note="", now=office.clock(), replaces=replaces)

    outcomes = await asyncio.gather(*[put_out(draft, None) for draft in drafts], return_exceptions=True)
    (made,) = [one for one in outcomes if isinstance(one, store.Revision)]
    (refused,) = [one for one in outcomes if isinstance(one, LotseError)]
    assert (refused.code, refused.detail["head"]) == ("desk.conflict", str(made.number))
    late = drafts[outcomes.index(refused)]
    with pytest.raises(LotseError, match=r"desk\.conflict"):
        await put_out(late, 1)
    assert [one.number for one in await revisions(office)] == [2, 1]
    assert (await put_out(late, made.number)).number == 3, "who knows of the other may replace it"


async def test_who_rolls_back_takes_away_only_what_they_know_of(office: Office) -> None:
    drafts = [intake_files((REWORDED[0], f"prompt: Sind Sie {word} 16 Jahre alt?")) for word in ("schon", "bereits")]
    bad = await publish(office.world.db, drafts[0], author="k", note="", now=office.clock())

    async def take_back(replaces: int | None) -> store.Revision:
        world = office.world
        return await roll_back(world.db, FLOW_ID, 1, author="k", note="", now=world.clock(), replaces=replaces)

    with pytest.raises(LotseError, match=r"desk\.conflict"):
        await take_back(None)
    good = publish(office.world.db, drafts[1], author="l", note="", now=office.clock(), replaces=bad.number)
    outcomes = await asyncio.gather(good, take_back(bad.number), return_exceptions=True)
    (made,) = [one for one in outcomes if isinstance(one, store.Revision)]
    (refused,) = [one for one in outcomes if isinstance(one, LotseError)]
    assert (refused.code, refused.detail["head"]) == ("desk.conflict", str(made.number))
    assert [one.number for one in await revisions(office)] == [3, 2, 1]


async def test_nothing_is_published_without_a_flow(office: Office) -> None:
    with pytest.raises(FlowError):
        await publish(office.world.db, {}, author="k", note="", now=office.clock())
