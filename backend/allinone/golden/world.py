"""The world in which golden conversations happen: the real services, on a day and with ids that are always the same."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from backend.allinone.place import settings_in
from backend.bootstrap.world import build_world
from backend.domain.ids import receipt_of
from backend.persistence.migrating import migrate
from backend.services.seed import seed_teams
from backend.services.world import World

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@dataclass(slots=True)
class Clock:
    """Stands still unless moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass(slots=True)
class CountedIds:
    """Ids that look like the real ones and come in the same order in every run."""

    seed: str = "tests"
    count: int = 0
    given: list[str] = field(default_factory=list)

    def _noise(self) -> bytes:
        self.count += 1
        return hashlib.sha256(f"{self.seed}:{self.count}".encode()).digest()

    def new(self) -> str:
        return self._noise().hex()[:32]

    def receipt(self) -> str:
        return receipt_of(self._noise()[:12])

    def token(self) -> str:
        return base64.urlsafe_b64encode(self._noise()).decode().rstrip("=")


@asynccontextmanager
async def golden_world(folder: Path, clock: Clock) -> AsyncIterator[World]:
    """A world of its own on a database in `folder`, with the teams of the product, closed at the end."""
    settings = settings_in(folder, public_url="http://127.0.0.1:8000", desk_port=8001, secret=secrets.token_urlsafe(32))
    await asyncio.to_thread(migrate, settings.database)
    db = settings.open_database()
    try:
        world = await build_world(settings, db, clock=clock, ids=CountedIds())
        await seed_teams(world)
        yield world
    finally:
        await db.close()
