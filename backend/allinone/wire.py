"""What a turn costs over HTTP, signed, as bot and backend speak: beside the same turns without it, in the same run.

Both ends are in this process, so a turn pays for the bot's client too; what is waited for shows with one in flight.
"""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from backend.bench.load import Played, play
from backend.bench.turns import bench_world
from backend.bootstrap.app import create_app
from backend.bootstrap.turns import create_turns
from backend.persistence.migrating import migrate
from backend.services.seed import seed_teams
from backend.services.world import World
from backend.serving import Served, listen, serving
from bot.gateway.http import HttpGateway

HOST, AT_ONCE = "127.0.0.1", 8


@dataclass(frozen=True, slots=True)
class Wire:
    """Turns per second, 8 in flight, and the median of one turn with one in flight in milliseconds; `direct`: without
    HTTP. SQLite. `ratio`: per_s / direct_per_s."""

    turns: int
    per_s: float
    direct_per_s: float
    ratio: float
    single_ms: float
    direct_single_ms: float

    def as_json(self) -> dict[str, object]:
        return {name: round(value, 3) for name, value in asdict(self).items()}


async def bench_wire(conversations: int) -> Wire:
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'lotse.db'}"
        await asyncio.to_thread(migrate, url)
        world = await bench_world(url, AT_ONCE, shared_secret=secrets.token_urlsafe(32))
        try:
            await seed_teams(world)
            return await _bench(world, conversations)
        finally:
            await world.db.close()


async def _bench(world: World, conversations: int) -> Wire:
    turns = create_turns(world)
    with listen(HOST, 0, "--port") as probe:
        port = probe.getsockname()[1]
    async with (
        serving(Served(create_app(world, turns), HOST, port, "--port")),
        HttpGateway(f"http://{HOST}:{port}", world.settings.secret) as gateway,
    ):
        await play(turns, 20, AT_ONCE, "warm-up")
        direct, over = [await play(way, conversations, AT_ONCE, name) for way, name in ((turns, "d"), (gateway, "h"))]
        alone, over_alone = [await play(way, 2, 1, name) for way, name in ((turns, "da"), (gateway, "ha"))]
    return _told(direct, over, alone, over_alone)


def _told(direct: Played, over: Played, alone: Played, over_alone: Played) -> Wire:
    return Wire(
        turns=len(over.seconds),
        per_s=over.per_second,
        direct_per_s=direct.per_second,
        ratio=over.per_second / direct.per_second,
        single_ms=over_alone.percentile(0.5),
        direct_single_ms=alone.percentile(0.5),
    )
