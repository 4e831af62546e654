"""The whole backend behind its own API, the desk and the worker, on both databases, with an ear at every log."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from backend.bootstrap.app import create_app
from backend.bootstrap.turns import create_turns
from backend.domain.permissions import Role
from backend.services.seed import seed_teams
from backend.services.world import World
from bot.gateway.http import HttpGateway
from bot.logs import guard_logs
from flows.protocol import Delivery, DeliveryResult
from tests.support.desk import browser, csrf_of, log_in, seed_staff
from tests.support.footprints import LogTap, in_folder, in_postgres
from tests.support.intake import Intake
from tests.support.passwords import hash_quickly
from tests.support.person import Person
from tests.support.world import SECRET, Clock, a_world


@dataclass(slots=True)
class Spoken:
    """The bot as the worker knows it: keeps what it is given."""

    deliveries: list[Delivery] = field(default_factory=list)

    async def deliver(self, delivery: Delivery) -> DeliveryResult:
        self.deliveries.append(delivery)
        return DeliveryResult(outcome="sent")

    def said(self) -> str:
        return "\n".join(message.text for delivery in self.deliveries for message in delivery.messages)


@dataclass(slots=True)
class House:
    url: str
    world: World
    clock: Clock
    app: FastAPI
    gateway: HttpGateway
    logs: LogTap
    spoken: Spoken
    folder: Path
    temporary: Path

    def person(self, chat: str, channel: str = "web") -> Person:
        return Person(self.gateway, channel=channel, chat=chat)  # type: ignore[arg-type]

    def intake(self, chat: str, channel: str = "web", **answers: str) -> Intake:
        return Intake(self.person(chat, channel), answers)

    @asynccontextmanager
    async def staff(self, login: str) -> AsyncIterator[httpx.AsyncClient]:
        """A browser in which `login` is logged in."""
        async with browser(self.app) as client:
            assert (await log_in(client, login)).status_code == 303
            yield client

    async def traces(self, *marks: str) -> dict[str, list[str]]:
        """Where any of `marks` stands in plain: files of the database and temporary ones, tables, logs."""
        found = in_folder(self.folder, marks) | in_folder(self.temporary, marks)
        if self.url.startswith("postgresql"):
            found |= await in_postgres(self.url, marks)
        if lines := self.logs.found(marks):
            found["logs"] = lines
        return found


@pytest_asyncio.fixture
async def house(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    hash_quickly(monkeypatch)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))
    clock = Clock()
    async with AsyncExitStack() as stack:
        logs = stack.enter_context(LogTap())
        stack.callback(guard_logs(SECRET))  # as the bot does at its start
        world = await a_world(database_url, clock)
        stack.push_async_callback(world.db.close)
        await seed_teams(world)
        await _hire(world)
        app = create_app(world, create_turns(world))
        stack.callback(app.state.desk.gate.close)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        gateway = HttpGateway("http://backend", SECRET.encode(), transport=transport, clock=lambda: clock().timestamp())
        stack.push_async_callback(gateway.close)
        yield House(database_url, world, clock, app, gateway, logs, Spoken(), tmp_path, temporary)


async def _hire(world: World) -> None:
    await seed_staff(world, "nord", Role.CASE_MANAGER, "kreis-unna", "kreis-unna.nordkreis")
    await seed_staff(world, "coordinator", Role.COORDINATOR, "kreis-unna")
    await seed_staff(world, "supervisor", Role.SUPERVISOR, "kreis-unna")
    await seed_staff(world, "stranger", Role.COORDINATOR, "rhein-kreis-neuss")


async def post(client: httpx.AsyncClient, path: str, page: str, **fields: str) -> httpx.Response:
    """A form of the page `page`, sent as a browser would."""
    html = (await client.get(page)).text
    return await client.post(path, data={"csrf": csrf_of(html), **fields})
