"""How long a login still lasts: pages may ask without making it longer, whoever wants to stay makes it longer."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from backend.persistence.tables import staff_sessions
from backend.services import auth
from tests.integration.desk.conftest import STAFF, DeskTest
from tests.support.desk import csrf_of, log_in, page_of, post, rows_of

IDLE, ABSOLUTE = auth.IDLE // 1000, auth.ABSOLUTE // 1000
OUT = "Sie sind abgemeldet."


async def lasting(client: httpx.AsyncClient) -> dict[str, Any]:
    reply = await client.get("/desk/session")
    assert reply.status_code == 200
    told: dict[str, Any] = reply.json()
    return told


async def seen(desk: DeskTest) -> dict[str, int]:
    """When each person was last seen, by their id."""
    return {row["staff_id"]: row["seen_at"] for row in await rows_of(desk.world, staff_sessions)}


@pytest.mark.parametrize("verb", ["GET", "HEAD"])
async def test_asking_is_no_activity(desk: DeskTest, verb: str) -> None:
    client = await desk.as_("manager")
    before = await seen(desk)
    desk.clock.pass_(minutes=28)
    assert (await client.request(verb, "/desk/session")).status_code == 200
    assert await seen(desk) == before
    desk.clock.pass_(minutes=2)
    reply = await client.request(verb, "/desk/session")
    assert (reply.status_code, reply.headers["location"][:11]) == (303, "/desk/login")


@pytest.mark.parametrize("login", sorted(STAFF))
async def test_everybody_is_told_of_their_own_login_and_extends_no_other(desk: DeskTest, login: str) -> None:
    other = next(one for one in sorted(STAFF) if one != login)
    client, bystander = await desk.as_(login), await desk.as_(other)
    csrf = csrf_of(await page_of(client, "/desk/account"))
    desk.clock.pass_(minutes=28)
    assert await lasting(client) == {"left": 120, "final": False, "csrf": csrf}
    renewed = await client.post("/desk/session", data={"csrf": csrf})
    assert (renewed.status_code, renewed.json()) == (200, {"left": IDLE, "final": False, "csrf": csrf})
    assert (await lasting(client))["left"] == IDLE
    assert (await lasting(bystander))["left"] == 120
    desk.clock.pass_(minutes=29)
    assert (await client.get("/desk/cases")).status_code == 200


async def test_a_page_says_how_long_the_login_lasts(desk: DeskTest) -> None:
    client = await desk.as_("manager")
    desk.clock.pass_(minutes=20)
    assert f'data-left="{IDLE}"' in await page_of(client, "/desk/cases")
    desk.clock.pass_(seconds=40)  # seen less than a minute ago is seen: what is said is what counts
    assert f'data-left="{IDLE - 40}"' in await page_of(client, "/desk/cases")


async def test_near_its_last_end_a_login_cannot_be_extended(desk: DeskTest) -> None:
    client = await desk.as_("manager")
    for _ in range(23):
        desk.clock.pass_(minutes=25)
        await page_of(client, "/desk/account")
    desk.clock.pass_(seconds=ABSOLUTE - 23 * 25 * 60 - 100)
    csrf = csrf_of(await page_of(client, "/desk/account"))
    told = {"left": 100, "final": True, "csrf": csrf}
    assert await lasting(client) == told
    assert (await client.post("/desk/session", data={"csrf": csrf})).json() == told
    desk.clock.pass_(seconds=100)
    assert (await client.post("/desk/session", data={"csrf": csrf})).headers["location"].startswith("/desk/login")


async def test_another_login_in_the_same_browser_is_not_this_page_s(desk: DeskTest) -> None:
    """A page left open knows that it is over, although somebody is logged in again, and cannot extend that login."""
    client = await desk.as_("manager")
    before = (await lasting(client))["csrf"]
    await log_in(client, "manager")
    assert (await lasting(client))["csrf"] != before
    assert (await client.post("/desk/session", data={"csrf": before})).status_code == 403


async def test_only_who_has_just_logged_out_is_told_so(desk: DeskTest) -> None:
    client = await desk.as_("manager")
    reply = await post(client, "/desk/logout")
    assert OUT in await page_of(client, reply.headers["location"])
    assert "You are logged out." in await page_of(client, reply.headers["location"] + "&lang=en")
    form = re.search(r'<form method="post" action="([^"]+)"', await page_of(client, reply.headers["location"]))
    assert form
    assert OUT not in (await client.post(form[1], data={"login": "manager", "password": "wrong"})).text
    assert OUT not in await page_of(client, "/desk/login")
    led = await client.get("/desk/account")
    assert OUT not in await page_of(client, led.headers["location"])


async def test_nobody_who_is_logged_out_is_warned(desk: DeskTest) -> None:
    for page in (await page_of(desk.browser(), "/desk/login"), (await (await desk.as_("manager")).get("/desk/x")).text):
        assert "ending" not in page
