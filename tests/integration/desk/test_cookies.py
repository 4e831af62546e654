"""The session cookie as `create_app` gives it: its name and flags follow from the address of the desk."""

from __future__ import annotations

import httpx
import pytest

from backend.bootstrap.app import create_app
from backend.bootstrap.turns import create_turns
from backend.domain.permissions import Role
from tests.support.desk import browser, log_in, seed_staff, seed_teams
from tests.support.passwords import hash_quickly
from tests.support.world import a_world


async def logged_in(database_url: str, desk_url: str) -> httpx.Response:
    world = await a_world(database_url, desk_url=desk_url)
    await seed_teams(world)
    await seed_staff(world, "manager", Role.CASE_MANAGER, "kreis-unna", "kreis-unna.nordkreis")
    app = create_app(world, create_turns(world))
    try:
        async with browser(app) as client:
            reply = await log_in(client, "manager")
    finally:
        app.state.desk.gate.close()
        await world.db.close()
    assert reply.status_code == 303
    return reply


def cookie(reply: httpx.Response) -> tuple[str, set[str]]:
    """Name and flags."""
    (given,) = [one for one in reply.headers.get_list("set-cookie") if "lotse-desk=" in one]
    value, *flags = given.split("; ")
    return value.partition("=")[0], set(flags)


@pytest.mark.parametrize(
    "desk_url", ["https://desk.example.org", "HTTPS://desk.example.org/", "Https://desk.test:8443"]
)
async def test_with_https_in_any_letters_the_cookie_is_this_hosts_alone_and_for_tls(
    database_url: str, desk_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: C"""
    hash_quickly(monkeypatch)
    reply = await logged_in(database_url, desk_url)
    assert cookie(reply) == ("__Host-lotse-desk", {"Secure", "HttpOnly", "SameSite=lax", "Path=/"})
    assert reply.headers["strict-transport-security"]


async def test_on_this_machine_it_does_without_tls_and_nothing_else(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash_quickly(monkeypatch)
    reply = await logged_in(database_url, "http://127.0.0.1:8001")
    assert cookie(reply) == ("lotse-desk", {"HttpOnly", "SameSite=lax", "Path=/"})
    assert "strict-transport-security" not in reply.headers
