"""The demonstration: web chat, desk, background work and, with a token, Telegram, in one process on SQLite."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from backend.allinone.gateway import InProcessGateway
from backend.allinone.place import Place, keep_accounts, kept_accounts, settings_in
from backend.bootstrap.app import create_app
from backend.bootstrap.turns import create_turns
from backend.bootstrap.world import opened_world
from backend.content.offer_sheets import sample_offers
from backend.persistence.migrating import migrate
from backend.services.offers import seed_samples
from backend.services.seed import DemoAccount, seed_demo_staff, seed_teams
from backend.services.world import World
from backend.serving import Served, serving
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


Progress = Callable[[int, int], None]


def quiet(ready: int, of: int) -> None:
    """For those who do not watch."""


@contextlib.asynccontextmanager
async def demonstration(place: Place, progress: Progress = quiet) -> AsyncIterator[Demo]:
    """Runs for as long as the block does. `progress`: of making the accounts, at the first run.

    Raises LotseError port.taken before anything is written; storage.*, key.*.
    """
    place.look()
    settings = settings_in(
        place.folder, public_url=place.chat, desk_port=place.desk_port, secret=secrets.token_urlsafe(32)
    )
    await asyncio.to_thread(migrate, settings.database)
    async with opened_world(settings) as world:
        await seed_teams(world)
        await seed_samples(world, sample_offers())
        await seed_demo_staff(world, lambda accounts: keep_accounts(place.folder, accounts), progress)
        async with _running(world, settings, place) as telegram:
            yield Demo(place.chat, f"{place.desk}/desk", telegram, kept_accounts(place.folder), world)


@contextlib.asynccontextmanager
async def _running(world: World, settings: Settings, place: Place) -> AsyncIterator[bool]:
    turns = create_turns(world)
    bot_settings = load_bot_settings(
        shared_secret=settings.secret.decode(), public_url=settings.public_url, host=place.host, port=place.port
    )
    async with speaking(InProcessGateway(world, turns), bot_settings) as voice:
        chat = Served(voice.app, place.host, place.port, place.port_by)
        desk = Served(create_app(world, turns), place.host, place.desk_port, place.desk_port_by)
        async with serving(chat, desk), working(world, voice.deliverer):
            yield voice.telegram is not None
