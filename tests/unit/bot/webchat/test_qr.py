"""The QR code on the poster."""

from __future__ import annotations

from xml.etree import ElementTree

import httpx
import pytest

from bot.channels.webchat.qr import link


async def test_the_code_is_a_picture_that_may_be_kept(client: httpx.AsyncClient) -> None:
    response = await client.get("/qr/kreis-unna.svg?lang=ar")
    assert response.headers["content-type"] == "image/svg+xml"
    assert "max-age" in response.headers["cache-control"]
    assert ElementTree.fromstring(response.content).tag.endswith("svg")


async def test_each_municipality_and_language_has_its_own(client: httpx.AsyncClient) -> None:
    codes = [(await client.get(path)).content for path in ("/qr/a.svg", "/qr/b.svg", "/qr/a.svg?lang=ar")]
    assert len(set(codes)) == 3


@pytest.mark.parametrize("key", ["A", "a b", "<x>", "a" * 33])
async def test_a_key_that_cannot_be_one_is_refused(client: httpx.AsyncClient, key: str) -> None:
    assert (await client.get(f"/qr/{key}.svg")).status_code == 404


def test_the_link_it_holds() -> None:
    assert link("https://chat.example", "kreis-unna", "ar") == "https://chat.example/c/kreis-unna?lang=ar"
    assert link("https://chat.example", "kreis-unna") == "https://chat.example/c/kreis-unna"
