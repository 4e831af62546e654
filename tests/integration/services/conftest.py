"""The conversation service on both databases, without a wire: turns in, replies out, and a look at what is stored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
import pytest_asyncio
import sqlalchemy as sa

from backend.allinone.gateway import InProcessGateway
from backend.bootstrap.turns import create_turns
from backend.domain.permissions import Role
from backend.persistence import tables
from backend.persistence.database import Connection
from backend.services.seed import seed_teams
from backend.services.staff import NewStaff, add_staff
from backend.services.world import World
from tests.support.intake import Intake
from tests.support.passwords import hash_quickly
from tests.support.person import Person
from tests.support.world import Clock, a_world


@dataclass(slots=True)
class Office:
    world: World
    clock: Clock
    gateway: InProcessGateway

    def person(self, chat: str = "person-1", channel: str = "web", jurisdiction: str | None = None) -> Person:
        return Person(self.gateway, channel=channel, chat=chat, jurisdiction=jurisdiction)  # type: ignore[arg-type]

    def intake(self, chat: str = "person-1", channel: str = "web", **answers: str) -> Intake:
        return Intake(self.person(chat, channel), answers)

    async def rows(self, table: sa.Table) -> list[Any]:
        return await self.world.db.read(lambda conn: list(conn.execute(sa.select(table))))

    async def case(self) -> Any:
        """The only case there is; None for none."""
        found = await self.rows(tables.cases)
        assert len(found) <= 1
        return found[0] if found else None

    async def answers(self, case: Any) -> dict[str, Any]:
        """The values a case holds, opened with the person's key."""

        def opened(conn: Connection) -> dict[str, Any]:
            person = conn.execute(sa.select(tables.people).where(tables.people.c.id == case.person_id)).one()
            key = self.world.keyring.unwrap(person.id, person.wrapped_key, person.master_id)
            told = orjson.loads(key.open("cases", "answers_enc", case.id, case.answers_enc))["answers"]
            return {step: answer["value"] for step, answer in told.items()}

        return await self.world.db.read(opened)

    async def hire(self, login: str, team: str, fte: float = 1.0) -> str:
        new = NewStaff(login, login, "a long enough password", Role.CASE_MANAGER, team.split(".")[0], team, fte)
        await add_staff(self.world, new)
        rows = await self.rows(tables.staff)
        return next(str(row.id) for row in rows if row.login == login)


@pytest_asyncio.fixture
async def office(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    hash_quickly(monkeypatch)
    clock = Clock()
    world = await a_world(database_url, clock)
    await seed_teams(world)
    yield Office(world, clock, InProcessGateway(world, create_turns(world)))
    await world.db.close()
