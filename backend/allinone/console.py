"""The console on the real services, in one process."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path

from backend.allinone.gateway import InProcessGateway
from backend.allinone.place import settings_in
from backend.bootstrap import create_turns, opened_world
from backend.persistence.migrating import migrate
from backend.services.seed import seed_teams
from bot.channels.console import run_console


async def chat_in(folder: Path, lang: str | None, channel: str, script: Path | None, json: bool) -> None:
    """Chats on a database in `folder`. Raises LotseError console.script, settings.invalid."""
    settings = settings_in(folder, public_url="http://127.0.0.1:8000", desk_port=8001, secret=secrets.token_urlsafe(32))
    await asyncio.to_thread(migrate, settings.database)
    async with opened_world(settings) as world:
        await seed_teams(world)
        await run_console(InProcessGateway(world, create_turns(world)), lang, channel, script=script, json=json)
