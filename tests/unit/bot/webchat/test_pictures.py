"""Pictures and recordings in the web chat: shown without a script, served to the person who is shown them alone."""

from __future__ import annotations

import re

import httpx
import pytest

from bot.channels.webchat.sessions import Session
from flows.protocol import Media
from tests.support.memory_gateway import MemoryGateway
from tests.support.pictures import media_of, png, wav
from tests.support.plain_browser import PlainBrowser
from tests.unit.bot.webchat.test_conversation import begun

PICTURE = media_of(png(30, 20), 'Ein Haus mit "Garten" & <Hof>')
SOUND = media_of(wav(), "Frage zum Anhören", "audio/wav")


@pytest.fixture
def gateway(gateway: MemoryGateway) -> MemoryGateway:
    gateway.illustrations["adult"] = [PICTURE, SOUND]
    gateway.pictures = {PICTURE.hash: png(30, 20), SOUND.hash: wav()}
    return gateway


async def shown(browser: PlainBrowser, client: httpx.AsyncClient) -> tuple[str, str, str]:
    """The page, and the addresses of its picture and its recording."""
    await begun(browser)
    page = (await client.get("/")).text
    addresses = re.findall(r'src="(/media/[^"]+)"', page)
    assert len(addresses) == 2
    return page, addresses[0], addresses[1]


async def test_a_question_shows_its_picture_and_offers_its_recording(
    browser: PlainBrowser, client: httpx.AsyncClient, gateway: MemoryGateway
) -> None:
    page, _, _ = await shown(browser, client)
    (image,) = re.findall(r"<figure[^>]*><img [^>]*>", page)
    assert 'alt="Ein Haus mit &#34;Garten&#34; &amp; &lt;Hof&gt;"' in image
    assert 'width="30" height="20"' in image
    assert 'loading="lazy"' in image
    (audio,) = re.findall(r"<audio [^>]*>", page)
    assert "controls" in audio
    assert 'preload="none"' in audio
    assert 'aria-label="Frage zum Anhören"' in audio


async def test_they_come_from_our_own_address_as_what_they_are(
    browser: PlainBrowser, client: httpx.AsyncClient, gateway: MemoryGateway
) -> None:
    _, picture, sound = await shown(browser, client)
    for address, content, media_type in ((picture, png(30, 20), "image/png"), (sound, wav(), "audio/wav")):
        response = await client.get(address)
        assert (response.status_code, response.content) == (200, content)
        assert response.headers["content-type"] == media_type
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["cache-control"] == "private, max-age=31536000, immutable"
        assert "default-src 'none'" in response.headers["content-security-policy"]


async def test_pages_allow_pictures_and_recordings_of_our_own_and_no_others(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/")).headers["content-security-policy"].split("; ")
    assert "media-src 'self'" in policy
    assert "img-src 'self' data:" in policy


async def test_another_session_does_not_get_them(
    browser: PlainBrowser, client: httpx.AsyncClient, gateway: MemoryGateway
) -> None:
    """faults: C. Neither with the address nor with the hash."""
    _, picture, _ = await shown(browser, client)
    client.cookies.clear()
    assert (await client.get(picture)).status_code == 404, "without a session"
    await begun(browser)
    assert (await client.get(picture)).status_code == 404, "with another one"
    token = client.cookies["lotse"]
    assert (
        await client.get(f"/media/{PICTURE.hash}/{Session(token, known=True).mark(PICTURE.hash)}")
    ).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        f"/media/{'0' * 64}/MARK",
        f"/media/{PICTURE.hash}/",
        f"/media/{PICTURE.hash}/{'0' * 32}",
        f"/media/{PICTURE.hash}/%C3%A4",
        "/media/..%2F..%2Fetc%2Fpasswd/x",
        f"/media/{PICTURE.hash.upper()}/MARK",
    ],
)
async def test_a_made_up_address_leads_nowhere(
    browser: PlainBrowser, client: httpx.AsyncClient, gateway: MemoryGateway, path: str
) -> None:
    """faults: B"""
    _, picture, _ = await shown(browser, client)
    assert (await client.get(path.replace("MARK", picture.rsplit("/", 1)[1]))).status_code == 404


async def test_a_picture_that_is_gone_or_is_none_is_not_there(
    browser: PlainBrowser, client: httpx.AsyncClient, gateway: MemoryGateway
) -> None:
    _, picture, _ = await shown(browser, client)
    gateway.pictures[PICTURE.hash] = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    assert (await client.get(picture)).status_code == 404
    del gateway.pictures[PICTURE.hash]
    assert (await client.get(picture)).status_code == 404
    gateway.fail = ["backend.unavailable"]
    assert (await client.get(picture)).status_code == 503
    assert "adult?" in (await client.get("/")).text, "the question is there all the same"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-1", 0, 1),
        ("bytes=10-", 10, -1),
        ("bytes=-4", -4, -1),
        ("bytes=5-99999999", 5, -1),
        ("bytes=0-0", 0, 0),
    ],
)
async def test_a_recording_comes_in_pieces(
    browser: PlainBrowser, client: httpx.AsyncClient, gateway: MemoryGateway, asked: str, first: int, last: int
) -> None:
    """Without that no iPhone plays it."""
    _, _, sound = await shown(browser, client)
    content, size = wav(), len(wav())
    first, last = first % size, last % size
    response = await client.get(sound, headers={"range": asked})
    assert response.status_code == 206
    assert response.content == content[first : last + 1]
    assert response.headers["content-range"] == f"bytes {first}-{last}/{size}"


@pytest.mark.parametrize(
    ("asked", "status"),
    [("bytes=99999999-", 416), ("bytes=5-2", 416), ("bytes=-0", 416), ("bytes=-", 200), ("bytes=0-1,3-4", 200),
     ("lines=1-2", 200), ("bytes=٣-٤", 200)],
)  # fmt: skip
async def test_a_piece_there_is_not(
    browser: PlainBrowser, client: httpx.AsyncClient, gateway: MemoryGateway, asked: str, status: int
) -> None:
    _, _, sound = await shown(browser, client)
    response = await client.get(sound, headers=[(b"range", asked.encode())])
    assert response.status_code == status
    assert response.content == (wav() if status == 200 else b"")


async def test_pictures_do_not_use_up_what_a_person_may_ask_of_pages(
    browser: PlainBrowser, client: httpx.AsyncClient, gateway: MemoryGateway
) -> None:
    _, picture, _ = await shown(browser, client)
    found = [(await client.get(picture)).status_code for _ in range(201)]
    assert found == [200] * 200 + [429]
    assert (await client.get("/")).status_code == 200


def test_a_mark_belongs_to_one_session_and_one_picture() -> None:
    one, other = Session("a" * 43, known=True), Session("b" * 43, known=True)
    keys: list[Media] = [PICTURE, SOUND]
    assert len({session.mark(media.hash) for session in (one, other) for media in keys}) == 4
