"""Recordings at the desk: coordination of a jurisdiction uploads, hears, replaces, removes and erases its own.

faults: C (every route × role × municipality; not-found equals not-allowed; attachments), D (uploaded files)
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

import httpx
import pytest

from backend.content.recordings import LARGEST, read_recording
from backend.domain.permissions import Role
from backend.persistence.tables import media, recordings
from tests.integration.desk.conftest import STAFF, UNNA, DeskTest
from tests.support.desk import csrf_of, rows_of
from tests.support.sounds import GOOD, sound

PAGE = "/desk/languages/uk/recordings"
STEP = f"{PAGE}/adults"
SOUNDS = "/desk/languages/uk/sounds"


def hash_of(name: str = "tone.ogg") -> str:
    return read_recording(sound(name)).about.hash


async def upload(client: httpx.AsyncClient, content: bytes | None, path: str = STEP, **fields: str) -> httpx.Response:
    csrf = csrf_of((await client.get("/desk/account")).text)
    files = {"sound": ("../../etc/passwd", content, "text/html")} if content is not None else {"sound": ("", b"")}
    return await client.post(path, data={"csrf": csrf, "number": "0", **fields}, files=files)


async def act(client: httpx.AsyncClient, action: str, number: int, line: int = 0) -> httpx.Response:
    data = {"csrf": csrf_of((await client.get("/desk/account")).text), "number": str(number), "line": str(line)}
    return await client.post(f"{STEP}/{action}", data=data)


async def kept(desk: DeskTest) -> list[list[dict[str, Any]]]:
    return [await rows_of(desk.world, recordings), await rows_of(desk.world, media)]


@pytest.mark.parametrize("login", sorted(STAFF))
async def test_who_may_what_with_whose_recordings(desk: DeskTest, login: str) -> None:
    """Every route, every role, the own jurisdiction and a foreign one."""
    role, jurisdiction, _ = STAFF[login]
    assert (await upload(await desk.as_("coordinator"), sound())).status_code == 303
    before = await kept(desk)
    client = await desk.as_(login)
    keeps, own = role is Role.COORDINATOR, role is Role.COORDINATOR and jurisdiction == UNNA
    assert (await client.get(PAGE)).status_code == (200 if keeps else 404)
    assert (await client.get(f"{SOUNDS}/{hash_of()}")).status_code == (200 if own else 404)
    for action, line in (("restore", 1), ("remove", 0), ("erase", 0)):
        reply = await act(client, action, 1, line)
        # a foreign coordinator has a list of their own, in which number 1 is not the last
        assert reply.status_code == (303 if own else 409 if keeps else 404), action
        assert own or await kept(desk) == before
        if own:
            break
    reply = await upload(client, sound("tone.mp3"), number="2" if own else "0")
    assert reply.status_code == (303 if keeps else 404)
    assert keeps or await kept(desk) == before
    if keeps and not own:
        page = await (await desk.as_("coordinator")).get(PAGE)
        assert hash_of() in page.text
        assert hash_of("tone.mp3") not in page.text
        assert hash_of() not in (await client.get(PAGE)).text


async def test_what_is_foreign_and_what_is_not_there_are_the_same_answer(desk: DeskTest) -> None:
    await upload(await desk.as_("coordinator"), sound())
    foreign = await desk.as_("foreign_coordinator")
    replies = [await foreign.get(f"{SOUNDS}/{key}") for key in (hash_of(), "0" * 64)]
    assert {reply.status_code for reply in replies} == {404}
    assert replies[0].text == replies[1].text


@pytest.mark.parametrize("name", GOOD)
async def test_a_recording_is_stored_and_can_be_heard_whole_and_in_pieces(desk: DeskTest, name: str) -> None:
    client = await desk.as_("coordinator")
    reply = await upload(client, sound(name))
    assert (reply.status_code, reply.headers["location"]) == (303, f"{PAGE}?done=added&step=adults")
    page = (await client.get(reply.headers["location"])).text
    assert "Die Aufnahme ist gespeichert." in page
    assert "1 von " in page
    (address,) = set(re.findall(r'<audio[^>]* src="([^"]+)"', page))
    heard = await client.get(address)
    assert hashlib.sha256(heard.content).hexdigest() == hash_of(name) == address.rsplit("/", 1)[1]
    assert heard.headers["content-type"] == read_recording(sound(name)).about.type
    assert heard.headers["cache-control"] == "no-store"
    assert "media-src 'self'" in heard.headers["content-security-policy"]
    piece = await client.get(address, headers={"range": "bytes=2-5"})
    assert (piece.status_code, piece.content) == (206, heard.content[2:6])
    assert piece.headers["content-range"] == f"bytes 2-5/{len(heard.content)}"
    beyond = await client.get(address, headers={"range": f"bytes={len(heard.content)}-"})
    assert beyond.status_code == 416


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (None, 422, "keine Datei ausgewählt"),
        (b"", 422, "keine Datei ausgewählt"),
        (b"<script>alert(1)</script>", 422, "keine Aufnahme, die wir abspielen"),
        (sound("film.mp4"), 422, "keine Aufnahme, die wir abspielen"),
        (sound()[:200], 422, "beschädigt oder leer"),
        (sound() + bytes(LARGEST), 413, "höchstens 3 Megabyte"),
        (bytes(LARGEST * 2), 413, "höchstens 3 Megabyte"),
    ],
    ids=["none", "empty", "script", "film", "damaged", "large", "flood"],
)
async def test_what_is_no_recording_is_told_and_not_stored(
    desk: DeskTest, content: bytes | None, status: int, said: str
) -> None:
    client = await desk.as_("coordinator")
    reply = await upload(client, content)
    assert (reply.status_code, said in reply.text) == (status, True), reply.text[:3000]
    assert await kept(desk) == [[], []]


async def test_a_form_that_is_not_one_is_told(desk: DeskTest) -> None:
    client = await desk.as_("coordinator")
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        reply = await client.post(STEP, content=b"--x\r\n\xff", headers={"content-type": kind})
        assert reply.status_code in (403, 422)
    assert await kept(desk) == [[], []]


@pytest.mark.parametrize("csrf", ["", "0" * 64])
async def test_no_upload_counts_without_its_csrf_token(desk: DeskTest, csrf: str) -> None:
    client = await desk.as_("coordinator")
    assert (await upload(client, sound(), csrf=csrf)).status_code == 403
    assert await kept(desk) == [[], []]


async def test_without_a_session_nothing_is_heard_or_taken(desk: DeskTest) -> None:
    await upload(await desk.as_("coordinator"), sound())
    client = desk.browser()
    for reply in (
        await client.get(PAGE),
        await client.get(f"{SOUNDS}/{hash_of()}"),
        await client.post(STEP, files={"sound": ("a.ogg", sound())}),
    ):
        assert reply.status_code == 303
        assert reply.headers["location"].startswith("/desk/login")


@pytest.mark.parametrize("path", ["/desk/languages/uk/recordings/nowhere", "/desk/languages/xx/recordings/adults"])
async def test_what_is_no_step_or_no_language_is_not_found(desk: DeskTest, path: str) -> None:
    assert (await upload(await desk.as_("coordinator"), sound(), path)).status_code == 404
    assert await kept(desk) == [[], []]


async def test_a_question_with_answers_in_it_cannot_be_spoken(desk: DeskTest) -> None:
    client = await desk.as_("coordinator")
    page = (await client.get(PAGE)).text
    unspeakable = re.findall(r'id="step-(\w+)"(?:(?!id="step-).)*nicht aufnehmbar', page, re.S)
    assert unspeakable
    for step in unspeakable:
        assert (await upload(client, sound(), f"{PAGE}/{step}")).status_code == 404
    assert await kept(desk) == [[], []]


async def test_replaced_removed_brought_back_and_erased(desk: DeskTest) -> None:
    client = await desk.as_("coordinator")
    await upload(client, sound())
    assert (await upload(client, sound("tone.mp3"), number="1")).status_code == 303
    assert (await upload(client, sound("tone.m4a"), number="1")).status_code == 409, "somebody was faster"
    page = (await client.get(f"{PAGE}?done=added&step=adults")).text
    assert page.index(hash_of("tone.mp3")) < page.index(hash_of())
    assert (await act(client, "remove", 2)).status_code == 303
    page = (await client.get(f"{PAGE}?done=remove&step=adults")).text
    assert "Rückgängig" in page
    assert "0 von " in page
    assert (await act(client, "restore", 3, line=3)).status_code == 404, "a line without a recording"
    assert (await act(client, "restore", 3, line=1)).status_code == 303
    assert (await act(client, "erase", 3)).status_code == 409
    assert (await act(client, "erase", 4)).status_code == 303
    page = (await client.get(PAGE)).text
    assert "<audio" not in page
    assert [word in page for word in ("aufgenommen ·", "entfernt ·", "wiederhergestellt ·", "gelöscht ·")] == [True] * 4
    rows, bytes_kept = await kept(desk)
    assert [row["action"] for row in rows] == ["added", "added", "removed", "restored", "erased"]
    assert {row["hash"] for row in rows} == {None}
    assert bytes_kept == []
    assert (await client.get(f"{SOUNDS}/{hash_of()}")).status_code == 404


async def test_erasing_keeps_the_bytes_that_another_question_plays(desk: DeskTest) -> None:
    client = await desk.as_("coordinator")
    await upload(client, sound())
    assert (await upload(client, sound(), "/desk/languages/ar/recordings/adults")).status_code == 303
    assert (await act(client, "erase", 1)).status_code == 303
    assert [row["hash"] for row in (await kept(desk))[1]] == [hash_of()]
    assert (await client.get(f"/desk/languages/ar/sounds/{hash_of()}")).status_code == 200


async def test_the_languages_say_how_many_are_spoken(desk: DeskTest) -> None:
    client = await desk.as_("coordinator")
    await upload(client, sound())
    page = (await client.get("/desk/languages")).text
    assert re.search(r'href="/desk/languages/uk/recordings"[^>]*><span.*?</span>1 von \d+ gesprochen', page)
    assert re.search(r'href="/desk/languages/de/recordings"[^>]*><span.*?</span>0 von \d+ gesprochen', page)
