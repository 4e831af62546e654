"""`lotse chat`: the same conversation in the terminal, on a database of its own that is gone at the end."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from backend.allinone.gateway import InProcessGateway
from backend.allinone.place import settings_in
from backend.bootstrap import create_turns, opened_world
from backend.persistence.migrating import migrate
from backend.services.seed import seed_teams
from bot.channels.console import run_console

app = typer.Typer()


@app.command()
def chat(
    lang: Annotated[str | None, typer.Option(help="Language of the phone, e.g. ar.")] = None,
    channel: Annotated[str, typer.Option(help="Speak as this channel: console, web or telegram.")] = "console",
    script: Annotated[Path | None, typer.Option(help="Play this file, one input a line, and print the transcript.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder to keep the conversation in.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object per reply.")] = False,
) -> None:
    """Chat in the terminal with the real backend."""
    with tempfile.TemporaryDirectory(prefix="lotse-chat-") as folder:
        asyncio.run(_chat(data or Path(folder), lang, channel, script, json))


async def _chat(folder: Path, lang: str | None, channel: str, script: Path | None, json: bool) -> None:
    settings = settings_in(folder, public_url="http://127.0.0.1:8000", desk_port=8001, secret=secrets.token_urlsafe(32))
    await asyncio.to_thread(migrate, settings.database)
    async with opened_world(settings) as world:
        await seed_teams(world)
        await run_console(InProcessGateway(world, create_turns(world)), lang, channel, script=script, json=json)
