"""A whole backend for tests: real database, real keys, real texts; only time and ids are ours."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from backend.allinone.golden.world import START, Clock, CountedIds
from backend.bootstrap.world import build_world
from backend.domain.ids import Ids
from backend.persistence.migrating import migrate
from backend.services.world import World
from backend.settings import load_settings

__all__ = ["MASTER_KEY", "SECRET", "START", "Clock", "CountedIds", "a_world", "sqlite_url"]

MASTER_KEY = "test:" + base64.b64encode(bytes(range(32))).decode()
SECRET = "a secret only tests know"


async def a_world(url: str, clock: Clock | None = None, ids: Ids | None = None, **settings: object) -> World:
    """A world on a migrated database. Close its `db` at the end."""
    patient = {"database_wait": 60.0}  # what waits too long on a busy machine would be refused
    given = {"database_url": url, "master_key": MASTER_KEY, "shared_secret": SECRET, **patient, **settings}
    found = load_settings(**given)
    return await build_world(found, found.open_database(), clock=clock or Clock(), ids=ids or CountedIds())


def sqlite_url(folder: Path) -> str:
    """A fresh migrated SQLite database in `folder`."""
    path = folder / "lotse.db"
    path.write_bytes(_migrated())
    return f"sqlite:///{path}"


@cache
def _migrated() -> bytes:
    """Made once a process, by the migrations."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lotse.db"
        migrate(f"sqlite:///{path}")
        return path.read_bytes()
