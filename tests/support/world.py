"""A whole backend for tests: real database, real keys, real texts; only time and ids are ours."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from backend.bootstrap import build_world
from backend.domain.ids import receipt_of
from backend.persistence.migrating import migrate
from backend.services.world import World
from backend.settings import load_settings

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MASTER_KEY = "test:" + base64.b64encode(bytes(range(32))).decode()
SECRET = "a secret only tests know"


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


async def a_world(url: str, clock: Clock | None = None, ids: CountedIds | None = None, **settings: object) -> World:
    """A world on a migrated database. Close its `db` at the end."""
    given = {"database_url": url, "master_key": MASTER_KEY, "shared_secret": SECRET, **settings}
    found = load_settings(**given)
    return await build_world(found, found.open_database(), clock=clock or Clock(), ids=ids or CountedIds())


def sqlite_url(folder: Path) -> str:
    """A fresh migrated SQLite database in `folder`."""
    url = f"sqlite:///{folder / 'lotse.db'}"
    migrate(url)
    return url
