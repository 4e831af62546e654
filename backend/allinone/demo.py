"""The demonstration: web chat, desk, background work and, with a token, Telegram, in one process on SQLite."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from backend.allinone.gateway import InProcessGateway
from backend.allinone.place import keep_accounts, kept_accounts, settings_in
from backend.bootstrap import create_app, create_turns, opened_world
from backend.persistence.migrating import migrate
from backend.services.seed import DemoAccount, seed_demo_staff, seed_teams
from backend.services.world import World
from backend.serving import Served, listen, serving
from backend.settings import Settings
from backend.worker.run import working
from bot.bootstrap import speaking
from bot.settings import load_settings as load_bot_settings


@dataclass(frozen=True, slots=True)
class Demo:
    """What is running: addresses for people, accounts for staff."""

    chat: str
    desk: str
    telegram: bool
    accounts: list[DemoAccount]
    world: World


@contextlib.asynccontextmanager
async def demonstration(folder: Path, host: str, port: int, desk_port: int) -> AsyncIterator[Demo]:
    """Runs for as long as the block does. Raises LotseError port.taken before anything is written."""
    for wanted in (port, desk_port):
        listen(host, wanted).close()
    chat, desk = f"http://{host}:{port}", f"http://{host}:{desk_port}"
    settings = settings_in(folder, public_url=chat, desk_port=desk_port, secret=secrets.token_urlsafe(32))
    await asyncio.to_thread(migrate, settings.database)
    async with opened_world(settings) as world:
        await _seed(world, folder)
        async with _running(world, settings, host, port, desk_port) as telegram:
            yield Demo(chat, f"{desk}/desk", telegram, kept_accounts(folder), world)


async def _seed(world: World, folder: Path) -> None:
    await seed_teams(world)
    made = await seed_demo_staff(world)
    if made:
        keep_accounts(folder, made)


@contextlib.asynccontextmanager
async def _running(world: World, settings: Settings, host: str, port: int, desk_port: int) -> AsyncIterator[bool]:
    turns = create_turns(world)
    bot_settings = load_bot_settings(
        shared_secret=settings.secret.decode(), public_url=settings.public_url, host=host, port=port
    )
    async with speaking(InProcessGateway(world, turns), bot_settings) as voice:
        backend = Served(create_app(world, turns), host, desk_port)
        async with serving(Served(voice.app, host, port), backend), working(world, voice.deliverer):
            yield voice.telegram is not None
