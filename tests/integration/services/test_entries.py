"""Removing an entry of a repeat, where keys are remembered: edited messages, the page after a reload, the case."""

from __future__ import annotations

from pathlib import Path

import pytest_asyncio

from backend.allinone.console import about
from backend.allinone.gateway import InProcessGateway
from backend.bootstrap.turns import create_turns
from flows.package import load_package
from flows.protocol import EditedIn
from tests.integration.services.conftest import Office
from tests.support.person import ISOLATES, Person

HOUSEHOLD = Path(__file__).parents[2] / "flows" / "household.yaml"
CHILDREN = ("/start", "[Deutsch]", "Olena", "[Lünen]", "[Gahmen]", "[Mit Gas]", "[Vorschlag]", "[Ja]", "2")
FIRST, SECOND = ("Ada", "2023", "[Nein]"), ("Bea", "2022", "[Ja]")


@pytest_asyncio.fixture
async def guest(office: Office) -> Person:
    """Somebody with two children who is asked about earlier work. Event ids are the words that were written."""
    world = about(office.world, load_package({"flow.yaml": HOUSEHOLD.read_bytes()}))
    person = Person(InProcessGateway(world, create_turns(world)))
    for line in (*CHILDREN, *FIRST, *SECOND, "[Ja]"):
        await person.send(person.understood(line), None if line[0] in "/[" else line)
    return person


async def remove(guest: Person, entry: str) -> None:
    await guest.do(f"/edit -{entry}")
    await guest.do("[Ja, entfernen]")


async def data_of(guest: Person) -> str:
    return (await guest.do("/data")).messages[0].text.translate(ISOLATES)


async def test_an_edited_message_corrects_the_entry_it_was_written_about(guest: Person) -> None:
    """faults: A5"""
    await remove(guest, "children#1")
    await guest.send(EditedIn(of="Bea", text="Beate"))
    assert "Wie heißt Kind 1? Beate" in await data_of(guest)


async def test_an_edited_message_about_a_removed_entry_changes_nobody_else(guest: Person) -> None:
    """faults: A5"""
    await remove(guest, "children#1")
    reply = await guest.send(EditedIn(of="Ada", text="Adele"))
    assert [message.role for message in reply.messages] == ["notice"]
    assert "Wie heißt Kind 1? Bea" in await data_of(guest)


async def test_the_page_tells_what_was_said_of_the_entries_that_are_left(guest: Person) -> None:
    await remove(guest, "children#1")
    page = await guest.gateway.transcript("web", guest.chat)  # type: ignore[attr-defined]
    told = [message.text.translate(ISOLATES) for message in page.messages]
    assert "Ada" not in "\n".join(told)
    at = told.index("Kind 1\nWann ist Bea geboren?")
    assert told[at + 1] == "2022"
    assert told.count("Kind 1\nWie heißt Kind 1?") == 1
    assert told.count("Ja, entfernen") == 1
    assert any("\nKind 1\nAlle Antworten dazu" in text for text in told)


async def test_the_page_after_the_entry_is_back(guest: Person) -> None:
    before = await guest.gateway.transcript("web", guest.chat)  # type: ignore[attr-defined]
    await remove(guest, "children#1")
    await guest.do("/back")
    after = await guest.gateway.transcript("web", guest.chat)  # type: ignore[attr-defined]
    first = len(before.messages) - 1  # the last one had buttons then
    assert [message.text for message in after.messages[:first]] == [message.text for message in before.messages[:first]]
