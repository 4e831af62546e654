"""Everybody is asked as the place they live in asks, in both databases: chosen at once, kept over revisions, changed
when they move.
"""

from __future__ import annotations

from typing import Any

from backend.persistence import tables
from backend.services.publishing import head_files, publish
from backend.services.rehearsing import rehearse
from flows.package import load_package
from flows.packaging.files import FLOW
from flows.protocol import TextIn, TurnReply
from tests.integration.services.conftest import Office
from tests.support.person import ISOLATES

FLOW_ID = "kim-intake"


async def revision(office: Office, chat: int = 0) -> str:
    return str((await office.rows(tables.conversations))[chat].revision)


def variant(revision: str) -> str:
    return revision.partition("+")[2]


def question(reply: TurnReply) -> Any:
    return [message for message in reply.messages if message.role == "question"][-1]


def asked(reply: TurnReply) -> str:
    return str(question(reply).text).translate(ISOLATES)


async def test_whoever_has_said_where_they_live_is_asked_the_next_question_as_it_is_asked_there(office: Office) -> None:
    intake = office.intake(residence="Lünen")
    await intake.until("residence")
    assert variant(await revision(office)) == ""
    reply = await intake.until("moved_here")
    assert asked(reply) == "Seit wann leben Sie dort?"
    assert variant(await revision(office)) == "luenen"


async def test_another_town_of_the_jurisdiction_is_asked_as_the_jurisdiction_asks(office: Office) -> None:
    await office.intake(residence="Selm").until("moved_here")
    assert variant(await revision(office)) == "kreis-unna"


async def test_a_place_without_a_variant_is_asked_as_everybody(office: Office) -> None:
    await office.intake(residence="Köln").until("moved_here")
    assert variant(await revision(office)) == ""


async def test_the_case_knows_which_variant_was_asked_and_the_desk_can_show_it(office: Office) -> None:
    intake = office.intake(residence="Lünen", needs="[law]", law_now="[citizen]")
    await intake.until(None)
    case = await office.case()
    assert variant(case.revision) == "luenen"
    edition = await office.world.editions.fetch(FLOW_ID, case.revision)
    assert edition is not None
    assert "passport_note" in edition.flow.steps
    assert set(await office.answers(case)) <= set(edition.flow.steps)


async def test_a_link_of_a_jurisdiction_decides_until_the_place_is_known(office: Office) -> None:
    person = office.person(jurisdiction="kreis-unna")
    await person.do("/start")
    assert variant(await revision(office)) == "kreis-unna"


async def test_the_place_goes_before_the_link(office: Office) -> None:
    intake = office.intake(residence="51373", district="[opladen]")
    intake.person.jurisdiction = "kreis-unna"
    reply = await intake.until("district")
    assert asked(reply) == "In welchem Stadtteil von Leverkusen leben Sie?"
    assert variant(await revision(office)) == "leverkusen"


async def test_whoever_corrects_the_place_is_asked_as_the_other_place_asks_and_keeps_the_rest(office: Office) -> None:
    intake = office.intake(residence="Lünen")
    await intake.until("arrival")
    before = len(intake.asked)
    person = intake.person
    await person.do("/edit residence")
    reply = await person.do("Leverkusen")
    while question(reply).step == "residence":  # which of its postal codes
        reply = await intake.answer(question(reply))
    assert variant(await revision(office)) == "leverkusen"
    assert question(reply).step == "district", "only Leverkusen needs it"
    reply = await intake.answer(question(reply))
    assert question(reply).step == "arrival", "what was answered before is not asked again"
    assert len(intake.asked) == before


async def test_while_the_place_is_being_changed_the_variant_stays(office: Office) -> None:
    intake = office.intake(residence="Lünen")
    await intake.until("arrival")
    await intake.person.do("/edit residence")
    assert variant(await revision(office)) == "luenen"


async def test_the_same_event_again_gets_the_same_reply(office: Office) -> None:
    intake = office.intake()
    await intake.until("residence")
    once = await intake.person.send(TextIn(text="44532"), "event-1")
    again = await intake.person.send(TextIn(text="44532"), "event-1")
    assert again.duplicate
    assert [message.text for message in again.messages] == [message.text for message in once.messages]


async def new_revision(office: Office, *changes: tuple[str, str]) -> str:
    files = await head_files(office.world.db, FLOW_ID)
    text = files[FLOW].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    files |= {FLOW: text.encode()}
    made = await publish(office.world.db, files, author="k", note="", now=office.clock())
    return made.revision


REWORDED = ("prompt: Sind Sie 16 Jahre alt oder älter?", "prompt: Sind Sie schon 16 Jahre alt?")


async def test_a_new_revision_moves_everybody_to_their_own_variant_of_it(office: Office) -> None:
    here, there = office.intake("one", residence="Lünen"), office.intake("two", residence="Köln")
    await here.until("moved_here")
    await there.until("moved_here")
    made = await new_revision(office, REWORDED)
    for intake in (here, there):
        await intake.until("arrival")
    found = sorted(str(row.revision) for row in await office.rows(tables.conversations))
    assert found == [made, f"{made}+luenen"]


async def test_where_the_variant_is_gone_people_are_asked_as_everybody(office: Office) -> None:
    intake = office.intake(residence="Lünen")
    await intake.until("moved_here")
    files = await head_files(office.world.db, FLOW_ID)
    alone = {path: content for path, content in files.items() if not path.startswith("variants/")}
    made = await publish(office.world.db, alone, author="k", note="", now=office.clock())
    await intake.until("arrival")
    assert await revision(office) == made.revision


async def test_a_rehearsal_counts_everybody_in_their_own_variant(office: Office) -> None:
    await office.intake("one", residence="Lünen").until("moved_here")
    await office.intake("two", residence="Köln").until("moved_here")
    files = await head_files(office.world.db, FLOW_ID)
    path = "variants/kreis-unna.yaml"
    text = files[path].decode()
    assert "    prompt: In welcher Stadt oder Gemeinde leben Sie?\n" in text
    old = "    prompt: In welcher Stadt oder Gemeinde leben Sie?\n"
    files |= {path: text.replace(old, f"{old}    version: 2\n").encode()}
    edition = office.world.editions.opened(files, load_package(files).revision)
    counted = await rehearse(office.world, edition)
    assert (counted.silent, counted.asks, dict(counted.again)) == (1, 1, {"residence": 1})
