"""What a municipality has recorded reaches its own people, in the language it speaks, while it says what is written."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import pytest
import sqlalchemy as sa

from backend.content.recordings import read_recording
from backend.domain.permissions import Role, Staff
from backend.persistence import media, tables
from backend.persistence import recordings as store
from backend.persistence.database import Connection
from backend.services import recordings
from backend.services.publishing import publish
from backend.services.transcript import transcript
from flows.errors import LotseError
from flows.protocol import Media, TurnReply
from tests.integration.services.conftest import Office
from tests.support.publishing import intake_files
from tests.support.sounds import sound

UNNA = Staff("c" * 32, "Coordinator", Role.COORDINATOR, "kreis-unna", None, "de")
ADULT = "prompt: Sind Sie 16 Jahre alt oder älter?"
HASH = read_recording(sound()).about.hash


async def record(
    office: Office, lang: str = "de", step: str = "of_age", number: int = 0, name: str = "tone.ogg"
) -> None:
    await recordings.add(office.world, UNNA, lang, step, number, sound(name))


async def begun(office: Office, chat: str = "p", lang: str = "Deutsch", place: str | None = "kreis-unna") -> TurnReply:
    person = office.person(chat, jurisdiction=place)
    await person.do("/start")
    return await person.do(f"[{lang}]")


def media_of(reply: TurnReply) -> list[Media]:
    return [one for message in reply.messages for one in message.media]


async def state_of(office: Office, step: str = "of_age") -> str:
    listed = await recordings.listed(office.world, UNNA, "de")
    return next(item.state for item in listed.items if item.step == step)


async def test_it_comes_with_the_question_in_every_channel_and_on_the_page(office: Office) -> None:
    await record(office)
    (heard,) = media_of(await begun(office))
    assert (heard.kind, heard.hash, heard.type) == ("audio", HASH, "audio/ogg")
    assert await office.gateway.media(heard.hash) == read_recording(sound()).content
    page = await transcript(office.world, "web", "p")
    assert [one for message in page.messages for one in message.media] == [heard]


@pytest.mark.parametrize(
    ("lang", "place"), [("Українська", "kreis-unna"), ("Deutsch", "leverkusen"), ("Deutsch", None)]
)
async def test_another_language_or_jurisdiction_has_none(office: Office, lang: str, place: str | None) -> None:
    await record(office)
    assert media_of(await begun(office, lang=lang, place=place)) == []


async def test_what_is_removed_or_replaced_counts_at_the_next_message(office: Office) -> None:
    await record(office)
    person = office.person("p", jurisdiction="kreis-unna")
    await person.do("/start")
    assert [one.hash for one in media_of(await person.do("[Deutsch]"))] == [HASH]
    await record(office, number=1, name="tone.mp3")
    assert [one.type for one in media_of(await person.do("/repeat"))] == ["audio/mpeg"]
    await recordings.act(office.world, UNNA, "de", "of_age", 2, "remove", 0)
    assert media_of(await person.do("/repeat")) == []
    await recordings.act(office.world, UNNA, "de", "of_age", 3, "restore", 1)
    assert [one.hash for one in media_of(await person.do("/repeat"))] == [HASH]
    await recordings.act(office.world, UNNA, "de", "of_age", 4, "erase", 0)
    assert media_of(await person.do("/repeat")) == []
    with pytest.raises(LotseError) as told:
        await office.gateway.media(HASH)
    assert told.value.code == "media.unknown"


async def test_a_reworded_question_is_not_spoken_in_old_words(office: Office) -> None:
    await record(office)
    assert await state_of(office) == "fresh"
    files = intake_files((ADULT, "prompt: Sind Sie schon 16 Jahre alt?"))
    await publish(office.world.db, files, author="k", note="", now=office.clock())
    assert media_of(await begun(office)) == []
    assert await state_of(office) == "stale"
    await record(office, number=1, name="tone.m4a")
    assert await state_of(office) == "fresh"
    assert [one.type for one in media_of(await begun(office, "q"))] == ["audio/mp4"]


async def test_what_was_spoken_for_a_question_that_is_gone_can_still_be_erased(office: Office) -> None:
    place = store.Place("kreis-unna", "kim-intake", "dropped", "de")

    def spoken_once(conn: Connection) -> None:
        found = read_recording(sound())
        media.keep(conn, [(found.about, found.content)])
        store.append(conn, place, "added", store.Sound(HASH, 0.6, "0" * 64), at=1, actor=UNNA.id)

    await office.world.db.write(spoken_once)
    assert await state_of(office, "dropped") == "gone"
    assert (await recordings.counts(office.world, UNNA))["de"].fresh == 0
    for action, number in (("restore", 1), ("remove", 1), ("erase", 0), ("erase", -1)):
        with pytest.raises(LotseError) as told:
            await recordings.act(office.world, UNNA, "de", "dropped", number, action, 1)
        assert told.value.code == "desk.not_found"
    await recordings.act(office.world, UNNA, "de", "dropped", 1, "erase", 0)
    assert await office.rows(tables.media) == []
    listed = await recordings.listed(office.world, UNNA, "de")
    assert "dropped" not in {item.step for item in listed.items}


async def test_of_two_uploads_at_once_one_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else's place in another language is no conflict. Each looks before the one before it is done."""
    keep, before = media.keep, itertools.count()

    def late(conn: Connection, found: Any) -> None:
        if conn.dialect.name == "postgresql":  # SQLite has one writer anyway
            conn.execute(sa.text("SELECT pg_sleep(:seconds)"), {"seconds": next(before) / 10})
        keep(conn, found)

    monkeypatch.setattr(media, "keep", late)
    done = await asyncio.gather(*(record(office, lang) for lang in ("de", "uk", "ar", "de")), return_exceptions=True)
    assert [getattr(one, "code", one) for one in done if one is not None] == ["desk.conflict"]
    rows = await office.rows(tables.recordings)
    assert sorted(row.id for row in rows) == [1, 2, 3]
    assert len(await office.rows(tables.media)) == 1


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "recording.nothing"), (b"x", "recording.type"), (sound()[:90], "recording.damaged")]
)
async def test_what_cannot_be_played_is_refused_and_not_stored(office: Office, content: bytes, code: str) -> None:
    with pytest.raises(LotseError) as told:
        await recordings.add(office.world, UNNA, "de", "of_age", 0, content)
    assert told.value.code == code
    assert await office.rows(tables.recordings) == []
