"""A desk with staff of two jurisdictions, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from backend.domain.permissions import Role
from backend.services.world import World
from tests.support.desk import browser, desk_app, log_in, seed_staff, seed_teams
from tests.support.passwords import hash_quickly
from tests.support.world import Clock, a_world

UNNA, NEUSS = "kreis-unna", "rhein-kreis-neuss"
NORD, SUED = "kreis-unna.nordkreis", "kreis-unna.suedkreis"


@dataclass(slots=True)
class DeskTest:
    """`staff`: id by login. Logins: manager, colleague (Südkreis), coordinator, supervisor, stranger and
    foreign_coordinator (Neuss)."""

    world: World
    clock: Clock
    app: FastAPI
    staff: dict[str, str] = field(default_factory=dict)
    _clients: list[httpx.AsyncClient] = field(default_factory=list)

    def browser(self, address: str = "192.0.2.7") -> httpx.AsyncClient:
        self._clients.append(browser(self.app, address))
        return self._clients[-1]

    async def as_(self, login: str) -> httpx.AsyncClient:
        """A browser in which `login` is logged in."""
        client = self.browser()
        reply = await log_in(client, login)
        assert reply.status_code == 303, reply.text
        return client

    async def close(self) -> None:
        for client in self._clients:
            await client.aclose()


STAFF = {
    "manager": (Role.CASE_MANAGER, UNNA, NORD),
    "colleague": (Role.CASE_MANAGER, UNNA, SUED),
    "coordinator": (Role.COORDINATOR, UNNA, None),
    "supervisor": (Role.SUPERVISOR, UNNA, None),
    "stranger": (Role.CASE_MANAGER, NEUSS, None),
    "foreign_coordinator": (Role.COORDINATOR, NEUSS, None),
    "foreign_supervisor": (Role.SUPERVISOR, NEUSS, None),
}


@pytest_asyncio.fixture
async def desk(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DeskTest]:
    hash_quickly(monkeypatch)
    clock = Clock()
    world = await a_world(database_url, clock)
    await seed_teams(world)
    found = DeskTest(world, clock, desk_app(world))
    for login, (role, jurisdiction, team) in STAFF.items():
        found.staff[login] = await seed_staff(world, login, role, jurisdiction, team)
    yield found
    await found.close()
    found.app.state.desk.gate.close()
    await world.db.close()
