"""Many turns at once while a disk becomes full, and once there is room again: what each of them was told, as JSON.

python -m tests.support.full_disk URL limit      no file of this process may grow any more, whatever it writes
python -m tests.support.full_disk URL filled     the file system it lies on, made for this, has no room left
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path

from backend.persistence.database import Connection, Database, open_database, sqlite_path
from backend.persistence.tables import teams
from flows.errors import LotseError

MANY = 60  # turns at once, more than one commit takes
SIZE = 1000  # characters of each: all of them together do not fit
ROOM = 30_000  # bytes left


def half_and_half(conn: Connection, name: str) -> str:
    """Two statements, so that something could be half done."""
    for half in ("a", "b"):
        conn.execute(teams.insert().values(id=f"{name}.{half}", jurisdiction="j", region="r", name=half * SIZE))
    return name


async def told(db: Database, prefix: str, at_once: bool) -> dict[str, str]:
    """By turn: "stored", or the code of the error."""

    async def one(name: str) -> tuple[str, str]:
        try:
            return name, await db.write_then(lambda conn: half_and_half(conn, name), lambda _: "stored")
        except LotseError as error:
            return name, error.code

    names = [f"{prefix}{number}" for number in range(MANY)]
    return dict(await asyncio.gather(*map(one, names)) if at_once else [await one(name) for name in names])


def limited(path: Path) -> Callable[[], None]:
    """Gives back how to undo it."""
    size = os.path.getsize(f"{path}-wal")  # what every commit is added to
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + ROOM, resource.RLIM_INFINITY))
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def filled(path: Path) -> Callable[[], None]:
    disk, filler = os.statvfs(path.parent), path.with_name("filler")
    filler.write_bytes(bytes(disk.f_bavail * disk.f_frsize - ROOM))
    return filler.unlink


async def main(url: str, how: str) -> None:
    db, path = open_database(url), Path(sqlite_path(url))
    outcomes = await told(db, "before", at_once=True)
    undo = {"limit": limited, "filled": filled}[how](path)
    for prefix, at_once in (("full", True), ("alone", False), ("again", True)):
        outcomes |= await told(db, prefix, at_once)
    undo()
    outcomes |= await told(db, "after", at_once=True)
    await db.close()
    print(json.dumps(outcomes))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
