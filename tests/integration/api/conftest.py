"""The real application behind a real socket, and the means to call it as the bot does or as a stranger would."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from backend.bootstrap.app import create_app
from backend.bootstrap.turns import create_turns
from backend.services.seed import seed_teams
from backend.services.world import World
from backend.serving import Served, serving
from bot.gateway.http import HttpGateway
from flows.signing import sign_request
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE
from tests.support.world import SECRET, START, CountedIds, a_world

KEY = SECRET.encode()
JSON = {"content-type": "application/json"}


@dataclass
class Api:
    """`send` signs; every part of the signature can be given differently."""

    url: str
    client: httpx.AsyncClient
    counter: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def nonce(self) -> str:
        return f"nonce-of-the-tests-{next(self.counter):06}"

    def signed(self, target: str, body: bytes, method: str = "POST", nonce: str | None = None) -> dict[str, str]:
        nonce = nonce or self.nonce()
        return {**JSON, **sign_request(KEY, method, target, body, now=START.timestamp(), nonce=nonce)}

    async def post(self, target: str, body: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
        headers = self.signed(target, body) if headers is None else headers
        return await self.client.post(target, content=body, headers=headers)


@pytest_asyncio.fixture
async def world(sqlite_url: str) -> AsyncIterator[World]:
    made = await a_world(sqlite_url)
    await seed_teams(made)
    yield made
    await made.db.close()


@pytest_asyncio.fixture
async def api(world: World) -> AsyncIterator[Api]:
    port = free_port()
    served = Served(create_app(world, create_turns(world)), "127.0.0.1", port, choose="nothing")
    url = f"http://127.0.0.1:{port}"
    async with serving(served), httpx.AsyncClient(base_url=url, trust_env=False, timeout=PATIENCE) as client:
        yield Api(url, client)


@pytest_asyncio.fixture
async def gateway(api: Api) -> AsyncIterator[HttpGateway]:
    async with HttpGateway(api.url, KEY, clock=START.timestamp) as made:
        yield made


@pytest.fixture
def twin_url(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("twin") / "lotse.db"
    path.write_bytes(_sqlite_template.read_bytes())
    return f"sqlite:///{path}"


@pytest_asyncio.fixture
async def twin(twin_url: str) -> AsyncIterator[World]:
    """A world like `world`, on a database of its own, that gives the same ids in the same order."""
    made = await a_world(twin_url, ids=CountedIds())
    await seed_teams(made)
    yield made
    await made.db.close()
