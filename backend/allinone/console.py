"""The console on the real services, in one process."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, replace
from datetime import date
from json import dumps
from pathlib import Path

from backend.allinone.about import about
from backend.allinone.place import settings_in
from backend.allinone.simulator.clock import SupposedClock
from backend.allinone.simulator.commands import ABOUT_THE_INTAKE, Commands
from backend.allinone.simulator.names import Refused
from backend.allinone.simulator.recording import Subject
from backend.allinone.simulator.session import Session
from backend.bootstrap import ahead
from backend.bootstrap.turns import create_turns
from backend.bootstrap.world import opened_world
from backend.persistence.migrating import migrate
from backend.services.seed import seed_teams
from bot.channels.console import run_console
from bot.channels.simulating import SIGN
from flows.errors import LotseError
from flows.package import Package
from flows.protocol import Channel

__all__ = ["Trial", "about", "chat_in"]


@dataclass(frozen=True, slots=True)
class Trial:
    """How a flow is tried out: about which package, as if it were which day, with reasons, written down in a file."""

    package: Package | None = None
    subject: Subject = ABOUT_THE_INTAKE
    as_of: date | None = None
    tracing: bool = False
    record: Path | None = None
    lasting: bool = False


async def chat_in(
    folder: Path, lang: str | None, channel: Channel, script: Path | None, json: bool, trial: Trial | None = None
) -> None:
    """Chats on a database in `folder`. Raises LotseError console.script, settings.invalid."""
    settings = settings_in(folder, public_url="http://127.0.0.1:8000", desk_port=8001, secret=secrets.token_urlsafe(32))
    await asyncio.to_thread(migrate, settings.database)
    trial = trial or Trial()
    clock = SupposedClock(day=trial.as_of)
    async with opened_world(settings) as opened:
        await seed_teams(opened)
        world = replace(opened if trial.package is None else about(opened, trial.package), clock=clock)
        session = Session(world, create_turns(world), channel, lang)
        commands = Commands(session, clock, tracing=trial.tracing, subject=trial.subject, lasting=trial.lasting)
        if script is None:  # while somebody reads the first question
            ahead.begin()
        await run_console(session, lang, channel, script=script, json=json, texts=world.texts, simulator=commands)
        if trial.record is not None:
            print("\n".join(await _recorded(commands, trial.record, json)))


async def _recorded(commands: Commands, path: Path, json: bool) -> list[str]:
    """Raises LotseError settings.invalid naming the option."""
    try:
        told = await commands.record(path)
    except Refused as refused:
        raise LotseError("settings.invalid", names="--record", problem=str(refused)) from None
    return [dumps({"recorded": str(path)})] if json else [f"{SIGN} {line}" for line in told.lines]
