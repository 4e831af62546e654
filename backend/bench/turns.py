"""`lotse bench turns`: the real flow through the whole backend, beside the raw limit in the same run."""

from __future__ import annotations

import asyncio
import base64
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from backend.bench.cluster import postgres
from backend.bench.load import Played, play
from backend.bench.phones import Phone
from backend.bench.raw import raw_postgres, raw_sqlite
from backend.bootstrap.turns import create_turns
from backend.bootstrap.world import build_world
from backend.persistence import measuring
from backend.persistence.migrating import migrate
from backend.services.seed import seed_teams
from backend.services.turns import Turns
from backend.services.world import World
from backend.serving import little_garbage
from backend.settings import load_settings
from flows.protocol import TurnRequest

#: Turns in flight at once. SQLite: so many may share a commit. PostgreSQL: connections.
AT_ONCE = {"sqlite": 16, "postgres": 8}


@dataclass(frozen=True, slots=True)
class Report:
    """`ratio`: turns_per_s / raw_per_s, where every turn is a transaction of its own on the bare driver. Times of one
    turn in milliseconds, as the caller waits for it.

    `raw_shared_per_s`: on SQLite, what is left to reach where as many turns as are in flight share a commit, which is
    the work of our own writer (`backend.persistence.writer`); on PostgreSQL the same as `raw_per_s`.
    """

    db: str
    conversations: int
    at_once: int
    turns: int
    finished: int
    turns_per_s: float
    raw_per_s: float
    ratio: float
    p50_ms: float
    p95_ms: float
    bytes_per_conversation: int
    raw_shared_per_s: float
    ratio_shared: float

    def as_json(self) -> dict[str, object]:
        return {name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(self).items()}


async def bench_turns(db: str, conversations: int, at_once: int | None = None, stored: int = 0) -> Report:
    """`db`: sqlite or postgres. `stored`: conversations in the database before. All in a folder gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        async with database(db, Path(folder)) as url:
            return await _bench(db, url, Path(folder), conversations, at_once or AT_ONCE[db], stored)


@asynccontextmanager
async def database(db: str, folder: Path) -> AsyncIterator[str]:
    if db == "sqlite":
        yield f"sqlite:///{folder / 'lotse.db'}"
    else:
        async with postgres() as url:
            yield url


async def _bench(db: str, url: str, folder: Path, conversations: int, at_once: int, stored: int) -> Report:
    await asyncio.to_thread(migrate, url)
    world = await bench_world(url, at_once)
    try:
        await seed_teams(world)
        turns = create_turns(world)
        await play(turns, min(50, conversations), at_once, "warm-up")
        state = await _mean_state(world, turns)
        if stored:
            await world.db.write(lambda conn: measuring.multiply(conn, stored))
        before = await world.db.read(measuring.stored_bytes)
        with little_garbage():  # as it is served
            played = await play(turns, conversations, at_once)
        sizes = (await world.db.read(measuring.sizes))._replace(state=state)
    finally:
        await world.db.close()
    raw = await _raw(db, url, folder, sizes, len(played.seconds), at_once)
    return _report(db, conversations, at_once, played, raw, sizes.total - before)


async def bench_world(url: str, pool: int, **settings: Any) -> World:
    key = "bench:" + base64.b64encode(os.urandom(32)).decode()
    found = load_settings(database_url=url, master_key=key, database_pool=pool, **settings)
    return await build_world(found, found.open_database())


async def _mean_state(world: World, turns: Turns) -> int:
    """Bytes of a state as a turn writes it: it grows from the first answer to the last."""
    phone, found = Phone("measured"), list[int]()
    chat = world.keyring.blind("chat", f"{phone.channel}:{phone.chat}")
    request: TurnRequest | None = phone.first()
    while request is not None:
        reply = await turns.turn(request)
        found.append(await world.db.read(lambda conn: measuring.state_size(conn, chat)))
        request = phone.next_request(reply)
    return round(mean(found))


async def _raw(
    db: str, url: str, folder: Path, sizes: measuring.Sizes, turns: int, at_once: int
) -> tuple[float, float]:
    """Turns per second, every turn a transaction of its own, and when as many as are in flight share a commit."""
    if db == "sqlite":
        path = str(folder / "lotse.db")
        alone = await asyncio.to_thread(raw_sqlite, path, sizes, turns, 1)
        return alone, await asyncio.to_thread(raw_sqlite, path, sizes, turns, at_once, turns)
    found = await raw_postgres(url, sizes, turns, at_once)
    return found, found


def _report(db: str, conversations: int, at_once: int, played: Played, raw: tuple[float, float], stored: int) -> Report:
    alone, shared = raw
    return Report(
        db=db,
        conversations=conversations,
        at_once=at_once,
        turns=len(played.seconds),
        finished=played.finished,
        turns_per_s=played.per_second,
        raw_per_s=alone,
        ratio=played.per_second / alone,
        p50_ms=played.percentile(0.50),
        p95_ms=played.percentile(0.95),
        bytes_per_conversation=stored // conversations,
        raw_shared_per_s=shared,
        ratio_shared=played.per_second / shared,
    )
