"""The console on the real services, in one process."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from datetime import date
from pathlib import Path

from backend.allinone.place import settings_in
from backend.allinone.simulator.clock import SupposedClock
from backend.allinone.simulator.commands import Commands
from backend.allinone.simulator.session import Session
from backend.bootstrap import create_turns, opened_world
from backend.persistence.migrating import migrate
from backend.services.editions import OnlyEdition
from backend.services.seed import seed_teams
from backend.services.world import World
from bot.channels.console import run_console
from flows.engine import Lookup
from flows.package import Package
from flows.protocol import Channel


async def chat_in(
    folder: Path,
    lang: str | None,
    channel: Channel,
    script: Path | None,
    json: bool,
    package: Package | None = None,
    as_of: date | None = None,
    tracing: bool = False,
) -> None:
    """Chats on a database in `folder`, about `package` or the flow of the product, as if it were the day `as_of`.

    Raises LotseError console.script, settings.invalid.
    """
    settings = settings_in(folder, public_url="http://127.0.0.1:8000", desk_port=8001, secret=secrets.token_urlsafe(32))
    await asyncio.to_thread(migrate, settings.database)
    clock = SupposedClock(day=as_of)
    async with opened_world(settings) as opened:
        await seed_teams(opened)
        world = replace(opened if package is None else about(opened, package), clock=clock)
        session = Session(world, create_turns(world), channel, lang)
        commands = Commands(session, clock, tracing=tracing)
        await run_console(session, lang, channel, script=script, json=json, texts=world.texts, simulator=commands)


def about(world: World, package: Package) -> World:
    """The world in which every conversation is about this package."""
    only = OnlyEdition(world.db, Lookup(world.texts, world.places), package)
    return replace(world, texts=package.texts, editions=only)
