"""The console on the real services, in one process."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from pathlib import Path

from backend.allinone.gateway import InProcessGateway
from backend.allinone.place import settings_in
from backend.bootstrap import create_turns, opened_world
from backend.persistence.migrating import migrate
from backend.services.editions import OnlyEdition
from backend.services.seed import seed_teams
from backend.services.world import World
from bot.channels.console import run_console
from flows.engine import Lookup
from flows.package import Package


async def chat_in(
    folder: Path, lang: str | None, channel: str, script: Path | None, json: bool, package: Package | None = None
) -> None:
    """Chats on a database in `folder`, about `package` or the flow of the product.

    Raises LotseError console.script, settings.invalid.
    """
    settings = settings_in(folder, public_url="http://127.0.0.1:8000", desk_port=8001, secret=secrets.token_urlsafe(32))
    await asyncio.to_thread(migrate, settings.database)
    async with opened_world(settings) as world:
        await seed_teams(world)
        world = world if package is None else about(world, package)
        gateway = InProcessGateway(world, create_turns(world))
        await run_console(gateway, lang, channel, script=script, json=json, texts=world.texts)


def about(world: World, package: Package) -> World:
    """The world in which every conversation is about this package."""
    only = OnlyEdition(world.db, Lookup(world.texts, world.places), package)
    return replace(world, texts=package.texts, editions=only)
