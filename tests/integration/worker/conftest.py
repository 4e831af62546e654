"""The worker on both databases, with a bot that only remembers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from backend.domain.permissions import Staff
from backend.services.world import World
from backend.worker import run
from backend.worker.run import working
from tests.support.mailbox import Mailbox
from tests.support.passwords import hash_quickly
from tests.support.submitted import a_coordinator, submitted, write_to
from tests.support.world import Clock, a_world

CHAT = "CANARY-chat-4711"


@dataclass
class Shop:
    """One case, somebody who writes to its person, and where the messages arrive."""

    world: World
    clock: Clock
    staff: Staff
    case_id: str
    mailbox: Mailbox

    async def write(self, text: str) -> None:
        self.clock.pass_(milliseconds=1)  # one after the other
        await write_to(self.world, self.staff, self.case_id, text)


@pytest_asyncio.fixture
async def shop(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shop]:
    hash_quickly(monkeypatch)
    monkeypatch.setattr(run, "LOOK_EVERY", 0.05)
    clock = Clock()
    world = await a_world(database_url, clock)
    staff = await a_coordinator(world)
    yield Shop(world, clock, staff, await submitted(world, CHAT), Mailbox())
    await world.db.close()


@pytest_asyncio.fixture
async def work(shop: Shop) -> AsyncIterator[None]:
    """The worker at work."""
    async with working(shop.world, shop.mailbox):
        yield
