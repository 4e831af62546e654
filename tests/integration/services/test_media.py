"""Pictures on both databases: stored once for all revisions, shown with the revision a conversation is on."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.persistence import tables
from backend.services.editions import Editions
from backend.services.publishing import files_of, publish, publish_shipped, roll_back, shipped_parcel
from backend.services.shipped import shipped, shipped_files
from backend.services.transcript import transcript
from flows import library
from flows.engine import Lookup
from flows.errors import LotseError
from flows.package import load_package
from flows.packaging.files import FLOW
from flows.problems import FlowError
from flows.protocol import Media, Message
from tests.integration.services.conftest import Office
from tests.support.packages import catalogue
from tests.support.person import Person
from tests.support.pictures import png, wav
from tests.support.publishing import intake_files, publish_on_head

FLOW_ID = "kim-intake"
ADULT = "prompt: Sind Sie 16 Jahre alt oder älter?"
ILLUSTRATED = (ADULT, f"{ADULT}\n        media: {{image: {{de: alter.png, ar: alter-ar.png}}, audio: alter.wav}}")


def hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


async def publish_illustrated(office: Office, picture: bytes) -> str:
    media = {"media/alter.png": picture, "media/alter-ar.png": png(3, 3), "media/alter.wav": wav()}
    arabic = catalogue({"kim-intake.title": ("", "استمارة")})  # so that it is spoken
    files = {**intake_files(ILLUSTRATED), **media, "texts/ar.po": arabic}
    return (await publish_on_head(office.world, files)).revision


def media_of(messages: list[Message]) -> list[Media]:
    return [one for message in messages for one in message.media]


async def begun(office: Office, chat: str = "person-1", lang: str = "Deutsch") -> Person:
    person = office.person(chat)
    await person.do("/start")
    await person.do(f"[{lang}]")
    return person


async def test_the_picture_of_a_published_revision_reaches_the_person(office: Office) -> None:
    await publish_illustrated(office, png())
    person = await begun(office)
    assert person.reply is not None
    picture, recording = media_of(person.reply.messages)
    assert (picture.hash, picture.type, picture.width) == (hash_of(png()), "image/png", 8)
    assert await office.gateway.media(picture.hash) == png()
    assert await office.gateway.media(recording.hash) == wav()
    page = await transcript(office.world, "web", "person-1")
    assert media_of(page.messages) == [picture, recording]
    arabic = await begun(office, "person-2", "العربية")
    assert arabic.reply is not None
    assert media_of(arabic.reply.messages)[0].hash == hash_of(png(3, 3))


async def test_what_two_revisions_have_is_stored_once_and_neither_loses_it(office: Office) -> None:
    await publish_illustrated(office, png())
    await publish_illustrated(office, png(9, 9))
    assert len(await office.rows(tables.media)) == 4
    assert len(await office.rows(tables.flow_media)) == 6
    for number, picture in ((2, png()), (3, png(9, 9))):
        files = await files_of(office.world.db, FLOW_ID, number)
        assert files["media/alter.png"] == picture
        assert files["media/alter.wav"] == wav()
    revisions = await office.rows(tables.flow_revisions)
    assert all(b"alter.png" not in row.files[:200] and wav() not in row.files for row in revisions)


async def test_the_files_of_a_revision_have_the_hash_they_were_published_with(office: Office) -> None:
    revision = await publish_illustrated(office, png())
    assert load_package(await files_of(office.world.db, FLOW_ID, 2)).revision == revision


async def test_rolling_back_brings_the_old_picture_back(office: Office) -> None:
    await publish_illustrated(office, png())
    await publish_illustrated(office, png(9, 9))
    person = await begun(office)
    assert person.reply is not None
    assert media_of(person.reply.messages)[0].hash == hash_of(png(9, 9))
    await roll_back(office.world.db, FLOW_ID, 2, author="k", note="", now=office.clock(), replaces=3)
    reply = await person.do("/repeat")
    assert media_of(reply.messages)[0].hash == hash_of(png())


async def test_another_process_knows_the_pictures_from_the_database(office: Office) -> None:
    revision = await publish_illustrated(office, png())
    world = office.world
    fresh = await Editions(world.db, Lookup(world.texts, world.places)).fetch(FLOW_ID, revision)
    assert fresh is not None
    assert fresh.lookup.media["alter.png"].hash == hash_of(png())
    assert fresh.lookup.media["alter.wav"].size == len(wav())


async def test_a_picture_that_is_missing_is_told_and_nothing_is_published(office: Office) -> None:
    with pytest.raises(FlowError) as told:
        await publish(office.world.db, intake_files(ILLUSTRATED), author="k", note="", now=office.clock())
    assert {problem.code for problem in told.value.problems} == {"package.media_missing"}
    assert len(told.value.problems) == 3
    assert len(await office.rows(tables.flow_revisions)) == 1


@pytest.mark.parametrize("content", [b"<svg onload='alert(1)'/>", png()[:20], png() + bytes(5_000_000)], ids=len)
async def test_what_is_no_picture_is_not_published(office: Office, content: bytes) -> None:
    with pytest.raises(FlowError) as told:
        await publish_illustrated(office, content)
    assert {problem.code for problem in told.value.problems} == {"package.media"}
    assert await office.rows(tables.media) == []


@pytest.fixture
def another_product(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A version of the product whose flow, and whose variant for Leverkusen, show pictures."""
    shutil.copytree(Path(library.__file__).parent / "definitions" / "variants", tmp_path / "variants")
    (tmp_path / "kim-intake.yaml").write_bytes(intake_files(ILLUSTRATED)[FLOW])
    variant = tmp_path / "variants" / "leverkusen.yaml"
    own = "\nchange:\n  adults: {media: {image: lev.png}}\n"
    variant.write_text(re.sub(r"\nchange:\n", own, variant.read_text("utf-8")), "utf-8")
    assert "lev.png" in variant.read_text("utf-8")
    (tmp_path / "media").mkdir()
    for name, content in (
        ("alter.png", png(7, 7)),
        ("alter-ar.png", png(3, 3)),
        ("alter.wav", wav()),
        ("lev.png", png(5, 5)),
    ):
        (tmp_path / "media" / name).write_bytes(content)
    made = (shipped, shipped_files, shipped_parcel)
    kept = (library.builtin, library.builtin_ids, library.builtin_package, library._variants, *made)
    monkeypatch.setattr(library, "_definitions", lambda: tmp_path)
    for one in kept:
        one.cache_clear()
    yield
    monkeypatch.undo()
    for one in kept:
        one.cache_clear()


async def test_pictures_of_the_product_come_with_it(office: Office, another_product: None) -> None:
    """Also those that only a variant shows."""
    world = office.world
    (made,) = await publish_shipped(world.db, world.editions, world.texts, office.clock())
    assert made.shipped
    assert {row.name for row in await office.rows(tables.flow_media)} == {
        "alter.png", "alter-ar.png", "alter.wav", "lev.png",
    }  # fmt: skip
    person = await begun(office)
    assert person.reply is not None
    assert media_of(person.reply.messages)[0].hash == hash_of(png(7, 7))
    for content in (png(7, 7), png(5, 5), wav()):
        assert await office.gateway.media(hash_of(content)) == content
    fresh = await Editions(world.db, Lookup(world.texts, world.places)).fetch(FLOW_ID, made.revision)
    assert fresh is not None
    assert fresh.lookup.media["lev.png"].width == 5
    assert await publish_shipped(world.db, world.editions, world.texts, office.clock()) == []


async def test_a_hash_nobody_published_is_unknown(office: Office) -> None:
    await publish_illustrated(office, png())
    for key in (hash_of(b"another"), hash_of(png())[:-1], "", "%"):
        with pytest.raises(LotseError) as told:
            await office.gateway.media(key)
        assert told.value.code == "media.unknown"
